"""A folder in which the commands are given, in this process, as a user would give them."""

from __future__ import annotations

import json
import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.batch import run_batch
from app.cli import main
from app.settings import BatchSettings
from checkpoints.run_folder import FoundRun, list_runs
from core.errors import StoreError

TICKET_TOOL = {
    "name": "create_ticket",
    "description": "Create a ticket. Returns ticket_id, subject.",
    "args_schema": {"subject": "string"},
}
TICKET = 'Create a ticket with the subject "Printer on fire".'
PLAN_TOOL = {
    "name": "lookup_account",
    "description": "Look up an account by email. Returns account_id, plan, status.",
    "args_schema": {"email": "string"},
}
PLAN = "Which plan is alex@acme.test on?"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


class StopAt:
    """Crash points of which one ends the work, the others do nothing."""

    def __init__(self, point: str) -> None:
        self._point = point

    def reach(self, point: str) -> None:
        if point == self._point:
            raise StoreError("the test stops the run here")


class RunsFolder:
    """Files, commands and what came of them."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path = path
        self._capsys = capsys

    def write(self, prompts: dict[str, str], tools: Any, bindings: Any = None) -> None:
        """Write the three files; `prompts` by task id."""
        tasks = [{"id": i, "domain": "support", "prompt": text} for i, text in prompts.items()]
        for name, value in (("tasks", tasks), ("tools", tools), ("bindings", bindings)):
            if value is not None:
                (self.path / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")

    def write_tickets(self, *task_ids: str) -> None:
        """Write tasks that each create a ticket with a mock tool, and look nothing up."""
        prompts = {i: TICKET.replace("Printer", f"Printer {i}") for i in task_ids}
        bound = {"adapter": "mock", "effect": "write", "ledger": "ledger.jsonl"}
        self.write(prompts, [TICKET_TOOL], {"tools": {"create_ticket": bound}})

    def command(self, *words: str) -> Ended:
        """Give a command."""
        self._capsys.readouterr()
        sys.argv = ["run.py", *words]
        code = main()
        printed = self._capsys.readouterr()
        assert "Traceback" not in printed.err
        return Ended(code, printed.out, printed.err)

    def batch(self, *flags: str) -> Ended:
        """Give the batch command."""
        words = ["--tasks", "tasks.json", "--tools", "tools.json", "--output", "results.json"]
        if (self.path / "bindings.json").exists():
            words += ["--bindings", "bindings.json"]
        return self.command(*words, "--quiet", *flags)

    def batch_until(self, point: str) -> None:
        """Work on the batch until a crash point is reached, and leave the run there."""
        bindings = self.path / "bindings.json"
        settings = BatchSettings(
            tasks=Path("tasks.json"),
            tools=Path("tools.json"),
            output=Path("results.json"),
            bindings=Path("bindings.json") if bindings.exists() else None,
            concurrency=1,
            quiet=True,
        )
        with pytest.raises(StoreError, match="the test stops the run here"):
            run_batch(settings, StopAt(point))

    def results(self) -> dict[str, dict[str, Any]]:
        """Return the entries of the results file by task id."""
        entries = json.loads((self.path / "results.json").read_text(encoding="utf-8"))
        return {entry["id"]: entry for entry in entries}

    def tickets(self) -> int:
        """Return how many tickets were created."""
        ledger = self.path / "ledger.jsonl"
        return len(ledger.read_text(encoding="utf-8").splitlines()) if ledger.exists() else 0

    def runs(self) -> list[FoundRun]:
        """Return the runs, oldest first."""
        return [run for run in list_runs(Path("runs")) if isinstance(run, FoundRun)]

    def change_database(self, *statements: str) -> None:
        """Carry out SQL on the database of the last run."""
        connection = sqlite3.connect(self.runs()[-1].folder / "run.sqlite", isolation_level=None)
        for statement in statements:
            connection.execute(statement)
        connection.close()
