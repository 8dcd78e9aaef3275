"""One time limit for a whole attempt, whatever the adapter is waiting for."""

from __future__ import annotations

from concurrent.futures import Future, wait

from core.errors import ToolBusy, ToolInDoubt
from core.seams import ToolAdapter, ToolCall, ToolOutput
from tool_adapters.daemon_thread import in_daemon_thread
from tool_adapters.wrappers.abandoned import ASK_AGAIN_S, AbandonedCalls

GRACE_S = 0.1  # so that an adapter that keeps the limit itself ends its call properly


class Deadline:
    """Makes each call in a daemon thread and abandons it when its time is over.

    An abandoned call is in doubt, and marked as still worked on (`retry_after`).
    """

    def __init__(self, inner: ToolAdapter, abandoned: AbandonedCalls) -> None:
        self._inner = inner
        self._abandoned = abandoned

    def call(self, call: ToolCall) -> ToolOutput:
        running = self._start(call)
        if wait([running], call.timeout_s + GRACE_S).done:
            return running.result()
        self._abandoned.abandon(call.action, running)
        raise ToolInDoubt(
            f"{call.tool.name} gave no answer within {call.timeout_s:g} s", retry_after=ASK_AGAIN_S
        )

    def _start(self, call: ToolCall) -> Future[ToolOutput]:
        try:
            return in_daemon_thread(lambda: self._inner.call(call), name=f"tool {call.tool.name}")
        except RuntimeError as problem:
            raise ToolBusy(f"not sent: {problem}") from None  # no memory or process to be had
