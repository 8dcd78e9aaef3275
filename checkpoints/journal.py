"""The journal: what was intended, sent and settled, durable and append-only (seam: Journal).

A final outcome is never changed: what contradicts it later is kept as a row and has no effect. An
end without effect ("busy", "rejected", "not_done") gives way only to a final outcome, a doubt to
anything: so the late answer of an abandoned call still counts. A person's verdict is accepted only
while the action is in doubt.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from concurrent.futures import Future
from typing import TypeAlias

from checkpoints.histories import Histories
from checkpoints.journal_loading import rows_of_tasks
from checkpoints.journal_rows import JournalRow, values_of
from checkpoints.journal_rules import check_intent, check_outcome, check_storable
from checkpoints.open_calls import OpenCalls, task_digest
from checkpoints.processes import begin_process, deaths_over
from checkpoints.schema import INSERT_JOURNAL
from checkpoints.store import Store
from checkpoints.task_history import writes_with
from checkpoints.transactions import Row
from core.action import Action, ActionEffect, Attempt, AttemptRecord, InDoubt, Outcome
from core.crash_points import NO_CRASH_POINTS, CrashPoints
from core.seams import Clock

Appended: TypeAlias = tuple[JournalRow, Future[None] | None]


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
        self._lock = threading.Lock()
        self._open_calls = OpenCalls(store.path.parent)
        rows = store.read(lambda connection: rows_of_tasks(store.path, connection))
        self._last_sequence = sum(map(len, rows.values()))
        process_starts = self._enter()
        self.process = len(process_starts)
        self._histories = Histories(store, run_id, rows, process_starts)
        self._began: dict[tuple[Action, int], float] = {}

    def recall(self, action: Action) -> Outcome | InDoubt | None:
        """Return the final outcome; else a doubt; else how the last attempt ended; else None.

        An attempt without an end is in doubt. Where nothing is final and no doubt is left, the
        outcome is that of the last attempt: "busy", "rejected" or "not_done".
        """
        with self._lock:
            return self._histories.task(action.task_id).standing(action)

    def history(self, task_id: str) -> tuple[AttemptRecord, ...]:
        """Return the attempts of a task ("" for the facts of the run), in order of sequence."""
        with self._lock:
            return self._histories.task(task_id).records()

    def writes(self, tool: str) -> tuple[AttemptRecord, ...]:
        """Return every task's attempts at a write by one tool: reads the whole journal."""
        with self._lock:
            tasks = map(self._histories.peek, self._histories.task_ids())
            records = (record for task in tasks for record in task.records())
            return tuple(one for one in records if writes_with(tool, one.attempt))

    def intend(self, attempt: Attempt) -> None:
        """Note that a call begins; durable before this returns, unless the call is a read.

        Raises StoreError also where the attempt contradicts the journal: it was begun before, its
        arguments differ from an earlier attempt's, or it could repeat an effect.
        """
        self._crash_points.reach("before_intent")
        if attempt.effect != "read":
            check_storable(attempt, None)
        with self._lock:
            appended = self._begin(attempt)
        if appended is not None:
            self._see(appended)
        self._crash_points.reach("after_intent")

    def settle(self, attempt: Attempt, outcome: Outcome) -> None:
        """Record what became of an attempt; durable before this returns, unless it is a read's.

        What a read gave is on disk before whatever is recorded after it, and so before any intent
        or answer that builds on it. Repeating what is recorded does nothing. Raises StoreError
        also for a write that was never intended but answered, and for a person's verdict on an
        action that is not in doubt.
        """
        self.settle_all([(attempt, outcome)])

    def settle_all(self, settlements: Iterable[tuple[Attempt, Outcome]]) -> None:
        """Record many outcomes, and wait for the disk once."""
        self._crash_points.reach("before_outcome")
        for appended in [self._end(attempt, outcome) for attempt, outcome in settlements]:
            if appended is not None:
                self._see(appended)
        self._crash_points.reach("after_outcome")

    def forget(self, task_id: str) -> None:
        """Free the memory of a task that has ended; it is read again when asked for."""
        with self._lock:
            self._histories.forget(task_id)

    def task_ids(self) -> tuple[str, ...]:
        """Return the tasks that have a journal row ("" among them for the facts of the run)."""
        with self._lock:
            return self._histories.task_ids()

    def deaths(self, task_id: str) -> int:
        """Count the processes that died while a call of this task was open, since its last row."""
        task = task_digest(task_id)
        return self._store.read(lambda connection: deaths_over(connection, task, task_id))

    def close(self) -> None:
        """Let go of the notes; the store is closed by who opened it."""
        self._open_calls.close()

    def _enter(self) -> list[float]:
        starts: list[float] = []
        path, cut_off = self._store.path, self._open_calls.cut_off
        self._store.change(
            lambda connection: starts.extend(
                begin_process(path, connection, os.getpid(), self._clock.now(), cut_off)
            )
        ).result()
        self._open_calls.start(len(starts))
        return starts

    def _begin(self, attempt: Attempt) -> Appended | None:
        key = (attempt.action, attempt.number)
        check_intent(attempt, self._histories.task(attempt.action.task_id), key in self._began)
        appended = None if attempt.effect == "read" else self._append(attempt, attempt, None)
        self._began[key] = self._clock.now()
        self._open_calls.begin(*key)
        return appended

    def _end(self, attempt: Attempt, outcome: Outcome) -> Appended | None:
        check_storable(attempt, outcome)
        with self._lock:
            task = self._histories.task(attempt.action.task_id)
            record = task.record(attempt.action, attempt.number)
            if record is not None and record.outcome == outcome:
                return None
            check_outcome(attempt, outcome, task)
            self._open_calls.end(attempt.action, attempt.number)
            return self._append(attempt, None if record else attempt, outcome)

    def _append(self, attempt: Attempt, began: Attempt | None, outcome: Outcome | None) -> Appended:
        """Number a row and hand it to the store; under the lock, so that a crash can lose no row
        and keep a later one."""
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
        committed = self._hand_over((INSERT_JOURNAL, values_of(row)), attempt.effect)
        self._last_sequence = row.sequence
        return row, committed

    def _hand_over(self, row: Row, effect: ActionEffect) -> Future[None] | None:
        if effect != "read":
            return self._store.write(row)
        self._store.add(row)
        return None

    def _see(self, appended: Appended) -> None:
        """Let a row be seen, once it is on disk where that is waited for."""
        row, committed = appended
        if committed is not None:
            committed.result()
        with self._lock:
            self._histories.take_in(row)
