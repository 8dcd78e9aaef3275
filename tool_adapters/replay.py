"""Answers calls from the journal and makes none: what replaying a task offline goes through."""

from __future__ import annotations

from core.errors import SurefootError
from core.seams import Journal, ToolCall, ToolOutput
from tool_adapters.outcomes import delivered
from tool_adapters.wrappers.recorded import recorded_outcome


class ReplayDiverged(SurefootError):
    """The replay came to a call that the journal does not have."""


class ReplayAdapter:
    """Never calls a tool."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def call(self, call: ToolCall) -> ToolOutput:
        outcome = recorded_outcome(self._journal, call)
        if outcome is None:
            raise ReplayDiverged(
                f"task {call.action.task_id!r}: attempt {call.attempt} of {call.tool.name} "
                f"(step {call.origin}) is not in the journal"
            )
        return delivered(outcome)
