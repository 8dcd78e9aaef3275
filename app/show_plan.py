"""The plans of a task, as they were thought of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

from app.shown import in_call, indented, one_line
from core.action import AttemptRecord
from core.json_values import canonical
from core.plan import Plan, Step, shown_name

_PLAN: Final = "plan:"


def plan_lines(records: Iterable[AttemptRecord]) -> Iterator[str]:
    """Yield every plan proposed, in order: revision, then the tries at it."""
    for record in records:
        attempt, outcome = record.attempt, record.outcome
        is_plan = attempt.effect == "thought" and attempt.action.slot.startswith(_PLAN)
        if is_plan and outcome is not None and outcome.kind == "done":
            thought = cast("Mapping[str, Any]", outcome.output)
            number = attempt.action.slot.removeprefix(_PLAN)
            yield from _plan(number, cast(Plan, thought["value"]), str(thought["by"]))


def _plan(number: str, plan: Plan, by: str) -> Iterator[str]:
    confidence = f", confidence {plan['confidence']:.2f}" if "confidence" in plan else ""
    yield f"plan {number} by {by}{confidence}"
    yield from indented(f"{step['id']}  {_step(step)}" for step in plan["steps"])
    if plan.get("question"):
        yield f"  asks back: {one_line(str(plan['question']))}"
    for subject, reason in plan.get("evidence", {}).items():
        yield f"  why {one_line(subject)}: {one_line(reason)}"


def _step(step: Step) -> str:
    words = in_call(shown_name(step), step["args"])
    if step.get("for_each"):
        words += f" for each of {step.get('for_each')}"
    for condition in step.get("when", ()):
        words += f" when {condition['ref']} {condition['op']} {canonical(condition.get('value'))}"
    return one_line(words)
