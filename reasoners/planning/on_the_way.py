"""A condition is judged by what the change that hangs on it has to look up anyway."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from reasoners.planning.calls import Call
from reasoners.planning.draft import Draft, best
from reasoners.planning.goal import Goal

ENOUGH = 0.3


def on_the_way(draft: Draft, goals: Sequence[Goal]) -> tuple[Goal, ...]:
    """Return the goals; of the look-ups for a condition those are left that a change makes too."""
    passed: dict[int, frozenset[str]] = {}
    for goal in goals:
        chosen = best(draft, goal) if goal.kind == "write" and goal.condition else None
        if chosen is not None and goal.condition is not None:
            passed[goal.condition.start] = frozenset(_passed(draft, chosen.call))
    return tuple(_of_those(goal, passed.get(goal.clause.start, frozenset())) for goal in goals)


def _of_those(goal: Goal, names: frozenset[str]) -> Goal:
    fit = tuple(c for c in goal.candidates if c.meaning.name in names and c.score >= ENOUGH)
    return replace(goal, candidates=fit) if goal.kind == "read" and fit else goal


def _passed(draft: Draft, call: Call) -> Iterator[str]:
    """Yield the look-ups that give a change what it is made to, those already made as well."""
    for source in call.args.values():
        if source.call is not None:
            yield source.call.meaning.name
            yield from _passed(draft, source.call)
        found = source.value.get("$ref") if isinstance(source.value, Mapping) else None
        step = str(found or "").partition(".")[0].partition("[")[0]
        yield from (fact.tool for fact in draft.scene.facts if fact.step == step)
