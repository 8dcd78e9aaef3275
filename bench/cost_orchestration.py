"""What Surefoot's own nodes add per step to a bare LangGraph of the same shape.

Both run a chain of eight look-ups with a reasoner and tools that cost nothing and a journal in
memory. The bare graph has the same nodes by name and the same edges; its nodes only return the
updates that ours returned, so that what remains of it is LangGraph.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, cast

from langgraph.graph import StateGraph

from catalog import ToolCatalog
from core.action import Action, Attempt, AttemptRecord, InDoubt, Outcome
from core.clock import SystemClock
from core.json_values import Json
from core.plan import Plan
from core.seams import ToolCall, ToolOutput
from core.services import Services
from core.state import State
from core.tool import Tool
from graph.build import build_graph, join_nodes
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

    def writes(self, tool: str) -> tuple[AttemptRecord, ...]:
        return ()


class Echo:
    """Answers every call with the next key of the chain."""

    def call(self, call: ToolCall) -> ToolOutput:
        return ToolOutput({"key": f"{call.args['key']}x", "label": "a label", "status": "open"})


def per_step(tasks: int) -> tuple[float, float]:
    """Return seconds per step of our graph and of the bare one: each step at its best over some
    tasks, since a busy machine interrupts whole tasks far more often than single steps.

    As in a batch, one compiled graph does all tasks; the two take turns, so that whatever else
    the machine does falls on both.
    """
    ours = build_graph(_services(_catalog(), tasks + 1))
    updates = list(_updates(ours, 0))
    bare = _bare(updates * tasks)
    gc.collect()
    gc.freeze()  # what was done before in this process is not theirs to clean up
    timed = [(_timed(ours, number), _timed(bare, number)) for number in range(1, tasks + 1)]
    gc.unfreeze()
    return _mean_of_best(mine for mine, _ in timed), _mean_of_best(other for _, other in timed)


def _mean_of_best(runs: Iterable[Sequence[float]]) -> float:
    best: list[float] = [min(times) for times in zip(*runs, strict=True)]
    return sum(best) / len(best)


def _timed(graph: Any, number: int) -> list[float]:
    """Seconds of each step from the plan on: making and checking it is thinking."""
    clock = SystemClock()
    updates = _updates(graph, number)
    next(updates)
    moments = [clock.monotonic(), *(clock.monotonic() for _ in updates)]
    return [after - before for before, after in pairwise(moments)]


def _updates(graph: Any, number: int) -> Iterator[tuple[str, Any]]:
    task = {"id": f"t{number}", "domain": "ops", "prompt": "Follow the keys."}
    for update in graph.stream({"task": task}, {"recursion_limit": 200}, stream_mode="updates"):
        yield from update.items()


def _catalog() -> ToolCatalog:
    text = {"type": "string"}
    members = {name: text for name in ("key", "label", "status")}
    schema: Mapping[str, Json] = {
        "type": "object",
        "properties": {"key": text},
        "required": ["key"],
    }
    returns: Mapping[str, Json] = {"type": "object", "properties": members}
    return ToolCatalog(
        [
            Tool(
                f"follow_{number}",
                "Follow a key.",
                schema,
                returns=returns,
                effect="read",
                effect_origin="declared",
                adapter="echo",
            )
            for number in range(LENGTH)
        ]
    )


def _services(catalog: ToolCatalog, tasks: int) -> Services:
    steps = [
        {
            "id": f"s{number + 1}",
            "tool": f"follow_{number}",
            "args": {"key": {"$ref": f"s{number}.key"} if number else "k"},
        }
        for number in range(LENGTH)
    ]
    plan = cast("Plan", {"steps": steps, "answer_needs": [], "by": "model"})
    reasoner = ScriptedReasoner(plans=[plan] * tasks, answers=["The last key."] * tasks)
    clock = SystemClock()
    return Services("bench", catalog, reasoner, Echo(), MemoryJournal(), clock)


def _bare(updates: list[tuple[str, Any]]) -> Any:
    left = iter(updates)

    def node(state: State) -> State:
        return cast("State", next(left)[1])

    builder = StateGraph(State)
    for name in NODES:
        builder.add_node(name, node)
    join_nodes(builder)
    return builder.compile()
