"""Which steps have ended, which failed, and whether the answer is found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from core.observation import Observation, Status
from core.plan import Step
from core.references import Missing, parse, references_in, resolve
from nodes.items import instances, key_of
from nodes.view import View

FAILED: Final[frozenset[Status]] = frozenset({"broken", "rejected", "in_doubt"})


def needs_of(step: Step) -> set[str]:
    """Return the ids of the steps that a step refers to or must come after."""
    references = references_in(step["args"])
    if step.get("when"):
        references.extend(condition_references(step))
    if step.get("for_each"):
        references.append(str(step["for_each"]))
    needs = {parse(reference)[0] for reference in references}
    needs.discard("item")
    needs.update(step.get("after", ()))
    return needs


def condition_references(step: Step) -> Iterator[str]:
    """Yield the references in a step's conditions."""
    for condition in step.get("when", ()):
        yield condition["ref"]
        yield from references_in(condition.get("value"))


def thinks(step: Step) -> bool:
    """Whether a step calls and computes nothing."""
    return not step["tool"] and not step.get("function")


def ended(step: Step, view: View) -> bool:
    """Whether nothing more will be tried for a step."""
    if thinks(step):
        return True
    whole = view.observations.get(step["id"])
    if whole is not None:
        return whole["settled"]
    if not step.get("for_each"):
        return False
    calls = instances(step, view)
    return calls is not None and all(_settled(step, call.item, view) for call in calls)


def _settled(step: Step, item: str, view: View) -> bool:
    seen = view.observations.get(key_of(step["id"], item))
    return seen is not None and seen["settled"]


def failed(step_id: str, view: View) -> bool:
    """Whether a step failed, or was not tried because another one failed."""
    return any(is_failure(seen) for seen in view.seen_of(step_id))


def is_failure(seen: Observation) -> bool:
    """Whether an observation stands for something that should have been had, and was not."""
    if not seen["settled"]:
        return False
    failure = seen["failure"]
    after_failure = failure is not None and failure.get("after_failure", False)
    return seen["status"] in FAILED or after_failure


def outstanding(view: View) -> list[Step]:
    """Return the steps with an effect that the task asks for, not ended yet."""
    return [step for step in view.steps if _asked_effect(step, view) and not ended(step, view)]


def _asked_effect(step: Step, view: View) -> bool:
    tool = view.tool(step)
    if tool is None or tool.effect == "read":
        return False
    return step.get("required", not tool.looks_up)


def answer_found(view: View) -> bool:
    """Whether all that the answer needs is there and no effect is outstanding."""
    needs = view.plan["answer_needs"]
    there = all(not isinstance(resolve(need, view.outputs), Missing) for need in needs)
    return bool(needs) and there and not outstanding(view)
