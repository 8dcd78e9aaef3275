"""A journal in memory, with the rules of the real one: for tests, and for looking ahead."""

from __future__ import annotations

import threading

from checkpoints.journal_rows import JournalRow
from checkpoints.journal_rules import check_intent, check_outcome, check_storable
from checkpoints.task_history import TaskHistory, writes_with
from core.action import Action, Attempt, AttemptRecord, InDoubt, Outcome
from core.seams import Clock


class MemoryJournal:
    """Keeps what the real journal keeps, for as long as this object lives.

    `restart` begins the next process of the run: calls without an end are cut off.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self._process_starts = [clock.now()]
        self._tasks: dict[str, TaskHistory] = {}
        self._began: dict[tuple[Action, int], float] = {}
        self._last_sequence = 0

    def restart(self) -> None:
        """Go on as another process that opened the same run."""
        with self._lock:
            self._began.clear()
            self._process_starts.append(self._clock.now())

    def recall(self, action: Action) -> Outcome | InDoubt | None:
        with self._lock:
            return self._task(action.task_id).standing(action)

    def history(self, task_id: str) -> tuple[AttemptRecord, ...]:
        with self._lock:
            return self._task(task_id).records()

    def writes(self, tool: str) -> tuple[AttemptRecord, ...]:
        with self._lock:
            records = [record for task in self._tasks.values() for record in task.records()]
        return tuple(one for one in records if writes_with(tool, one.attempt))

    def task_ids(self) -> tuple[str, ...]:
        with self._lock:
            return tuple(name for name, task in self._tasks.items() if task.records())

    def intend(self, attempt: Attempt) -> None:
        check_storable(attempt, None)
        key = (attempt.action, attempt.number)
        with self._lock:
            check_intent(attempt, self._task(attempt.action.task_id), key in self._began)
            if attempt.effect != "read":
                self._add(attempt, attempt, None)
            self._began[key] = self._clock.now()

    def settle(self, attempt: Attempt, outcome: Outcome) -> None:
        check_storable(attempt, outcome)
        with self._lock:
            task = self._task(attempt.action.task_id)
            record = task.record(attempt.action, attempt.number)
            if record is not None and record.outcome == outcome:
                return
            check_outcome(attempt, outcome, task)
            self._add(attempt, None if record else attempt, outcome)

    def _task(self, task_id: str) -> TaskHistory:
        return self._tasks.setdefault(task_id, TaskHistory(self._process_starts))

    def _add(self, attempt: Attempt, began: Attempt | None, outcome: Outcome | None) -> None:
        self._last_sequence += 1
        row = JournalRow(
            self._last_sequence,
            len(self._process_starts),
            self._clock.now(),
            attempt.action,
            attempt.number,
            self._began.pop((attempt.action, attempt.number), None),
            began,
            outcome,
        )
        self._task(attempt.action.task_id).add(row)
