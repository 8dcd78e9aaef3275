"""Puts a plan's steps in an order in which each comes after what it needs."""

from __future__ import annotations

from core.plan import Plan, Step
from nodes.readiness import needs_of


def in_order(plan: Plan) -> Plan:
    """Return the plan with its steps in dependency order, else as they were.

    Steps on a cycle, which the catalog's check refuses, keep their place at the end.
    """
    placed: list[Step] = []
    waiting = list(plan["steps"])
    while waiting:
        open_ids = {step["id"] for step in waiting}
        free = (step for step in waiting if not needs_of(step) & open_ids)
        chosen = next(free, waiting[0])
        placed.append(chosen)
        waiting.remove(chosen)
    return Plan(**{**plan, "steps": placed})
