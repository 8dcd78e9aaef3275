"""What Surefoot's own nodes add per step to a bare LangGraph of the same shape.

Both run a chain of eight look-ups with a reasoner and tools that cost nothing and a journal in
memory. The bare graph has the same nodes by name and the same edges; its nodes only return the
updates that ours returned, so that what remains of it is LangGraph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from langgraph.graph import END, START, StateGraph

from catalog import ToolCatalog
from core.action import Action, Attempt, AttemptRecord, InDoubt, Outcome
from core.clock import SystemClock
from core.plan import Plan
from core.seams import ToolCall, ToolOutput
from core.services import Services
from core.state import State
from core.tool import Tool
from graph.build import build_graph
from graph.routes import AFTER_PLAN, AFTER_RECOVER, AFTER_SELECT_TOOL, next_stop
from reasoners.scripted import ScriptedReasoner

LENGTH = 8
NODES = ("plan", "select_tool", "call_tool", "recover", "finalize")


class MemoryJournal:
    """Remembers outcomes while the process lives; only for measuring."""

    def __init__(self) -> None:
        self._outcomes: dict[Action, Outcome] = {}

    def recall(self, action: Action) -> Outcome | InDoubt | None:
        return self._outcomes.get(action)

    def intend(self, attempt: Attempt) -> None:
        """Nothing here outlives the process."""

    def settle(self, attempt: Attempt, outcome: Outcome) -> None:
        self._outcomes[attempt.action] = outcome

    def history(self, task_id: str) -> tuple[AttemptRecord, ...]:
        return ()


class Echo:
    """Answers every call with the next key of the chain."""

    def call(self, call: ToolCall) -> ToolOutput:
        return ToolOutput({"key": f"{call.args['key']}x", "label": "a label", "status": "open"})


def per_step(rounds: int) -> tuple[float, float]:
    """Return seconds per step of our graph and of the bare one, the best of several rounds."""
    catalog = _catalog()
    updates = list(_updates(build_graph(_services(catalog))))
    ours = min(_timed(lambda: build_graph(_services(catalog))) for _ in range(rounds))
    bare = min(_timed(lambda: _bare(updates)) for _ in range(rounds))
    return ours / len(updates), bare / len(updates)


def _timed(build: Callable[[], Any]) -> float:
    graph, clock = build(), SystemClock()
    started = clock.monotonic()
    for _ in _updates(graph):
        pass
    return clock.monotonic() - started


def _updates(graph: Any) -> Iterator[tuple[str, Any]]:
    task = {"id": "t1", "domain": "ops", "prompt": "Follow the keys."}
    for update in graph.stream({"task": task}, {"recursion_limit": 200}, stream_mode="updates"):
        yield from update.items()


def _catalog() -> ToolCatalog:
    text = {"type": "string"}
    members = {name: text for name in ("key", "label", "status")}
    return ToolCatalog(
        Tool(
            f"follow_{number}",
            "Follow a key.",
            {"type": "object", "properties": {"key": text}, "required": ["key"]},
            returns={"type": "object", "properties": members},
            effect="read",
            effect_origin="declared",
            adapter="echo",
        )
        for number in range(LENGTH)
    )


def _services(catalog: ToolCatalog) -> Services:
    steps = [
        {
            "id": f"s{number + 1}",
            "tool": f"follow_{number}",
            "args": {"key": {"$ref": f"s{number}.key"} if number else "k"},
        }
        for number in range(LENGTH)
    ]
    plan = cast("Plan", {"steps": steps, "answer_needs": [], "by": "model"})
    reasoner = ScriptedReasoner(plans=[plan], answers=["The last key."])
    clock = SystemClock()
    return Services("bench", catalog, reasoner, Echo(), MemoryJournal(), clock)


def _bare(updates: list[tuple[str, Any]]) -> Any:
    left = iter(updates)

    def node(state: State) -> State:
        return cast("State", next(left)[1])

    builder = StateGraph(State)
    for name in NODES:
        builder.add_node(name, node)
    builder.add_edge(START, "plan")
    builder.add_conditional_edges("plan", next_stop, AFTER_PLAN)
    builder.add_conditional_edges("select_tool", next_stop, AFTER_SELECT_TOOL)
    builder.add_edge("call_tool", "select_tool")
    builder.add_conditional_edges("recover", next_stop, AFTER_RECOVER)
    builder.add_edge("finalize", END)
    return builder.compile()
