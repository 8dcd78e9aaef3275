"""A tool that keeps failing is left alone for a while, by all tasks of a batch together."""

from __future__ import annotations

import threading

from core.errors import ToolBusy, ToolInDoubt, ToolLeftAlone, ToolRejected
from core.seams import Clock, Journal, ToolAdapter, ToolCall, ToolOutput
from tool_adapters.wrappers.recorded import recorded_outcome

FAILURES = 8  # in a row; a tool that fails 30 % of the time does so once in 15,000 calls
OPEN_S = 5.0


class Circuits:
    """Which tools are left alone. After OPEN_S one call may try (half open), then the next."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures: dict[str, int] = {}
        self._closed_at: dict[str, float] = {}

    def seconds_to_wait(self, tool: str) -> float:
        """Return how long the tool is left alone; 0 where the caller may try now."""
        with self._lock:
            if self._failures.get(tool, 0) < FAILURES:
                return 0.0
            now = self._clock.monotonic()
            if now < self._closed_at[tool]:
                return self._closed_at[tool] - now
            self._closed_at[tool] = now + OPEN_S
            return 0.0

    def succeeded(self, tool: str) -> None:
        """Note that the tool is alive."""
        with self._lock:
            self._failures.pop(tool, None)

    def failed(self, tool: str) -> None:
        """Note that the tool did not do its work."""
        with self._lock:
            self._failures[tool] = self._failures.get(tool, 0) + 1
            self._closed_at[tool] = self._clock.monotonic() + OPEN_S


class CircuitBreaker:
    """Refuses calls to a tool that is left alone, except those that the journal answers."""

    def __init__(self, inner: ToolAdapter, circuits: Circuits, journal: Journal) -> None:
        self._inner = inner
        self._circuits = circuits
        self._journal = journal

    def call(self, call: ToolCall) -> ToolOutput:
        seconds = self._circuits.seconds_to_wait(call.tool.name)
        if seconds and recorded_outcome(self._journal, call) is None:
            raise ToolLeftAlone(
                f"{call.tool.name} failed {FAILURES} times in a row and is left alone for now",
                retry_after=seconds,
            )
        return self._inner.call(call)


class FailureCount:
    """Sits inside the journal, so that only calls really made count, not replayed ones."""

    def __init__(self, inner: ToolAdapter, circuits: Circuits) -> None:
        self._inner = inner
        self._circuits = circuits

    def call(self, call: ToolCall) -> ToolOutput:
        try:
            output = self._inner.call(call)
        except ToolRejected:
            self._circuits.succeeded(call.tool.name)
            raise
        except (ToolBusy, ToolInDoubt) as error:
            if error.status != 409:  # at work on this key: neither alive nor dead
                self._circuits.failed(call.tool.name)
            raise
        self._circuits.succeeded(call.tool.name)
        return output
