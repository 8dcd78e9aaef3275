"""Makes one call of a wave, and notes what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from core.errors import ToolBroken, ToolError
from core.observation import Dispatch, Observation, observation_key
from core.seams import ToolCall
from core.services import Services
from core.state import State, TaskInput
from core.tool import Tool
from nodes.actions import action_of, attempts_at
from nodes.baseline import look_before
from nodes.observing import done, failed
from nodes.recovery_rules import CHOICE


class Branch(TypedDict):
    """What one branch of a wave gets: its own call, and nothing of the other branches'."""

    task: TaskInput
    dispatch: Dispatch


def call_tool(branch: Branch, services: Services) -> State:
    """Call the tool once. Raises StoreError; what the tool says becomes an observation."""
    dispatch, task_id = branch["dispatch"], branch["task"]["id"]
    tool = services.catalog.tool(dispatch["tool"])
    assert tool is not None  # select_tool dispatches only what the catalog has
    seen = _call(dispatch, tool, task_id, services)
    return State(observations={observation_key(dispatch): seen})


def _call(dispatch: Dispatch, tool: Tool, task_id: str, services: Services) -> Observation:
    action = action_of(dispatch, task_id, services.run_id)
    call = ToolCall(
        tool, dispatch["args"], action, dispatch["attempt"], dispatch["origin"], tool.timeout_s
    )
    try:
        look_before(call, services)
        output = services.tools.call(call)
    except ToolBroken as error:
        return failed(_last_attempt(dispatch, call, services), tool, error)
    except ToolError as error:
        return failed(dispatch, tool, error)
    services.retries.succeeded(tool.name)
    seen = done(dispatch, output.value, output.known)
    may_be_read_back = not output.known and tool.reconcile is not None
    return Observation(**{**seen, "settled": not may_be_read_back})


def _last_attempt(dispatch: Dispatch, call: ToolCall, services: Services) -> Dispatch:
    """Return the dispatch of the attempt at which the action was given up: a replay gets that end
    at its first attempt, and must go on from where the task itself did. Of attempts that were
    refused before they were sent only what recover chose is recorded."""
    made = [one.attempt.number for one in attempts_at(call.action, services.journal)]
    number = max([*made, *_attempts_chosen_about(call, services)], default=dispatch["attempt"])
    return Dispatch(**{**dispatch, "attempt": number})


def _attempts_chosen_about(call: ToolCall, services: Services) -> Iterator[int]:
    """Yield the numbers of the attempts after which recover chose something."""
    action = call.action
    place = f"{CHOICE}:{action.slot}:{action.item}:{action.generation}:"
    for record in services.journal.history(action.task_id):
        slot = record.attempt.action.slot
        if slot.startswith(place):
            yield int(slot.removeprefix(place).partition(".")[0])
