"""Checks a plan against the catalog before anything is called.

What it finds goes back to whoever planned: which argument, what type, which name was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from catalog.check_args import ArgumentChecker
from catalog.check_step import StepCheck
from catalog.json_file import shown
from catalog.plan_order import circle
from catalog.plan_shapes import ITEM, PlanShapes
from core.json_values import Json
from core.plan import Plan
from core.tool import Tool

_PLACE: Final = re.compile(r"\{([^{}\s]+)\}")
_ID: Final = re.compile(r"[^.\[\]{}\s#]+")


def plan_problems(
    plan: Plan, tools: Mapping[str, Tool], known: Mapping[str, Json], checker: ArgumentChecker
) -> list[str]:
    """Return what keeps a plan from being carried out, a sentence each, empty when it can be."""
    wrong_ids = list(_wrong_ids(plan))
    if wrong_ids:
        return wrong_ids
    steps = {step["id"]: step for step in plan["steps"]}
    check = StepCheck(tools, PlanShapes(steps, tools, known), checker, frozenset(known))
    found = [f"step {name}: {problem}" for name in steps for problem in check(steps[name])]
    waiting = circle(plan["steps"], tools)
    if waiting:
        found.append(f"steps {', '.join(waiting)} wait for each other for ever; reorder them")
    found += [f"answer_needs: {problem}" for problem in check.references(plan["answer_needs"])]
    places = _PLACE.findall(plan.get("answer_template") or "")
    return found + [f"answer_template: {problem}" for problem in check.references(places)]


def _wrong_ids(plan: Plan) -> Iterator[str]:
    seen: set[str] = set()
    for step in plan["steps"]:
        name = step["id"]
        if not _ID.fullmatch(name) or name == ITEM:
            yield f"{shown(name)} cannot be the id of a step; write s1, s2 and so on"
        if name in seen:
            yield f"the id {shown(name)} is used by two steps; give each its own"
        seen.add(name)
