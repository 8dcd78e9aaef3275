"""Calls over HTTP that end in doubt, through all wrappers, with effects counted by the server."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checkpoints.journal import SqliteJournal
from checkpoints.opening import create_store
from core.action import Action
from core.clock import SystemClock
from core.crash_points import NO_CRASH_POINTS
from core.errors import ToolBusy, ToolError, ToolInDoubt
from core.json_values import Json
from core.seams import ToolCall, ToolOutput
from core.tool import Idempotency, Tool
from tests.faults.tool_server_process import ToolServerProcess, tool_server
from tool_adapters.dispatcher import build_tools

ARGS: dict[str, dict[str, Json]] = {
    "refund": {"order_id": "O-7", "amount": 5, "tag": "once"},
    "set_status": {"order_id": "O-7", "status": "held", "tag": "once"},
    "create_ticket": {"subject": "s", "tag": "once"},
    "send_letter": {"recipient": "Ada", "text": "hello", "tag": "once"},
}
CLASSES: dict[str, Idempotency] = {
    "refund": "key",
    "set_status": "natural",
    "create_ticket": "reconcile",
    "send_letter": "none",
}


class Agent:
    """The composed tools of one process, and a call that it makes again and again."""

    def __init__(self, server: ToolServerProcess, journal: SqliteJournal, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        binding: dict[str, Json] = {"base_url": server.url}
        self._bound = {
            name: Tool(name, "", {}, idempotency=CLASSES[name], adapter="http", binding=binding)
            for name in ARGS
        }
        self._tools = build_tools(
            self._bound.values(),
            journal=journal,
            clock=SystemClock(),
            approvals="none",
            crash_points=NO_CRASH_POINTS,
        )

    def attempt(self, tool: str, number: int) -> ToolOutput | ToolError:
        action = Action("run", "t1", "1.s1")
        bound = self._bound[tool]
        call = ToolCall(bound, ARGS[tool], action, number, "1.s1", self._timeout_s)
        try:
            return self._tools.call(call)
        except ToolError as error:
            return error


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ToolServerProcess]:
    with tool_server(tmp_path) as running:
        yield running


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[SqliteJournal]:
    (tmp_path / "run").mkdir()
    store = create_store(tmp_path / "run")
    yield SqliteJournal(store, "run", SystemClock())
    store.close()


@pytest.fixture
def agent(server: ToolServerProcess, journal: SqliteJournal) -> Agent:
    return Agent(server, journal, timeout_s=0.3)


LOST_ANSWERS = ["fail_after", "drop_after", "hang_after"]


@pytest.mark.parametrize("kind", LOST_ANSWERS)
@pytest.mark.parametrize("tool", ["refund", "set_status"])
def test_a_write_that_may_be_repeated_is_repeated_and_happens_once(
    server: ToolServerProcess, agent: Agent, tool: str, kind: str
) -> None:
    server.control(faults=[{"kind": kind}])
    assert isinstance(agent.attempt(tool, 1), ToolInDoubt)
    assert isinstance(agent.attempt(tool, 2), ToolOutput)
    assert server.requests() == {"once": 2}
    assert server.faults() == {kind: 1}
    if tool == "refund":
        assert server.effects() == {"once": 1}


@pytest.mark.parametrize("kind", [*LOST_ANSWERS, "fail_before", "drop_before", "hang_before"])
@pytest.mark.parametrize("tool", ["create_ticket", "send_letter"])
def test_a_write_that_may_not_be_repeated_is_sent_once_whoever_asks(
    server: ToolServerProcess, agent: Agent, tool: str, kind: str
) -> None:
    server.control(faults=[{"kind": kind}])
    for number in (1, 2, 3, 1):
        assert isinstance(agent.attempt(tool, number), ToolInDoubt)
    assert server.requests() == {"once": 1}
    assert server.faults() == {kind: 1}


@pytest.mark.parametrize("tool", list(ARGS))
def test_an_unreadable_confirmation_is_done_and_not_sent_again(
    server: ToolServerProcess, agent: Agent, tool: str
) -> None:
    server.control(faults=[{"kind": "garbage"}])
    for number in (1, 2):
        assert agent.attempt(tool, number) == ToolOutput(None, known=False)
    assert server.requests() == server.effects() == {"once": 1}


def test_a_key_in_use_is_waited_for(server: ToolServerProcess, agent: Agent) -> None:
    server.control(faults=[{"kind": "late", "seconds": 0.8}])
    assert isinstance(agent.attempt("refund", 1), ToolInDoubt)
    waiting = agent.attempt("refund", 2)
    assert isinstance(waiting, ToolInDoubt) and waiting.status == 409
    assert waiting.retry_after is not None
    server.wait_for("effect", 1)
    for number in range(3, 100):
        found = agent.attempt("refund", number)
        if isinstance(found, ToolOutput):
            break
        threading.Event().wait(0.02)
    assert isinstance(found, ToolOutput)
    assert server.effects() == {"once": 1}


def test_a_server_that_is_gone_is_busy_and_nothing_is_in_doubt(
    server: ToolServerProcess, agent: Agent, journal: SqliteJournal
) -> None:
    server.kill()
    assert isinstance(agent.attempt("send_letter", 1), ToolBusy)
    (record,) = journal.history("t1")
    assert record.outcome is not None and record.outcome.kind == "busy"


def test_what_another_process_did_is_not_done_again(
    server: ToolServerProcess, journal: SqliteJournal
) -> None:
    first = Agent(server, journal, 5.0).attempt("send_letter", 1)
    assert isinstance(first, ToolOutput)
    resumed = Agent(server, journal, 5.0)
    answers: list[Any] = [resumed.attempt("send_letter", number) for number in (1, 2, 5)]
    assert answers == [first] * 3
    assert server.effects() == {"once": 1}
