"""The agent's own caps per task. What the journal already answers is free, so that a replay of
the task stops where the task itself stopped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from core.action import AttemptRecord
from nodes.deaths import died_over
from nodes.recovery_rules import CHOICE
from nodes.view import View


def cap_reached(view: View) -> str:
    """Return which cap forbids a further call, "" while none does."""
    return _reached(view, view.services.journal.history(view.task_id))


def _reached(view: View, records: Sequence[AttemptRecord]) -> str:
    limits = view.services.limits
    if calls_made(records) >= limits.calls:
        return f"the cap of {limits.calls} calls is reached"
    if view.state.get("rounds", 0) >= limits.rounds:
        return f"the cap of {limits.rounds} rounds is reached"
    if seconds_worked(records) >= limits.seconds:
        return f"the cap of {limits.seconds:g} seconds is reached"
    return died_over(view.services.journal, view.services.run_id, view.task_id)


def calls_left(view: View) -> int:
    """Return how many calls may still be made."""
    records = view.services.journal.history(view.task_id)
    if _reached(view, records):
        return 0
    return view.services.limits.calls - calls_made(records)


def seconds_left(view: View) -> float:
    """Return how long the task may still be worked on."""
    records = view.services.journal.history(view.task_id)
    return view.services.limits.seconds - seconds_worked(records)


def replanned(view: View) -> set[int]:
    """Return the revisions that another plan replaced, or is about to, because a call failed."""
    chosen = (
        record.attempt.action.slot
        for record in view.services.journal.history(view.task_id)
        if record.attempt.action.slot.startswith(f"{CHOICE}:")
        and record.outcome is not None
        and isinstance(record.outcome.output, Mapping)
        and record.outcome.output.get("do") == "replan"
    )
    return {int(slot.split(":")[1].split(".")[0]) for slot in chosen}


def calls_made(records: Iterable[AttemptRecord]) -> int:
    """Count the tool calls among recorded attempts, retries included."""
    return sum(record.attempt.effect in ("read", "write") for record in records)


def seconds_worked(records: Iterable[AttemptRecord]) -> float:
    """Add up, per process, the time from the first to the last thing it recorded."""
    spans: dict[int, tuple[float, float]] = {}
    for record in records:
        last_sign = record.started_at if record.ended_at is None else record.ended_at
        first, last = spans.get(record.process, (record.started_at, last_sign))
        spans[record.process] = (min(first, record.started_at), max(last, last_sign))
    return sum(last - first for first, last in spans.values())
