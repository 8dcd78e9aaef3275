"""Wires the nodes into the graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias, TypeVar

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from core.services import Limits, Services
from core.state import State
from graph.routes import AFTER_PLAN, AFTER_RECOVER, AFTER_SELECT_TOOL, next_stop
from nodes.call_tool import Branch, call_tool
from nodes.finalize import finalize
from nodes.plan import plan
from nodes.recover import recover
from nodes.select_tool import select_tool

Given = TypeVar("Given")
GivenToNode = TypeVar("GivenToNode", contravariant=True)
Graph: TypeAlias = CompiledStateGraph[State, None, State, State]


class BoundNode(Protocol[GivenToNode]):
    """A node as LangGraph calls it."""

    def __call__(self, state: GivenToNode) -> State: ...


def build_graph(services: Services, checkpointer: BaseCheckpointSaver[Any] | None = None) -> Graph:
    """Return the compiled graph with the services bound to its nodes."""
    builder = StateGraph(State)
    builder.add_node("plan", _bound(plan, services), input_schema=State)
    builder.add_node("select_tool", _bound(select_tool, services), input_schema=State)
    builder.add_node("call_tool", _bound(call_tool, services), input_schema=Branch)
    builder.add_node("recover", _bound(recover, services), input_schema=State)
    builder.add_node("finalize", _bound(finalize, services), input_schema=State)
    join_nodes(builder)
    return builder.compile(checkpointer)


def join_nodes(builder: StateGraph[State]) -> None:
    """Add the edges between the nodes."""
    builder.add_edge(START, "plan")
    builder.add_conditional_edges("plan", next_stop, AFTER_PLAN)
    builder.add_conditional_edges("select_tool", next_stop, AFTER_SELECT_TOOL)
    builder.add_edge("call_tool", "select_tool")
    builder.add_conditional_edges("recover", next_stop, AFTER_RECOVER)
    builder.add_edge("finalize", END)


def recursion_limit(limits: Limits) -> int:
    """Return more supersteps than the caps allow, so that the caps end a task, never LangGraph."""
    each_round, each_plan, ends = 3, 1, 3
    return limits.rounds * each_round + limits.plans * each_plan + limits.attempts * ends + 10


def _bound(node: Callable[[Given, Services], State], services: Services) -> BoundNode[Given]:
    def run(state: Given) -> State:
        return node(state, services)

    return run
