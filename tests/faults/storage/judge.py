"""Judges what a broken life of the writer left behind, by the ledger that it kept outside."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from checkpoints.journal import SqliteJournal
from checkpoints.run_folder import find_run, open_run
from core.action import Outcome
from core.clock import SystemClock
from tests.faults.storage import writer


def wrongs_after_a_fault(folder: Path) -> list[str]:
    """Return what must not be: effects without an intent, confirmed outcomes that are gone."""
    lines = _ledger(folder)
    wrongs = [f"after the failure: {line}" for line in lines if line == "LEAK"]
    found = find_run(folder / "runs", folder / "results.json", "tasks", "catalog")
    if found is None:
        return wrongs + [f"no run, but: {line}" for line in lines]
    run = open_run(found)
    journal = SqliteJournal(run.store, "run", SystemClock())
    for line in lines:
        kind, _, number = line.partition(" ")
        standing = journal.recall(writer.attempt_at(int(number or 0)).action)
        if kind == "effect" and standing is None:
            wrongs.append(f"no intent for {line}")
        if kind == "confirmed" and not (isinstance(standing, Outcome) and standing.kind == "done"):
            wrongs.append(f"lost: {line}")
    journal.close()
    run.store.close()
    return wrongs


def wrongs_after_going_on(folder: Path, count: int) -> list[str]:
    """Let the writer finish undisturbed, and return which effects were not made exactly once."""
    code = writer.main(folder, count)
    effects = Counter(line for line in _ledger(folder) if line.startswith("effect"))
    wrongs = [f"exit code {code}"] if code else []
    return wrongs + [
        f"effect {number} was made {effects[f'effect {number}']} times"
        for number in range(count)
        if effects[f"effect {number}"] != 1
    ]


def _ledger(folder: Path) -> list[str]:
    path = folder / "ledger"
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
