"""Makes one call of a wave, and notes what became of it."""

from __future__ import annotations

from typing import TypedDict

from core.errors import ToolBroken, ToolError, ToolLeftAlone
from core.observation import Dispatch, Observation, observation_key
from core.seams import ToolCall
from core.services import Services
from core.state import State, TaskInput
from core.tool import Tool
from nodes.actions import action_of, already_made
from nodes.baseline import look_before
from nodes.deaths import died_over
from nodes.observing import done, failed


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
        _check_deaths(dispatch, task_id, services)
        look_before(call, services)
        output = services.tools.call(call)
    except ToolError as error:
        if isinstance(error, ToolLeftAlone):
            services.retries.give_back(tool.name)
        return failed(dispatch, tool, error)
    services.retries.give_back(tool.name)
    seen = done(dispatch, output.value, output.known)
    if not output.known and tool.reconcile is not None:
        seen["settled"] = False  # it may be read back
    return seen


def _check_deaths(dispatch: Dispatch, task_id: str, services: Services) -> None:
    """Raise ToolBroken where processes died over the task: a resume goes on in the middle of a
    wave, which no cap has seen."""
    why = died_over(services.journal, services.run_id, task_id)
    if why and not already_made(dispatch, task_id, services):
        raise ToolBroken(why)
