"""The calls of one step: one, or one per item of its list, each item known by its value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.json_values import Json, digest
from core.plan import Step
from core.references import Missing, resolve
from nodes.view import View


@dataclass(frozen=True)
class Instance:
    """One call to make of a step; `outputs` has "item" where there is one."""

    item: str
    outputs: Mapping[str, Json]


def instances(step: Step, view: View) -> list[Instance] | None:
    """Return the calls of a step, at most `limits.for_each`; None where its list is not there."""
    if not step.get("for_each"):
        return [Instance("", view.outputs)]
    values = item_values(step, view)
    if values is None:
        return None
    named = _named(values[: view.services.limits.for_each])
    return [Instance(item, {**view.outputs, "item": value}) for item, value in named]


def item_values(step: Step, view: View) -> Sequence[Json] | None:
    """Return every item of a `for_each` step's list, None where there is no list."""
    values = resolve(step.get("for_each") or "", view.outputs)
    return None if isinstance(values, Missing) or not isinstance(values, list) else values


def _named(values: Sequence[Json]) -> list[tuple[str, Json]]:
    """Name each item by its value; equal ones are told apart by their count."""
    counts: Counter[str] = Counter()
    named = []
    for value in values:
        name = digest(value)
        counts[name] += 1
        named.append((name if counts[name] == 1 else f"{name}~{counts[name]}", value))
    return named


def key_of(step_id: str, item: str) -> str:
    """Return the key of a call's observation in the state."""
    return f"{step_id}#{item}" if item else step_id
