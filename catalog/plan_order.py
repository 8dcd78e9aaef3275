"""Finds steps of a plan that would wait for each other for ever."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from core.plan import Step
from core.references import parse, references_in
from core.tool import Tool


def circle(steps: Sequence[Step], tools: Mapping[str, Tool]) -> list[str]:
    """Return the ids of steps that wait for each other, empty when the plan can be carried out.

    A write waits for every earlier step, whether it uses its output or not.
    """
    waits = _waits(steps, tools)
    done: set[str] = set()
    while True:
        ready = [step for step, needs in waits.items() if step not in done and needs <= done]
        if not ready:
            break
        done.update(ready)
    stuck = {step: needs - done for step, needs in waits.items() if step not in done}
    return _one_circle(stuck) if stuck else []


def _waits(steps: Sequence[Step], tools: Mapping[str, Tool]) -> dict[str, set[str]]:
    ids = {step["id"] for step in steps}
    waits: dict[str, set[str]] = {}
    for position, step in enumerate(steps):
        needs = set(step.get("after", ())) | set(roots_of(step))
        tool = tools.get(step["tool"] or "")
        if tool is not None and tool.effect == "write":
            needs.update(earlier["id"] for earlier in steps[:position])
        waits[step["id"]] = needs & ids
    return waits


def roots_of(step: Step) -> Iterator[str]:
    """Yield the ids of the steps that a step refers to."""
    conditions = step.get("when", ())
    named = [*references_in(step["args"]), *(condition["ref"] for condition in conditions)]
    for condition in conditions:
        named.extend(references_in(condition.get("value")))
    each = step.get("for_each")
    for reference in [*named, each] if each else named:
        try:
            yield parse(reference)[0]
        except ValueError:
            continue


def _one_circle(stuck: Mapping[str, set[str]]) -> list[str]:
    path = [next(iter(stuck))]
    while True:
        following = min(stuck[path[-1]])
        if following in path:
            return path[path.index(following) :]
        path.append(following)
