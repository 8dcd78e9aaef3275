"""One journaled attempt in words: a call, a thought, a choice of recover, or another fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from app.result_entry import is_call
from app.shown import brief, columns, in_call, indented, moment, one_line
from app.task_result import RESULT
from core.action import AttemptRecord, Outcome
from core.json_values import Json

RECOVER: Final = "recover:"
_DOING: Final[Mapping[str, str]] = {
    "again": "call again",
    "wait": "ask again what became of it",
    "repair": "try other arguments",
    "replace": "ask another tool",
    "reconcile": "look whether it was done",
    "read_back": "look for the record",
    "replan": "plan anew",
    "person": "ask a person",
    "accept": "take it as done, reply unknown",
    "give_up": "give up",
}
_TROUBLE: Final[Mapping[str, str]] = {
    "busy": "certainly not done",
    "not_done": "found out to be not done",
    "rejected": "refused, so certainly not done",
    "in_doubt": "may or may not have been done",
    "refused_in_doubt": "the repeat was refused, which says nothing about the call before it",
    "broken": "cannot be had",
    "unread": "done, but the reply could not be read",
}


def attempt_lines(record: AttemptRecord, since: float) -> Iterator[str]:
    """Yield the lines about one attempt; `since` is what times are counted from."""
    when = f"+{record.started_at - since:.3f}s"
    if is_call(record.attempt):
        yield f"{when}  {_call_title(record)}"
        yield from indented(columns([*_call_details(record)]), by=4)
    elif record.attempt.effect == "thought":
        yield f"{when}  {_thought(record)}"
    elif record.attempt.action.slot.startswith(RECOVER):
        yield f"{when}  {_choice(record)}"
    elif record.attempt.action.slot != RESULT:
        yield f"{when}  {_fact(record)}"


def _call_title(record: AttemptRecord) -> str:
    attempt = record.attempt
    generation = attempt.action.generation
    repaired = f", arguments changed {generation - 1} times" if generation > 1 else ""
    call = in_call(attempt.tool, attempt.args)
    return f"{call}: attempt {attempt.number}{repaired}, {ending_of(record)}"


def ending_of(record: AttemptRecord) -> str:
    """Say how an attempt ended, and after how long."""
    if record.outcome is None:
        return "no end recorded: under way, or cut off"
    ended_at = record.started_at if record.ended_at is None else record.ended_at
    by = "" if record.outcome.by == "tool" else f", found out by {record.outcome.by}"
    kind = record.outcome.kind.replace("_", " ")
    return f"{kind} after {(ended_at - record.started_at) * 1000:.0f} ms{by}"


def _call_details(record: AttemptRecord) -> Iterator[tuple[str, str]]:
    attempt = record.attempt
    repeatable = "" if attempt.effect == "read" else f", idempotency {attempt.idempotency}"
    yield "class", f"{attempt.effect}{repeatable}"
    yield "key", attempt.action.key
    yield "target", one_line(attempt.target)
    asked = one_line(attempt.origin or attempt.action.slot)
    yield "step", f"{asked}, process {record.process}, journal row {record.sequence}"
    if record.outcome is not None:
        yield from _outcome_details(record.outcome)


def _outcome_details(outcome: Outcome) -> Iterator[tuple[str, str]]:
    status = "" if outcome.status is None else f"HTTP {outcome.status} "
    if outcome.message or status:
        yield "said", status + one_line(outcome.message)
    if outcome.kind == "done":
        yield "gave", brief(outcome.output) if outcome.known else "a reply that is not known"


def _thought(record: AttemptRecord) -> str:
    slot, outcome = one_line(record.attempt.action.slot), record.outcome
    if outcome is None:
        return f"{slot}: cut off, counted at {record.attempt.reserved.tokens} tokens"
    by = cast("Mapping[str, Any]", outcome.output or {}).get("by", "nobody")
    why = f" ({one_line(outcome.message)})" if outcome.message else ""
    cost = f", {outcome.usage.tokens} tokens" if outcome.usage.tokens else ""
    return f"{slot}: thought by {by}{cost}{why}"


def _choice(record: AttemptRecord) -> str:
    """Say what recover chose and why, from the choice it journaled."""
    chosen = cast("Mapping[str, Any]", record.outcome.output) if record.outcome else {}
    do, trouble = str(chosen.get("do")), str(chosen.get("trouble"))
    words = f"recover: {_DOING.get(do, do)}"
    if chosen.get("wait"):
        words += f" after {chosen['wait']:.1f} s"
    failure = cast("Mapping[str, Any]", chosen.get("failure") or {})
    words += f", because {_TROUBLE.get(trouble, trouble)}: {one_line(str(failure.get('message')))}"
    if chosen.get("before"):
        words += f"; in vain before: {one_line(str(chosen['before']))}"
    if chosen.get("until"):
        words += f"; safe until {moment(chosen['until'])}"
    return words


def _fact(record: AttemptRecord) -> str:
    output: Json = record.outcome.output if record.outcome else None
    by = "" if record.outcome is None or record.outcome.by == "tool" else f" by {record.outcome.by}"
    return f"{one_line(record.attempt.action.slot)}: {brief(output)}{by}"
