"""The conditional edges. The nodes decide; these read what they decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from langgraph.types import Send

from core.state import Route, State
from nodes.call_tool import Branch

AFTER_PLAN: Final[list[str]] = ["select_tool", "finalize"]
AFTER_SELECT_TOOL: Final[list[str]] = ["call_tool", "recover", "plan", "finalize"]
AFTER_RECOVER: Final[list[str]] = ["call_tool", "plan", "select_tool"]


def next_stop(state: State) -> Route | Sequence[Send]:
    """Return where the graph goes: to one node, or with one Send per call of the wave."""
    if state["route"] != "call_tool":
        return state["route"]
    task = state["task"]
    return [Send("call_tool", Branch(task=task, dispatch=call)) for call in state["wave"]]
