"""One entry of results.json, derived from the journal and the final state: exactly seven keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypedDict

from core.action import Attempt, AttemptRecord, Usage
from core.json_values import Json
from core.plan import shown_name
from core.state import State
from nodes.caps import seconds_worked

UNFINISHED = "Not finished yet: the same command goes on with this task."


class ShownCall(TypedDict):
    """One dispatched call."""

    tool: str
    args: Mapping[str, Json]


class ResultEntry(TypedDict):
    """What the contract promises for every task. `latency_ms` is time worked, in milliseconds."""

    id: str
    plan: list[str]
    tool_calls: list[ShownCall]
    final_answer: str
    latency_ms: int
    tokens_used: int
    tool_calls_count: int


def result_entry(task_id: str, state: State, history: Iterable[AttemptRecord]) -> ResultEntry:
    """Build the entry of a task that ended, waits, or was cut off."""
    records = tuple(history)
    calls = [shown_call(record.attempt) for record in records if is_call(record.attempt)]
    return ResultEntry(
        id=task_id,
        plan=_shown_plan(state),
        tool_calls=calls,
        final_answer=state.get("answer") or UNFINISHED,
        latency_ms=round(seconds_worked(records) * 1000),
        tokens_used=sum(usage_of(record).tokens for record in records),
        tool_calls_count=len(calls),
    )


def unfinished_entry(task_id: str) -> ResultEntry:
    """Build the entry of a task nothing is known of yet."""
    return result_entry(task_id, State(), ())


def is_call(attempt: Attempt) -> bool:
    """Whether an attempt is a tool call rather than a thought or a fact."""
    return attempt.effect in ("read", "write")


def shown_call(attempt: Attempt) -> ShownCall:
    """Return a dispatched call as results show it."""
    return ShownCall(tool=attempt.tool, args=dict(attempt.args))


def usage_of(record: AttemptRecord) -> Usage:
    """Return what a thought cost; one that a crash cut off counts at what was reserved for it."""
    return record.outcome.usage if record.outcome else record.attempt.reserved


def _shown_plan(state: State) -> list[str]:
    steps = state["plan"]["steps"] if "plan" in state else []
    return [*state.get("earlier", []), *(shown_name(step) for step in steps)]
