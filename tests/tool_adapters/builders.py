"""Tools, calls and adapters for tests, with only what a test cares about spelled out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from core.action import Action
from core.json_values import Json
from core.seams import ToolCall, ToolOutput
from core.tool import Tool


def a_tool(name: str = "find_person", *, args: dict[str, str] | None = None, **keys: Any) -> Tool:
    """Return a read tool whose arguments ("string?" is optional) are given by type word."""
    words = {"email": "string"} if args is None else args
    schema: dict[str, Json] = {
        "type": "object",
        "properties": {arg: {"type": word.rstrip("?")} for arg, word in words.items()},
        "required": [arg for arg, word in words.items() if not word.endswith("?")],
        "additionalProperties": False,
    }
    return Tool(name, "", schema, **{"effect": "read", "effect_origin": "declared", **keys})


def a_write(name: str = "set_note", **keys: Any) -> Tool:
    """Return a write tool of class key."""
    args = keys.pop("args", {"email": "string", "note": "string"})
    return a_tool(name, args=args, **{"effect": "write", "idempotency": "key", **keys})


def a_call(
    tool: Tool,
    args: dict[str, Json] | None = None,
    *,
    slot: str = "1.s1",
    task: str = "t1",
    attempt: int = 1,
    timeout_s: float = 5.0,
) -> ToolCall:
    """Return an attempt to call a tool."""
    return ToolCall(
        tool=tool,
        args={} if args is None else args,
        action=Action("run", task, slot),
        attempt=attempt,
        origin=slot,
        timeout_s=timeout_s,
    )


class Acting:
    """An adapter that does what a function says, and lists its calls."""

    def __init__(self, act: Callable[[ToolCall], Json]) -> None:
        self._act = act
        self.calls: list[ToolCall] = []

    def call(self, call: ToolCall) -> ToolOutput:
        self.calls.append(call)
        return ToolOutput(self._act(call))


def raising(error: Exception) -> Acting:
    """Return an adapter whose every call raises `error`."""

    def act(call: ToolCall) -> Json:
        raise error

    return Acting(act)


def never_called() -> Acting:
    """Return an adapter that must not be called."""
    return raising(AssertionError("the tool was called"))
