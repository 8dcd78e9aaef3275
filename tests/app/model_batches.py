"""The batch command against the scripted endpoint, in this process, on copies of the samples."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from app.batch import run_batch
from app.settings import BatchSettings
from evaluation.expected import judge, table
from tests.model_server.samples import ROOT
from tests.model_server.server import ModelServer

KEY = "sk-canary-0123456789abcdef"


class Batch:
    """A folder with the samples, its tasks cut to the first few; runs them against a server.

    No tool fails here by itself, so that nobody waits.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, tasks: int = 20) -> None:
        self.folder = folder / "examples"
        shutil.copytree(ROOT / "examples", self.folder)
        self.output = folder / "results.json"
        self._monkeypatch = monkeypatch
        every = json.loads((self.folder / "tasks.json").read_text("utf-8"))
        self.tasks: list[dict[str, str]] = every[:tasks]
        self.write("tasks.json", self.tasks)
        bindings = json.loads((self.folder / "bindings.json").read_text("utf-8"))
        for binding in bindings["tools"].values():
            binding.pop("flaky", None)
        self.write("bindings.json", bindings)

    def write(self, name: str, value: object) -> None:
        """Write one of the input files."""
        (self.folder / name).write_text(json.dumps(value), encoding="utf-8")

    def run(self, server: ModelServer, **changes: Any) -> int:
        """Run the batch command; return its exit code."""
        self._monkeypatch.setenv("MODEL_GATEWAY_URL", server.url)
        self._monkeypatch.setenv("MODEL_GATEWAY_KEY", KEY)
        self._monkeypatch.delenv("CHAT_MODEL", raising=False)
        given: dict[str, Any] = {
            "tasks": self.folder / "tasks.json",
            "tools": self.folder / "tools.json",
            "bindings": self.folder / "bindings.json",
            "output": self.output,
            "run_dir": self.output.parent / "runs",
            "reasoner": "model",
            "fresh": True,
            "quiet": True,
        }
        return run_batch(BatchSettings(**{**given, **changes}))

    @property
    def results(self) -> list[dict[str, Any]]:
        """What results.json holds."""
        entries: list[dict[str, Any]] = json.loads(self.output.read_text("utf-8"))
        return entries

    def effects(self) -> list[dict[str, Any]]:
        """What the mock tools changed, by their own ledger."""
        path = self.output.parent / "runs" / "effects.jsonl"
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    def assert_accepted(self) -> None:
        """Every result is what a competent operator accepts."""
        path = ROOT / "evaluation" / "expected" / "tasks.json"
        ids = {task["id"] for task in self.tasks}
        wanted = [one for one in json.loads(path.read_text("utf-8")) if one["id"] in ids]
        verdicts = judge(self.results, wanted)
        assert all(verdict.accepted for verdict in verdicts), table(verdicts)

    def assert_no_key(self, *texts: str) -> None:
        """The key stands nowhere: not in the run's folder, not in the results, not in words."""
        written = [path for path in self.output.parent.rglob("*") if path.is_file()]
        assert written
        for path in written:
            assert KEY.encode() not in path.read_bytes(), path
        assert not any(KEY in text for text in texts)
