"""Calls that outlive their time limit, with the real deadline, threads and store."""

from __future__ import annotations

import threading
from pathlib import Path

from langgraph.checkpoint.memory import InMemorySaver

from checkpoints.journal import SqliteJournal
from checkpoints.opening import create_store
from core.clock import SystemClock
from core.seams import ToolCall, ToolOutput
from core.services import Services
from core.state import State, TaskInput
from core.tool import Reconcile, Tool
from graph import build_graph
from reasoners.scripted import ScriptedReasoner
from tests.nodes.world import FixedCatalog, plan, step, tool, write
from tool_adapters.wrappers.abandoned import AbandonedCalls
from tool_adapters.wrappers.deadline import Deadline
from tool_adapters.wrappers.journaled import Journaled

BACK = Reconcile(tool="sent", args={}, match={"to": "a"}, settle_s=0)
SEND = write("send", "to", idempotency="reconcile", reconcile=BACK, timeout_s=0.05)
ONE = plan(step("s1", "send", {"to": "a"}))


class Slow:
    """A tool that answers when it is let go; whoever asks for `sent` lets it go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.called: list[str] = []

    def call(self, call: ToolCall) -> ToolOutput:
        self.called.append(call.tool.name)
        assert self.let_go.wait(20)
        return ToolOutput({"id": 7})


class LettingGo(SystemClock):
    """Does not sleep; at the second pause the slow call is let go, and its end awaited."""

    def __init__(self, slow: Slow) -> None:
        self.slow = slow
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if len(self.slept) == 2:
            self.slow.let_go.set()
            for thread in threading.enumerate():
                if thread.name == "tool send":
                    thread.join()


def _run(tools: list[Tool], slow: Slow, clock: LettingGo, folder: Path) -> State:
    store = create_store(folder)
    try:
        journal = SqliteJournal(store, "run-1", clock)
        abandoned = AbandonedCalls()
        services = Services(
            run_id="run-1",
            catalog=FixedCatalog(tools),
            reasoner=ScriptedReasoner([ONE], answers=["It was sent."]),
            tools=Journaled(Deadline(slow, abandoned), journal, abandoned),
            journal=journal,
            clock=clock,
        )
        graph = build_graph(services, InMemorySaver())
        task = TaskInput(id="task-1", domain="ops", prompt="Send it.")
        given = State(task=task)
        return graph.invoke(given, {"configurable": {"thread_id": "task-1"}}, durability="sync")  # type: ignore[return-value]
    finally:
        store.close()


def test_a_call_that_lands_late_is_neither_repeated_nor_looked_for(tmp_path: Path) -> None:
    slow = Slow()
    clock = LettingGo(slow)
    state = _run([SEND, tool("sent")], slow, clock, tmp_path)
    assert slow.called == ["send"]
    assert state["observations"]["s1"]["output"] == {"id": 7}
    assert state["ending"] == "finished"
    assert clock.slept[:2] == [1.0, 2.0]
