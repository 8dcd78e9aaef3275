"""What the journal's rows of one task add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeAlias

from checkpoints.journal_rows import JournalRow
from core.action import Action, Attempt, AttemptRecord, InDoubt, Outcome

AttemptKey: TypeAlias = tuple[Action, int]


class TaskHistory:
    """The attempts of one task. `process_starts` holds when each process of the run began."""

    def __init__(self, process_starts: Sequence[float]) -> None:
        self._process_starts = process_starts
        self._records: dict[AttemptKey, AttemptRecord] = {}
        self._numbers: dict[Action, list[int]] = {}

    def add(self, row: JournalRow) -> None:
        """Take in one more row of the journal."""
        key = (row.action, row.number)
        known = self._records.get(key)
        if known is None:
            self._begin(key, row)
        elif row.outcome is not None:
            self._records[key] = _settled(known, row)
        if row.outcome is not None and _covers_earlier(row.outcome):
            self._settle_earlier(row)

    def records(self) -> tuple[AttemptRecord, ...]:
        """Return every attempt, in the order in which they were journaled."""
        return tuple(sorted(self._records.values(), key=lambda record: record.sequence))

    def record(self, action: Action, number: int) -> AttemptRecord | None:
        """Return one attempt."""
        return self._records.get((action, number))

    def attempts(self, action: Action) -> list[AttemptRecord]:
        """Return the attempts at an action, in order of their numbers."""
        return [self._records[action, number] for number in sorted(self._numbers.get(action, ()))]

    def standing(self, action: Action) -> Outcome | InDoubt | None:
        """Return the final outcome; else a doubt that is left; else how the last attempt ended."""
        attempts = self.attempts(action)
        for record in attempts:
            if record.outcome is not None and record.outcome.final:
                return record.outcome
        for record in reversed(attempts):
            if in_doubt(record):
                return self._doubt(record)
        return attempts[-1].outcome if attempts else None

    def _begin(self, key: AttemptKey, row: JournalRow) -> None:
        if row.attempt is None:
            raise ValueError(f"journal row {row.sequence} settles an attempt that never began")
        started_at = row.at if row.started_at is None else row.started_at
        ended_at = None if row.outcome is None else row.at
        self._numbers.setdefault(row.action, []).append(row.number)
        self._records[key] = AttemptRecord(
            row.sequence, row.process, row.attempt, started_at, ended_at, row.outcome
        )

    def _settle_earlier(self, row: JournalRow) -> None:
        for record in self.attempts(row.action):
            if record.attempt.number < row.number and in_doubt(record):
                self._records[row.action, record.attempt.number] = _settled(record, row)

    def _doubt(self, record: AttemptRecord) -> InDoubt:
        message = record.outcome.message if record.outcome else "no answer to the call was recorded"
        return InDoubt(record.attempt, record.started_at, self._last_moment(record), message)

    def _last_moment(self, record: AttemptRecord) -> float:
        """When the attempt can last have run."""
        if record.ended_at is not None:
            return record.ended_at
        limit = record.started_at + record.attempt.timeout_s
        resumed = self._process_starts[record.process : record.process + 1]
        return max(limit, *resumed) if resumed else limit


def writes_with(tool: str, attempt: Attempt) -> bool:
    """Tell whether an attempt is a write by this tool."""
    return attempt.effect == "write" and attempt.tool == tool


def in_doubt(record: AttemptRecord) -> bool:
    """Tell whether nobody knows what became of an attempt."""
    return record.outcome is None or record.outcome.kind == "in_doubt"


def _settled(record: AttemptRecord, row: JournalRow) -> AttemptRecord:
    outcome = row.outcome
    if outcome is None or (record.outcome and not _replaces(outcome, record.outcome)):
        return record
    ended_at = record.ended_at
    if ended_at is None or outcome.by == "tool":
        ended_at = row.at
        if row.process != record.process:  # cut off: the call may have run on
            ended_at = max(ended_at, record.started_at + record.attempt.timeout_s)
    return replace(record, outcome=outcome, ended_at=ended_at)


def _replaces(news: Outcome, known: Outcome) -> bool:
    """A doubt gives way to anything, an end without effect to a final outcome, that to nothing."""
    return known.kind == "in_doubt" or (news.final and not known.final)


def _covers_earlier(outcome: Outcome) -> bool:
    """What was found by looking afterwards holds for every earlier attempt in doubt, too."""
    return outcome.kind == "not_done" and outcome.by != "tool"
