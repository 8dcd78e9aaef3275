"""The journal: what was intended, sent and settled, durable and append-only (seam: Journal).

A final outcome is never changed: what contradicts it later is kept as a row and has no effect. An
end without effect ("busy", "rejected", "not_done") gives way only to a final outcome, a doubt to
anything: so the late answer of an abandoned call still counts. A person's verdict is accepted only
while the action is in doubt.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from array import array
from concurrent.futures import Future

from checkpoints.journal_loading import add_up, rows_at, rows_of_tasks
from checkpoints.journal_rows import INSERT_ROW, JournalRow, values_of
from checkpoints.journal_rules import check_intent, check_outcome
from checkpoints.processes import begin_process
from checkpoints.store import Store
from checkpoints.task_history import TaskHistory
from core.action import Action, Attempt, AttemptRecord, InDoubt, Outcome
from core.crash_points import NO_CRASH_POINTS, CrashPoints
from core.json_values import storable
from core.seams import Clock


class SqliteJournal:
    """The journal of one run, from any thread. Opening it enters this process in the run.

    A task's history is read once, when it is first asked for, and kept in memory until `forget`.
    """

    def __init__(
        self, store: Store, run_id: str, clock: Clock, crash_points: CrashPoints = NO_CRASH_POINTS
    ) -> None:
        self._store = store
        self._run_id = run_id
        self._clock = clock
        self._crash_points = crash_points
        self._lock = threading.RLock()
        self._rows: dict[str, array[int]] = {}
        self._process_starts: list[float] = []
        store.change(self._open).result()
        self.process = len(self._process_starts)
        self._last_sequence = sum(map(len, self._rows.values()))
        self._tasks: dict[str, TaskHistory] = {}
        self._began: dict[tuple[Action, int], float] = {}

    def recall(self, action: Action) -> Outcome | InDoubt | None:
        """Return the final outcome; else a doubt; else how the last attempt ended; else None.

        An attempt without an end is in doubt. Where nothing is final and no doubt is left, the
        outcome is that of the last attempt: "busy", "rejected" or "not_done".
        """
        with self._lock:
            return self._task(action.task_id).standing(action)

    def history(self, task_id: str) -> tuple[AttemptRecord, ...]:
        """Return the attempts of a task ("" for the facts of the run), in order of sequence."""
        with self._lock:
            return self._task(task_id).records()

    def task_ids(self) -> tuple[str, ...]:
        """Return the tasks that have a journal row ("" among them for the facts of the run)."""
        with self._lock:
            return tuple(self._rows)

    def intend(self, attempt: Attempt) -> None:
        """Note that a call begins; durable before this returns unless the call is a read.

        Raises StoreError also where the attempt contradicts the journal: the action is final, the
        attempt was begun before, or its arguments differ from an earlier attempt's.
        """
        self._crash_points.reach("before_intent")
        _check_storable(attempt, None)
        with self._lock:
            if attempt.effect in {"read", "fact"}:
                self._began[attempt.action, attempt.number] = self._clock.now()
                return
            check_intent(attempt, self._task(attempt.action.task_id))
            row, committed = self._append(attempt, attempt, None)
        self._take_in(row, committed)
        self._crash_points.reach("after_intent")

    def settle(self, attempt: Attempt, outcome: Outcome) -> None:
        """Record what became of an attempt; durable before this returns.

        Repeating what is recorded does nothing. Raises StoreError also for a write that was never
        intended but was done, and for a person's verdict on an action that is not in doubt.
        """
        self._crash_points.reach("before_outcome")
        _check_storable(attempt, outcome)
        with self._lock:
            task = self._task(attempt.action.task_id)
            record = task.record(attempt.action, attempt.number)
            if record is not None and record.outcome == outcome:
                return
            check_outcome(attempt, outcome, task)
            row, committed = self._append(attempt, None if record else attempt, outcome)
        self._take_in(row, committed)
        self._crash_points.reach("after_outcome")

    def forget(self, task_id: str) -> None:
        """Free the memory of a task that has ended; it is read again when asked for."""
        with self._lock:
            self._tasks.pop(task_id, None)

    def _open(self, connection: sqlite3.Connection) -> None:
        self._rows = rows_of_tasks(self._store.path, connection)
        self._process_starts = begin_process(connection, os.getpid(), self._clock.now())

    def _task(self, task_id: str) -> TaskHistory:
        history = self._tasks.get(task_id)
        if history is None:
            history = TaskHistory(self._process_starts)
            sequences = self._rows.get(task_id)
            if sequences:
                rows = self._store.read(rows_at(sequences))
                add_up(self._store.path, self._run_id, rows, history)
            self._tasks[task_id] = history
        return history

    def _append(
        self, attempt: Attempt, began: Attempt | None, outcome: Outcome | None
    ) -> tuple[JournalRow, Future[None]]:
        """Number a row and hand it to the store; under the lock, so that no row can be lost in a
        crash that a later one survives."""
        row = JournalRow(
            self._last_sequence + 1,
            self.process,
            self._clock.now(),
            attempt.action,
            attempt.number,
            self._began.pop((attempt.action, attempt.number), None),
            began,
            outcome,
        )
        committed = self._store.write((INSERT_ROW, values_of(row)))
        self._last_sequence = row.sequence
        return row, committed

    def _take_in(self, row: JournalRow, committed: Future[None]) -> None:
        """Let the row be seen once it is on disk."""
        committed.result()
        task_id = row.action.task_id
        with self._lock:
            self._rows.setdefault(task_id, array("q")).append(row.sequence)
            if task_id in self._tasks:
                self._tasks[task_id].add(row)


def _check_storable(attempt: Attempt, outcome: Outcome | None) -> None:
    storable(attempt.args, f"the arguments of {attempt.tool}")
    if outcome is not None:
        storable(outcome.output, f"the output of {attempt.tool}")
        storable(outcome.message, f"the message of {attempt.tool}")
