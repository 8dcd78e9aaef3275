"""The work that is measured: tasks of eight steps, and how many of them are under way at once."""

from __future__ import annotations

import asyncio
import operator
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, Final, Literal, TypeAlias, TypedDict, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from core.clock import SystemClock
from core.json_values import Json

STEPS: Final = 8
OUTPUT: Final[Json] = {
    "order_id": "A-1001",
    "status": "delivered",
    "items": [{"sku": f"X-{number}", "quantity": number, "price": 12.5} for number in range(3)],
    "customer": {"id": "C-77", "email": "someone@example.com"},
}
Saver: TypeAlias = BaseCheckpointSaver[Any] | None
Durability: TypeAlias = Literal["sync", "async", "exit"]
# Performs the step of a number for a task, and returns what it gave.
Step: TypeAlias = Callable[[str, int], Json]


class TaskState(TypedDict, total=False):
    """What a task knows: the outputs of its steps."""

    prompt: str
    observations: Annotated[dict[str, Json], operator.or_]


Graph: TypeAlias = CompiledStateGraph[TaskState, None, TaskState, TaskState]


def look_up(task_id: str, number: int) -> Json:
    """Perform a step that records nothing."""
    return OUTPUT


def chain(saver: Saver, step: Step, length: int = STEPS) -> Graph:
    """Build a graph of so many nodes in a row, each performing one step."""
    return _in_a_row(saver, [_node(step, number) for number in range(length)])


def chain_of_coroutines(saver: Saver, step: Step) -> Graph:
    """Build the same graph of nodes that an event loop runs itself."""
    return _in_a_row(saver, [_coroutine(step, number) for number in range(STEPS)])


def _in_a_row(saver: Saver, nodes: Sequence[Any]) -> Graph:
    builder = StateGraph(TaskState)
    before = START
    for number, node in enumerate(nodes):
        builder.add_node(f"step{number}", node)
        builder.add_edge(before, f"step{number}")
        before = f"step{number}"
    builder.add_edge(before, END)
    return builder.compile(checkpointer=saver)


def _node(step: Step, number: int) -> Any:
    def node(state: TaskState, config: RunnableConfig) -> TaskState:
        output = step(config["configurable"]["thread_id"], number)
        return {"observations": {f"s{number}": output}}

    return node


def _coroutine(step: Step, number: int) -> Any:
    node = _node(step, number)

    async def coroutine(state: TaskState, config: RunnableConfig) -> TaskState:
        return cast("TaskState", node(state, config))

    return coroutine


def task_config(number: int) -> RunnableConfig:
    """Return the thread of a task, with room for long chains."""
    return {"configurable": {"thread_id": f"task-{number}"}, "recursion_limit": 10_000}


def run_tasks(one: Callable[[int], Any], tasks: int, at_once: int) -> float:
    """Run tasks on so many threads, and return the seconds it took."""
    clock = SystemClock()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(one, range(-min(at_once, 4), 0)))  # threads and code are warm
        started = clock.monotonic()
        list(pool.map(one, range(tasks)))
        return clock.monotonic() - started


def run_graph(graph: Graph, durability: Durability | None, tasks: int, at_once: int) -> float:
    """Run tasks through a graph, and return the seconds it took."""

    def one(number: int) -> None:
        given = TaskState(prompt="Where is my order?")
        graph.invoke(given, task_config(number), durability=durability)

    return run_tasks(one, tasks, at_once)


async def run_coroutines(
    graph: Graph, durability: Durability | None, tasks: int, at_once: int
) -> float:
    """Run tasks through a graph in one event loop, and return the seconds it took."""
    clock = SystemClock()
    places = asyncio.Semaphore(at_once)

    async def one(number: int) -> None:
        given = TaskState(prompt="Where is my order?")
        async with places:
            await graph.ainvoke(given, task_config(number), durability=durability)

    await asyncio.gather(*(one(number) for number in range(-min(at_once, 4), 0)))
    started = clock.monotonic()
    await asyncio.gather(*(one(number) for number in range(tasks)))
    return clock.monotonic() - started
