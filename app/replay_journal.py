"""A run's journal for a replay: it answers, and takes nothing that it does not have already."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import Final

from app.task_result import RESULT
from checkpoints.reading import JournalReader
from checkpoints.task_history import TaskHistory, writes_with
from core.action import Action, Attempt, AttemptRecord, InDoubt, Outcome
from tool_adapters.replay import ReplayDiverged

_TURN: Final = re.compile(r"(recover:.*\.)(\d+)")


class ReplayClock:
    """Stands at the moment that is replayed; nobody waits."""

    def __init__(self, moment: float) -> None:
        self.moment = moment

    def now(self) -> float:
        return self.moment

    def monotonic(self) -> float:
        return self.moment

    def sleep(self, seconds: float) -> None:
        pass


class ReplayJournal:
    """The journal of one task as it stood when the task's result was recorded (seam: Journal).

    It moves the clock along with what is recalled.
    """

    def __init__(self, reader: JournalReader, task_id: str, clock: ReplayClock) -> None:
        self._reader = reader
        self._clock = clock
        self._tasks = {"": reader.task(""), task_id: reader.task_before(task_id, RESULT)}

    def recall(self, action: Action) -> Outcome | InDoubt | None:
        self._move_clock(action)
        return self._task(action.task_id).standing(action)

    def history(self, task_id: str) -> tuple[AttemptRecord, ...]:
        return self._task(task_id).records()

    def writes(self, tool: str) -> tuple[AttemptRecord, ...]:
        return tuple(record for record in self._all_writes if writes_with(tool, record.attempt))

    def intend(self, attempt: Attempt) -> None:
        raise ReplayDiverged(f"{_named(attempt)} would be called, and the journal has no such call")

    def settle(self, attempt: Attempt, outcome: Outcome) -> None:
        recorded = self._task(attempt.action.task_id).attempts(attempt.action)
        if any(record.outcome == outcome for record in recorded):
            return
        ends = ", ".join(record.outcome.kind if record.outcome else "no end" for record in recorded)
        raise ReplayDiverged(
            f"{_named(attempt)} would now be recorded as {outcome.kind} "
            f"{outcome.output!r:.200} {outcome.message}; the journal has {ends or 'nothing'}"
        )

    def _task(self, task_id: str) -> TaskHistory:
        if task_id not in self._tasks:
            self._tasks[task_id] = self._reader.task(task_id)
        return self._tasks[task_id]

    @cached_property
    def _all_writes(self) -> tuple[AttemptRecord, ...]:
        return tuple(
            record
            for _, records in self._reader.histories()
            for record in records
            if record.attempt.effect == "write"
        )

    def _move_clock(self, action: Action) -> None:
        """Go to where a choice of recover ended: at its successor, if it was made in vain."""
        turn = _TURN.fullmatch(action.slot)
        if turn is None:
            return
        following = replace(action, slot=f"{turn[1]}{int(turn[2]) + 1}")
        task = self._task(action.task_id)
        for record in (task.record(following, 1), task.record(action, 1)):
            if record is not None:
                self._clock.moment = record.started_at
                return


def _named(attempt: Attempt) -> str:
    return f"{attempt.tool or attempt.effect} ({attempt.action.slot}, attempt {attempt.number})"
