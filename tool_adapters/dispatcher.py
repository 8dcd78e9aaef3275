"""Picks the adapter that a tool is bound to, and composes the wrappers in the one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Protocol, cast

from core.crash_points import CrashPoints
from core.errors import InputError, ToolBroken
from core.seams import Clock, Journal, ToolAdapter, ToolCall, ToolOutput
from core.tool import Tool
from tool_adapters.replay import ReplayAdapter
from tool_adapters.wrappers.abandoned import AbandonedCalls
from tool_adapters.wrappers.approval import Approval, Approvals
from tool_adapters.wrappers.circuit_breaker import CircuitBreaker, Circuits, FailureCount
from tool_adapters.wrappers.deadline import Deadline
from tool_adapters.wrappers.expected_output import ExpectedOutput
from tool_adapters.wrappers.journaled import Journaled
from tool_adapters.wrappers.result_cap import ResultCap

# Imported when a binding asks for them: an HTTP client costs a third of a second.
ADAPTER_MODULES: Mapping[str, str] = {
    "mock": "tool_adapters.mock",
    "python": "tool_adapters.python",
    "http": "tool_adapters.http",
}


class AdapterModule(Protocol):
    """What the module of an adapter offers: one object for all tools that are bound to it."""

    def build(
        self, tools: Iterable[Tool], clock: Clock, crash_points: CrashPoints
    ) -> ToolAdapter: ...


class Dispatcher:
    """Hands each call to the adapter of its tool."""

    def __init__(self, adapters: Mapping[str, ToolAdapter]) -> None:
        self._adapters = adapters

    def call(self, call: ToolCall) -> ToolOutput:
        assert call.tool.adapter is not None  # BoundOnly refused it
        return self._adapters[call.tool.adapter].call(call)


class BoundOnly:
    """Refuses tools that nothing was bound to, before anything is recorded about them."""

    def __init__(self, inner: ToolAdapter) -> None:
        self._inner = inner

    def call(self, call: ToolCall) -> ToolOutput:
        if call.tool.adapter is None:
            raise ToolBroken(
                f"{call.tool.name} is not bound to anything that can be called: "
                "give it an adapter in the bindings"
            )
        return self._inner.call(call)


def build_tools(
    tools: Iterable[Tool],
    *,
    journal: Journal,
    clock: Clock,
    approvals: Approvals,
    crash_points: CrashPoints,
) -> ToolAdapter:
    """Return the adapter for a catalog's tools. Raises InputError for a binding of no use."""
    adapters = build_adapters(tools, clock, crash_points)
    return wrapped(adapters, journal=journal, clock=clock, approvals=approvals)


def wrapped(
    adapters: Mapping[str, ToolAdapter], *, journal: Journal, clock: Clock, approvals: Approvals
) -> ToolAdapter:
    """Return one adapter for all tools, which journals and guards every call."""
    abandoned = AbandonedCalls()
    circuits = Circuits(clock)
    adapter: ToolAdapter = Dispatcher(adapters)
    adapter = ExpectedOutput(ResultCap(adapter))
    adapter = Deadline(adapter, abandoned)
    adapter = FailureCount(adapter, circuits)
    adapter = Journaled(adapter, journal, abandoned)
    adapter = CircuitBreaker(adapter, circuits, journal)
    adapter = Approval(adapter, journal, approvals)
    return BoundOnly(adapter)


def build_replay_tools(*, journal: Journal, approvals: Approvals) -> ToolAdapter:
    """Return an adapter that gives what the journal has, and raises ReplayDiverged otherwise."""
    return BoundOnly(Approval(ReplayAdapter(journal), journal, approvals))


def build_adapters(
    tools: Iterable[Tool], clock: Clock, crash_points: CrashPoints
) -> dict[str, ToolAdapter]:
    """Return the adapters that the tools are bound to, by name. Raises InputError."""
    bound: dict[str, list[Tool]] = {}
    for tool in tools:
        if tool.adapter is not None:
            bound.setdefault(tool.adapter, []).append(tool)
    return {
        name: _module(name, bound[name]).build(bound[name], clock, crash_points) for name in bound
    }


def _module(adapter: str, tools: list[Tool]) -> AdapterModule:
    if adapter not in ADAPTER_MODULES:
        raise InputError(
            f"{adapter!r} is not an adapter; there is {', '.join(ADAPTER_MODULES)}",
            entry=tools[0].name,
            field="adapter",
        )
    return cast("AdapterModule", import_module(ADAPTER_MODULES[adapter]))
