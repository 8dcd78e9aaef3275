"""Asks for a plan, checks it, and puts it in force; again when recover asks for another one."""

from __future__ import annotations

from typing import Final

from core.action import Action
from core.errors import ModelError
from core.facts import recall_fact, record_fact
from core.plan import Plan
from core.services import Services
from core.state import Route, State
from core.thought import PlanRequest
from nodes.outputs import with_whole_outputs
from nodes.plan_order import in_order
from nodes.readiness import thinks
from nodes.replanning import earlier_names, first_writes, renamed, with_dropped_writes
from nodes.times import run_now
from nodes.view import View

FAILED_NOTE: Final = "failed"


def plan(state: State, services: Services) -> State:
    """Return the plan now in force; one without steps, and a note, where none passed the check."""
    before = View(state, services)
    revision = state.get("revision", 0) + 1
    proposed = in_order(_checked_plan(before, revision))
    route: Route = "finalize" if all(map(thinks, proposed["steps"])) else "select_tool"
    update = State(plan=proposed, revision=revision, feedback="", wave=[], route=route)
    if revision > 1:
        update["plan"] = with_dropped_writes(proposed, before)
        update["earlier"] = earlier_names(before, proposed)
        update["first_writes"] = first_writes(before)
    return update


def _checked_plan(before: View, revision: int) -> Plan:
    services = before.services
    fallen_silent = Action(services.run_id, before.task_id, f"no plan:{revision}")
    told = recall_fact(services.journal, fallen_silent)
    if isinstance(told, str):
        return _no_plan(told)
    try:
        return _proposed_plan(before, revision)
    except ModelError as error:
        record_fact(services.journal, fallen_silent, f"no plan could be made: {error}")
        return _no_plan(f"no plan could be made: {error}")


def _proposed_plan(before: View, revision: int) -> Plan:
    feedback = before.state.get("feedback", "")
    for tries in range(1, before.services.limits.proposals + 1):
        request = _request(before, revision, tries, feedback)
        proposed = renamed(before.services.reasoner.plan(request).value, before, revision)
        problems = before.services.catalog.check_plan(proposed, before.outputs)
        if not problems:
            return proposed
        feedback = "\n".join(problems)
    return _no_plan(f"no plan could be made that the tools allow: {feedback}")


def _request(before: View, revision: int, tries: int, feedback: str) -> PlanRequest:
    observations = with_whole_outputs(before.observations, before.task_id, before.services)
    return PlanRequest(
        task=before.task,
        tools=before.services.catalog.tools_for(before.task.prompt),
        observations=observations,
        feedback=feedback,
        revision=revision,
        tries=tries,
        now=run_now(before.services),
        others=before.services.catalog.others_for(before.task.prompt),
    )


def _no_plan(note: str) -> Plan:
    return Plan(steps=[], answer_needs=[], notes={FAILED_NOTE: note})
