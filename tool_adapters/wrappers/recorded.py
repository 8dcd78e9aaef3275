"""What the journal already says about a call: what a replay gets instead of the tool's answer."""

from __future__ import annotations

from core.action import AttemptRecord, InDoubt, Outcome
from core.seams import Journal, ToolCall

REFUSED = "this attempt was refused before it was sent"
CUT_OFF = "the process ended during the call"


def recorded_outcome(journal: Journal, call: ToolCall) -> Outcome | None:
    """Return what this attempt must be answered with, None where it may really be made.

    A settled action answers every attempt with its outcome, an attempt that has an end with that
    end. An attempt that was never made, although a later one was, had been refused (by the circuit
    breaker, say). A write in doubt that is neither natural nor has a key is never made again.
    """
    known = journal.recall(call.action)
    if known is None:
        return None
    if isinstance(known, Outcome) and known.final:
        return known
    attempts = _attempts(journal, call)
    if call.attempt in attempts:
        return _end(attempts[call.attempt])
    if any(number > call.attempt for number in attempts):
        return Outcome("busy", message=REFUSED, retry_after=0.0)
    if isinstance(known, InDoubt) and not _repeatable(call):
        return Outcome("in_doubt", message=known.message)
    return None


def _attempts(journal: Journal, call: ToolCall) -> dict[int, AttemptRecord]:
    return {
        record.attempt.number: record
        for record in journal.history(call.action.task_id)
        if record.attempt.action == call.action
    }


def _end(record: AttemptRecord) -> Outcome | None:
    if record.outcome is not None:
        return record.outcome
    return None if record.attempt.effect == "read" else Outcome("in_doubt", message=CUT_OFF)


def _repeatable(call: ToolCall) -> bool:
    return call.tool.effect == "read" or call.tool.idempotency in ("key", "natural")
