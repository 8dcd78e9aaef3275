"""The strict fake of a tool adapter: knows every call that may come, and what it gives."""

from __future__ import annotations

import threading
from collections import deque
from typing import TypeAlias

from core.json_values import Args, Json, canonical
from core.seams import ToolCall, ToolOutput

Reply: TypeAlias = Json | ToolOutput | BaseException


class ScriptedTools:
    """Replies per tool and arguments, in order; an exception among them is raised instead.

    Raises AssertionError for a call that was not scripted. `calls` lists what was called.
    """

    def __init__(self) -> None:
        self._replies: dict[tuple[str, str], deque[Reply]] = {}
        self._lock = threading.Lock()
        self.calls: list[ToolCall] = []

    def on(self, tool: str, args: Args, *replies: Reply) -> ScriptedTools:
        """Add replies to calls of a tool with exactly these arguments."""
        self._replies.setdefault((tool, canonical(args)), deque()).extend(replies)
        return self

    def call(self, call: ToolCall) -> ToolOutput:
        with self._lock:
            self.calls.append(call)
            replies = self._replies.get((call.tool.name, canonical(call.args)))
            assert replies, f"unexpected call of {call.tool.name} with {canonical(call.args)}"
            reply = replies.popleft()
        if isinstance(reply, BaseException):
            raise reply
        return reply if isinstance(reply, ToolOutput) else ToolOutput(reply)

    @property
    def called(self) -> list[str]:
        """The names of the tools that were called, in order."""
        return [call.tool.name for call in self.calls]
