"""Some writes wait for a person, who confirms exactly these arguments."""

from __future__ import annotations

from typing import Literal, TypeAlias

from core.action import Outcome
from core.approval import approval_of
from core.errors import ApprovalNeeded
from core.seams import Journal, ToolAdapter, ToolCall, ToolOutput
from tool_adapters.wrappers.recorded import recorded_outcome

Approvals: TypeAlias = Literal["none", "writes"]


class Approval:
    """Lets a write through when a person approved it, or the journal answers it."""

    def __init__(self, inner: ToolAdapter, journal: Journal, approvals: Approvals) -> None:
        self._inner = inner
        self._journal = journal
        self._approvals = approvals

    def call(self, call: ToolCall) -> ToolOutput:
        if self._asks_for(call) and recorded_outcome(self._journal, call) is None:
            self._check_verdict(call)
        return self._inner.call(call)

    def _asks_for(self, call: ToolCall) -> bool:
        return call.tool.effect == "write" and (call.tool.approve or self._approvals == "writes")

    def _check_verdict(self, call: ToolCall) -> None:
        """What was declined is still not approved: one place, recover, says what follows, whether
        it has just heard it or a task is gone through again."""
        verdict = self._journal.recall(approval_of(call.action, call.args))
        if not isinstance(verdict, Outcome) or verdict.output is not True:
            raise ApprovalNeeded(f"{call.tool.name} waits for a person's approval")
