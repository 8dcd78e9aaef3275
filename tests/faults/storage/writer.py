"""A small process that performs effects the way an agent does, for tests that break its storage.

    python -m tests.faults.storage.writer FOLDER COUNT

Goes on with the run in FOLDER, or begins one. An effect is a line in FOLDER/ledger, written after
the intent is durable; a second line says that the outcome was confirmed. Imports no LangGraph, so
that thousands of lives of it can be tried. Exit 4 where the store cannot be used; then it has also
tried one more intent, and would have written "LEAK" had that been accepted.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from checkpoints.journal import SqliteJournal
from checkpoints.run_folder import OpenRun, create_run, find_run, finish_run, open_run
from checkpoints.run_record import RunPurpose
from core.action import Action, Attempt, InDoubt, Outcome
from core.clock import SystemClock
from core.errors import StoreError

PURPOSE = RunPurpose("tasks", "catalog", {}, {})


def main(folder: Path, count: int, open_journal: type[SqliteJournal] = SqliteJournal) -> int:
    """Perform `count` effects that the ledger does not show yet."""
    ledger = os.open(folder / "ledger", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        run = _begin(folder)
    except StoreError as problem:
        print(problem)
        return 4
    try:
        return _work(run, folder, ledger, count, open_journal)
    finally:
        run.store.close()


def _work(
    run: OpenRun, folder: Path, ledger: int, count: int, open_journal: type[SqliteJournal]
) -> int:
    journal: SqliteJournal | None = None
    try:
        journal = open_journal(run.store, "run", SystemClock())
        for number in range(count):
            _perform(journal, ledger, number, _done(folder))
        finish_run(run, "finished", changed_world=True)
    except StoreError as problem:
        print(problem)
        _try_once_more(journal, ledger)
        return 4
    return 0


def _begin(folder: Path) -> OpenRun:
    output = folder / "results.json"
    found = find_run(folder / "runs", output, "tasks", "catalog")
    if found is None:
        return create_run(folder / "runs", output, PURPOSE, SystemClock())
    return open_run(found)


def _perform(journal: SqliteJournal, ledger: int, number: int, done: set[int]) -> None:
    attempt = attempt_at(number)
    standing = journal.recall(attempt.action)
    if isinstance(standing, Outcome) and standing.final:
        return
    if isinstance(standing, InDoubt):
        if number in done:
            journal.settle(attempt, Outcome("done", by="reconcile"))
            return
        journal.settle(standing.attempt, Outcome("not_done", by="reconcile"))
        attempt = attempt_at(number, standing.attempt.number + 1)
    elif standing is not None:
        attempt = attempt_at(number, len(journal.history(attempt.action.task_id)) + 1)
    journal.intend(attempt)
    os.write(ledger, f"effect {number}\n".encode())
    journal.settle(attempt, Outcome("done", output={"number": number}))
    os.write(ledger, f"confirmed {number}\n".encode())


def attempt_at(number: int, attempt: int = 1) -> Attempt:
    """Return the attempt whose effect is line `number`; one task each."""
    action = Action("run", f"task-{number}", "1.s1")
    return Attempt(action, attempt, "append", {"line": number}, "write", "reconcile")


def _done(folder: Path) -> set[int]:
    lines = (folder / "ledger").read_text(encoding="utf-8").splitlines()
    return {int(line.split()[1]) for line in lines if line.startswith("effect")}


def _try_once_more(journal: SqliteJournal | None, ledger: int) -> None:
    """After a failure nothing may begin."""
    if journal is None:
        return
    try:
        journal.intend(attempt_at(10_000))
    except StoreError:
        return
    os.write(ledger, b"LEAK\n")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
