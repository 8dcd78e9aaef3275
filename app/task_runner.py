"""Takes one task through the graph: from the start, or on from where it was left."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, cast

from langchain_core.runnables import RunnableConfig
from langgraph.graph.state import CompiledStateGraph

from app.stopping import RunStopped, StopRequest
from app.task_end import TaskEnd
from core.state import State, TaskInput
from core.task import Task

Graph: TypeAlias = CompiledStateGraph[State, None, State, State]
Durability: TypeAlias = Literal["sync", "exit"]
UpdateListener: TypeAlias = Callable[[str, Mapping[str, Any]], None]


@dataclass(frozen=True)
class TaskRunner:
    """Runs tasks, each on a thread of the graph named by the task's id.

    `on_update` gets the task's id and each node's update, as `stream_mode="updates"` gives it.
    """

    graph: Graph
    durability: Durability
    stop: StopRequest
    on_update: UpdateListener
    recursion_limit: int

    def run(self, task: Task) -> TaskEnd:
        """Work on a task until it ends or waits for a person.

        A task that waits asks again, and goes on where the answer is in the journal by now. Raises
        RunStopped when a stop was asked for before that.
        """
        config: RunnableConfig = {
            "configurable": {"thread_id": task.id},
            "recursion_limit": self.recursion_limit,
        }
        snapshot = self.graph.get_state(config)
        if (
            "ending" in snapshot.values
        ):  # `next` says nothing: it is empty after a failed start, too
            return TaskEnd(cast(State, snapshot.values), ())
        return self._go_on(None if snapshot.values else _start_of(task), config, task.id)

    def _go_on(self, given: State | None, config: RunnableConfig, task_id: str) -> TaskEnd:
        state: State = State()
        waits: tuple[Any, ...] = ()
        for mode, part in self.graph.stream(
            given, config, stream_mode=["updates", "values"], durability=self.durability
        ):
            if mode == "values":
                state = cast(State, part)
                continue
            update = cast("Mapping[str, Any]", part)
            self.on_update(task_id, update)
            waits = tuple(interrupt.value for interrupt in update.get("__interrupt__", ()))
            if self.stop.asked:
                raise RunStopped
        return TaskEnd(state, waits)


def _start_of(task: Task) -> State:
    return State(task=TaskInput(id=task.id, domain=task.domain, prompt=task.prompt))
