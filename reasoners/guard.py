"""Keeps what tools said from becoming something to do, whoever does the thinking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from core.json_values import Args, Json
from core.plan import Plan
from core.seams import Journal, Reasoner
from core.thought import AnswerRequest, PlanRequest, RepairRequest, Thought
from reasoners.injection import (
    Trusted,
    changes,
    foreign,
    foreign_recipient,
    leaves,
    why_leaking,
    why_unasked,
    without,
)
from reasoners.step_outputs import step_outputs

RULES = "symbolic"  # decides from the request's words alone what is to be changed


class Guarded:
    """A plan made after tools have spoken keeps only the changes that the request asks for, and
    looks nothing up at an address that was made up; a repaired change keeps its recipients and
    amounts."""

    def __init__(self, reasoner: Reasoner, journal: Journal) -> None:
        self._reasoner, self._journal = reasoner, journal

    def plan(self, request: PlanRequest) -> Thought[Plan]:
        thought = self._reasoner.plan(request)
        spoken = bool(request.observations) or request.revision > 1
        if not spoken or thought.by == RULES:
            return thought
        trusted = Trusted(request.task.prompt, self._first_changes(request))
        unasked = _unasked(thought.value, request, trusted)
        if not unasked:
            return thought
        return replace(thought, value=without(thought.value, unasked, trusted))

    def repair(self, request: RepairRequest) -> Thought[Args | None]:
        thought = self._reasoner.repair(request)
        if thought.value is None or request.tool.effect == "read" or request.tool.looks_up:
            return thought
        trusted = "\n".join([request.task.prompt, *leaves(request.args)])
        changed = {k: v for k, v in thought.value.items() if request.args.get(k) != v}
        found = foreign(changed, trusted) or foreign_recipient(changed, trusted)
        if not found:
            return thought
        why = f"{found} is neither in the request nor in the arguments first planned"
        return replace(thought, value=None, because=why)

    def answer(self, request: AnswerRequest) -> Thought[str]:
        return self._reasoner.answer(request)

    def _first_changes(self, request: PlanRequest) -> tuple[Any, ...]:
        """The changes planned before any tool had spoken, from the journal."""
        tools = (*request.tools, *request.others)
        plans = [
            cast("Mapping[str, Json]", record.outcome.output)["value"]
            for record in self._journal.history(request.task.id)
            if record.attempt.action.slot.startswith("plan:1.")
            and record.outcome is not None
            and record.outcome.kind == "done"
        ]
        return changes(cast("Plan", plans[-1]), tools) if plans else ()


def _unasked(plan: Plan, request: PlanRequest, trusted: Trusted) -> dict[str, str]:
    """Map the ids of the steps that a plan must not have to why."""
    outputs = step_outputs(request.observations)
    changing = {step["id"] for step in changes(plan, (*request.tools, *request.others))}
    why = {
        step["id"]: (why_unasked if step["id"] in changing else why_leaking)(step, trusted, outputs)
        for step in plan["steps"]
    }
    return {step_id: reason for step_id, reason in why.items() if reason}


def guarded(reasoner: Reasoner, journal: Journal) -> Reasoner:
    """Return the reasoner with the guard round it; stands inside `journaled`."""
    return Guarded(reasoner, journal)
