"""Commands as a person would type them: what a run says about how to go on."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

from app.settings import BatchSettings, Budget

_PROGRAM = ("python", "run.py")
_BUDGET_FLAGS = {
    "tokens": "--max-tokens",
    "usd": "--max-usd",
    "calls": "--max-model-calls",
    "seconds": "--max-model-seconds",
    "task_tokens": "--max-tokens-per-task",
    "task_usd": "--max-usd-per-task",
    "task_calls": "--max-model-calls-per-task",
    "task_seconds": "--max-model-seconds-per-task",
    "price": "--price",
}


def batch_command(settings: BatchSettings) -> str:
    """Return the batch command with these settings, defaults left out."""
    words = [*_PROGRAM]
    for field in fields(settings):
        words.extend(_flag(field, getattr(settings, field.name)))
    return shlex.join(words)


def run_command(command: str, run_id: str, run_dir: Path) -> str:
    """Return a command on one run: `python run.py decide RUN`."""
    words = [*_PROGRAM, command, run_id]
    if run_dir.absolute() != BatchSettings.run_dir.absolute():
        words += ["--run-dir", _near(run_dir)]
    return shlex.join(words)


def _flag(field: Field[Any], value: Any) -> Iterator[str]:
    if isinstance(value, Budget):
        for name, flag in _BUDGET_FLAGS.items():
            limit = getattr(value, name)
            yield from () if limit is None else (flag, str(limit))
        return
    default = field.default
    if isinstance(value, Path) and isinstance(default, Path):
        default = default.absolute() if value.is_absolute() else default
    if default is not MISSING and value == default:
        return
    yield f"--{field.name.replace('_', '-')}"
    if value is not True:
        yield _near(value) if isinstance(value, Path) else str(value)


def _near(path: Path) -> str:
    """Return a path as seen from here, where it lies below."""
    path = path.absolute()
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
