"""Keeps what tools said from becoming something to do, whoever does the thinking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from core.json_values import Args, Json
from core.plan import Plan
from core.seams import Journal, Reasoner
from core.thought import AnswerRequest, PlanRequest, RepairRequest, Thought
from reasoners.injection import unasked, why_leaking, without
from reasoners.repaired import why_other_deed
from reasoners.scene import scene_of
from reasoners.step_outputs import step_outputs
from reasoners.trusted import Trusted, changes

RULES = "symbolic"  # decides from the request's words alone what is to be changed


class Guarded:
    """A plan made after tools have spoken keeps only the changes that the request asks for, and
    looks nothing up at an address that was made up; a repaired change stays the same deed."""

    def __init__(self, reasoner: Reasoner, journal: Journal) -> None:
        self._reasoner, self._journal = reasoner, journal

    def plan(self, request: PlanRequest) -> Thought[Plan]:
        thought = self._reasoner.plan(request)
        spoken = bool(request.observations) or request.revision > 1
        if not spoken or thought.by == RULES:
            return thought
        trusted = self._trusted(request)
        kept_out = _kept_out(thought.value, request, trusted)
        if not kept_out:
            return thought
        return replace(thought, value=without(thought.value, kept_out, trusted))

    def repair(self, request: RepairRequest) -> Thought[Args | None]:
        thought = self._reasoner.repair(request)
        if thought.value is None or request.tool.effect == "read" or request.tool.looks_up:
            return thought
        why = why_other_deed(thought.value, request)
        if not why:
            return thought
        return replace(thought, value=None, because=why)

    def answer(self, request: AnswerRequest) -> Thought[str]:
        return self._reasoner.answer(request)

    def _trusted(self, request: PlanRequest) -> Trusted:
        """The request, and the plan made before any tool had spoken, from the journal."""
        plans = [
            cast("Plan", cast("Mapping[str, Json]", record.outcome.output)["value"])
            for record in self._journal.history(request.task.id)
            if record.attempt.action.slot.startswith("plan:1.")
            and record.outcome is not None
            and record.outcome.kind == "done"
        ]
        if not plans:
            return Trusted(request.task.prompt)
        first = changes(plans[-1], (*request.tools, *request.others))
        return Trusted(request.task.prompt, first, tuple(plans[-1]["steps"]))


def _kept_out(plan: Plan, request: PlanRequest, trusted: Trusted) -> dict[str, str]:
    """Map the ids of the steps that a plan must not have to why."""
    outputs = step_outputs(request.observations)
    changing = changes(plan, (*request.tools, *request.others))
    ids = {step["id"] for step in changing}
    leaking = {
        step["id"]: why_leaking(step, trusted, outputs)
        for step in plan["steps"]
        if step["id"] not in ids
    }
    scene = scene_of(plan, trusted, request.observations)
    why = {**leaking, **unasked(changing, scene)}
    return {step_id: reason for step_id, reason in why.items() if reason}


def guarded(reasoner: Reasoner, journal: Journal) -> Reasoner:
    """Return the reasoner with the guard round it; stands inside `journaled`."""
    return Guarded(reasoner, journal)
