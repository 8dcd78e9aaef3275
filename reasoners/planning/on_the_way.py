"""A condition is judged by what the change that hangs on it has to look up anyway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reasoners.planning.calls import passed
from reasoners.planning.draft import Draft, best
from reasoners.planning.goal import Goal

ENOUGH = 0.3
FARTHEST = 0.4  # how far behind the look-up that words find one may be that is made anyway


def on_the_way(draft: Draft, goals: Sequence[Goal]) -> tuple[Goal, ...]:
    """Return the goals; of the look-ups for a condition those are left that a change makes too."""
    made: dict[int, frozenset[str]] = {}
    for goal in goals:
        chosen = best(draft, goal) if goal.kind == "write" and goal.condition else None
        if chosen is not None and goal.condition is not None:
            made[goal.condition.start] = frozenset(passed(chosen.call, draft.scene.facts))
    return tuple(_of_those(goal, made.get(goal.clause.start, frozenset())) for goal in goals)


def _of_those(goal: Goal, names: frozenset[str]) -> Goal:
    least = max([ENOUGH, *(c.score - FARTHEST for c in goal.candidates)])
    fit = tuple(c for c in goal.candidates if c.meaning.name in names and c.score >= least)
    return replace(goal, candidates=fit) if goal.kind == "read" and fit else goal
