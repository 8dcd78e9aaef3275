"""What a run left behind, read without any of the project's own readers: rows, lines, entries."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Line: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """An effect that a task asks for, by the tag that it bears in the ledger."""

    task: str
    tag: str
    tool: str


@dataclass(frozen=True)
class Call:
    """One attempt as the journal has it. `intended` is when its intent was written, if it was.

    `outcome` is the last that was recorded, None where there is none.
    """

    task: str
    key: str
    tool: str
    args: Mapping[str, Any]
    effect: str
    idempotency: str
    number: int
    intended: float | None
    outcome: str | None
    by: str


@dataclass(frozen=True)
class Evidence:
    """`ledger` holds the tool server's lines about this batch; `results` is None before any."""

    calls: tuple[Call, ...]
    ledger: tuple[Line, ...]
    results: tuple[Line, ...] | None
    tasks: tuple[str, ...]
    wanted: tuple[Wanted, ...]
    sound: bool

    def lines(self, event: str) -> list[Line]:
        """Return the ledger's lines of one kind."""
        return [line for line in self.ledger if line["event"] == event]


def read_evidence(folder: Path, ledger: Path, wanted: Iterable[Wanted]) -> Evidence:
    """Read the runs of a folder and what the ledger says about their effects."""
    wanted = tuple(wanted)
    calls, sound = _calls(folder)
    ours = {call.key for call in calls} | {one.tag for one in wanted}
    lines = map(json.loads, ledger.read_text(encoding="utf-8").splitlines())
    tasks = json.loads((folder / "tasks.json").read_text(encoding="utf-8"))
    return Evidence(
        calls,
        tuple(line for line in lines if line["tag"] in ours or line["key"] in ours),
        _results(folder / "results.json"),
        tuple(task["id"] for task in tasks),
        wanted,
        sound,
    )


def _results(path: Path) -> tuple[Line, ...] | None:
    return tuple(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def _calls(folder: Path) -> tuple[tuple[Call, ...], bool]:
    calls: list[Call] = []
    sound = True
    for database in sorted((folder / "runs").glob("*/run.sqlite")):
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        try:
            if not connection.execute("SELECT name FROM sqlite_master").fetchall():
                continue  # killed before its tables were made: nothing was called
            calls += _calls_of_run(connection, database.parent.name)
            sound &= connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        finally:
            connection.close()
    return tuple(calls), sound


def _calls_of_run(connection: sqlite3.Connection, run_id: str) -> list[Call]:
    rows = connection.execute(
        "SELECT task_id, slot, item, generation, number, at, attempt, outcome FROM journal "
        "ORDER BY sequence"
    )
    found: dict[tuple[Any, ...], Call] = {}
    for task, slot, item, generation, number, at, attempt, outcome in rows:
        place = (task, slot, item, generation, number)
        if attempt is not None:
            key = _key([run_id, task, slot, item, generation])
            intended = at if outcome is None else None
            found[place] = _call(task, key, number, intended, json.loads(attempt))
        if outcome is not None:
            found[place] = _with_outcome(found[place], json.loads(outcome))
    return [call for call in found.values() if call.effect in ("read", "write")]


def _call(task: str, key: str, number: int, intended: float | None, attempt: Line) -> Call:
    idempotency = attempt.get("idempotency", "none")
    tool, args, effect = attempt["tool"], attempt["args"], attempt["effect"]
    return Call(task, key, tool, args, effect, idempotency, number, intended, None, "")


def _with_outcome(call: Call, outcome: Line) -> Call:
    if call.outcome in ("done", "given_up"):
        return call  # final, whatever is added later
    members = {**call.__dict__, "outcome": outcome["kind"], "by": outcome.get("by", "tool")}
    return Call(**members)


def _key(identity: list[Any]) -> str:
    text = json.dumps(identity, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")
