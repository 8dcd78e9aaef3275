"""Surefoot in the cost bench: the batch command itself, in this process, through its model path."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.batch import run_batch
from app.settings import BatchSettings, ReasonerChoice

_VARIABLES = ("MODEL_GATEWAY_URL", "MODEL_GATEWAY_KEY", "CHAT_MODEL")


def run_surefoot(
    folder: Path, url: str, choice: ReasonerChoice = "model", at_once: int = 8
) -> list[dict[str, Any]]:
    """Run tasks.json of a folder against a model endpoint; return the entries of results.json."""
    output = folder / "results.json"
    settings = BatchSettings(
        tasks=folder / "tasks.json",
        tools=folder / "tools.json",
        output=output,
        bindings=folder / "bindings.json",
        run_dir=folder / "runs",
        concurrency=at_once,
        model="gpt-4o-mini",
        reasoner=choice,
        fresh=True,
        quiet=True,
    )
    with _endpoint(url):
        code = run_batch(settings)
    if code:
        raise RuntimeError(f"the batch command ended with {code}")
    entries: list[dict[str, Any]] = json.loads(output.read_text(encoding="utf-8"))
    return entries


@contextmanager
def _endpoint(url: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in _VARIABLES}
    os.environ.update(MODEL_GATEWAY_URL=url, MODEL_GATEWAY_KEY="sk-bench", CHAT_MODEL="gpt-4o-mini")
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
