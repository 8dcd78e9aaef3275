"""Approval, circuit breaker, deadline and result cap: each for itself, round an adapter."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from checkpoints.journal import SqliteJournal
from core.action import Attempt, Outcome
from core.approval import approval_of
from core.clock import ManualClock
from core.errors import ApprovalNeeded, ToolBroken, ToolBusy, ToolError, ToolInDoubt, ToolRejected
from core.json_values import Args, Json
from core.seams import ToolCall, ToolOutput
from core.tool import Tool
from tests.tool_adapters.builders import Acting, a_call, a_tool, a_write, never_called, raising
from tool_adapters.wrappers.abandoned import AbandonedCalls
from tool_adapters.wrappers.approval import Approval, Approvals
from tool_adapters.wrappers.circuit_breaker import (
    FAILURES,
    OPEN_S,
    CircuitBreaker,
    Circuits,
    FailureCount,
)
from tool_adapters.wrappers.deadline import Deadline
from tool_adapters.wrappers.journaled import Journaled
from tool_adapters.wrappers.result_cap import OUTPUT_LIMIT, ResultCap

NOTE: dict[str, Json] = {"email": "a@x.test", "note": "hello"}


def decide(journal: SqliteJournal, call: ToolCall, args: Args, verdict: bool) -> None:
    """Record what a person said about a call."""
    fact = approval_of(call.action, args)
    journal.settle(
        Attempt(fact, 1, call.tool.name, args, "fact"), Outcome("done", output=verdict, by="person")
    )


@pytest.mark.parametrize(
    ("tool", "approvals", "asks"),
    [
        (a_write(), "none", False),
        (a_write(), "writes", True),
        (a_write(approve=True), "none", True),
        (a_tool(), "writes", False),
    ],
)
def test_a_person_is_asked_where_the_policy_or_the_tool_says_so(
    journal: SqliteJournal, tool: Tool, approvals: Approvals, asks: bool
) -> None:
    inner = Acting(lambda call: "done")
    try:
        Approval(inner, journal, approvals).call(a_call(tool, NOTE))
    except ApprovalNeeded:
        assert asks and not inner.calls
    else:
        assert not asks and inner.calls


def test_an_approval_holds_for_exactly_the_arguments_it_was_given_for(
    journal: SqliteJournal,
) -> None:
    call = a_call(a_write(), NOTE)
    decide(journal, call, NOTE, True)
    assert Approval(Acting(lambda call: 1), journal, "writes").call(call) == ToolOutput(1)
    with pytest.raises(ApprovalNeeded):
        changed = replace(call, args={**NOTE, "note": "other"})
        Approval(never_called(), journal, "writes").call(changed)


def test_a_declined_call_is_still_not_approved(journal: SqliteJournal) -> None:
    call = a_call(a_write(), NOTE)
    decide(journal, call, NOTE, False)
    with pytest.raises(ApprovalNeeded):
        Approval(never_called(), journal, "writes").call(call)


def test_what_the_journal_answers_needs_no_approval(journal: SqliteJournal) -> None:
    call = a_call(a_write(), NOTE)
    Journaled(Acting(lambda call: "done"), journal, AbandonedCalls()).call(call)
    again = Journaled(never_called(), journal, AbandonedCalls())
    assert Approval(again, journal, "writes").call(call).value == "done"


class Service:
    """A tool that can be down, behind a breaker; `calls` are those that reached it."""

    def __init__(self, journal: SqliteJournal, clock: ManualClock) -> None:
        self.error: ToolError | None = ToolBusy("down", status=503)
        self.clock = clock
        self._inner = Acting(self._act)
        self._slot = 0
        circuits = Circuits(clock)
        counted = FailureCount(self._inner, circuits)
        self.tools = CircuitBreaker(
            Journaled(counted, journal, AbandonedCalls()), circuits, journal
        )

    def _act(self, call: ToolCall) -> Json:
        if self.error is not None:
            raise self.error
        return "up"

    def ask(self, tool: Tool | None = None) -> str:
        """Make a call of another action; return what came of it."""
        self._slot += 1
        try:
            self.tools.call(a_call(tool or a_tool(), slot=f"1.s{self._slot}"))
        except ToolError as error:
            return error.message
        return "up"

    @property
    def calls(self) -> int:
        return len(self._inner.calls)


@pytest.fixture
def service(journal: SqliteJournal, clock: ManualClock) -> Service:
    return Service(journal, clock)


def test_a_dead_tool_is_left_alone_after_some_failures_in_a_row(service: Service) -> None:
    said = [service.ask() for _ in range(1000)]
    assert service.calls == FAILURES
    assert "left alone" in said[-1]


def test_a_refusal_says_when_to_try_again(service: Service) -> None:
    for _ in range(FAILURES):
        service.ask()
    service.clock.advance(2)
    with pytest.raises(ToolBusy) as told:
        service.tools.call(a_call(a_tool(), slot="1.s9"))
    assert told.value.retry_after == pytest.approx(OPEN_S - 2)


def test_one_call_tries_after_a_while_and_a_success_lets_all_through(service: Service) -> None:
    for _ in range(FAILURES):
        service.ask()
    service.clock.advance(OPEN_S)
    assert service.ask() == "down"
    assert "left alone" in service.ask()
    service.clock.advance(OPEN_S)
    service.error = None
    assert [service.ask() for _ in range(3)] == ["up"] * 3
    assert service.calls == FAILURES + 4


@pytest.mark.parametrize("error", [ToolRejected("no", status=404), None])
def test_a_tool_that_answers_is_alive(service: Service, error: ToolError | None) -> None:
    for _ in range(3 * FAILURES):
        service.error = ToolBusy("down")
        for _ in range(FAILURES - 1):
            service.ask()
        service.error = error
        assert "left alone" not in service.ask()


def test_a_time_out_counts_as_a_failure_and_a_key_in_use_does_not(service: Service) -> None:
    service.error = ToolInDoubt("key in use", status=409, retry_after=1.0)
    assert {service.ask() for _ in range(3 * FAILURES)} == {"key in use"}
    service.error = ToolInDoubt("time-out")
    for _ in range(FAILURES):
        service.ask()
    assert "left alone" in service.ask()


def test_other_tools_are_not_left_alone(service: Service) -> None:
    for _ in range(FAILURES):
        service.ask()
    assert service.ask(a_tool("another")) == "down"


def test_recorded_outcomes_pass_an_open_breaker_and_do_not_count(
    journal: SqliteJournal, clock: ManualClock
) -> None:
    before = Service(journal, clock)
    for _ in range(FAILURES):
        before.ask()
    resumed = Service(journal, clock)
    assert {resumed.ask() for _ in range(FAILURES)} == {"down"}
    assert resumed.calls == 0
    resumed.error = None
    assert resumed.ask() == "up"
    with pytest.raises(ToolBusy, match="down"):
        before.tools.call(a_call(a_tool(), slot="1.s1"))


def test_a_half_open_breaker_lets_one_of_many_threads_through(service: Service) -> None:
    for _ in range(FAILURES):
        service.ask()
    service.clock.advance(OPEN_S)
    threads = [threading.Thread(target=service.ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert service.calls == FAILURES + 1


def test_a_call_within_its_time_gives_what_the_adapter_gives() -> None:
    abandoned = AbandonedCalls()
    assert Deadline(Acting(lambda call: 5), abandoned).call(a_call(a_tool())) == ToolOutput(5)
    with pytest.raises(ToolRejected, match="no"):
        Deadline(raising(ToolRejected("no")), abandoned).call(a_call(a_tool()))


def test_a_defect_of_an_adapter_comes_through_the_deadline() -> None:
    with pytest.raises(ZeroDivisionError):
        Deadline(raising(ZeroDivisionError()), AbandonedCalls()).call(a_call(a_tool()))


def test_a_call_that_gets_no_thread_was_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    with pytest.raises(ToolBusy, match="not sent: can't start new thread"):
        Deadline(never_called(), AbandonedCalls()).call(a_call(a_tool()))


def test_a_call_that_outlives_its_time_runs_in_a_daemon_thread() -> None:
    let_go = threading.Event()
    seen: list[bool] = []

    def act(call: ToolCall) -> Json:
        seen.append(threading.current_thread().daemon)
        let_go.wait(10)
        return None

    with pytest.raises(ToolInDoubt, match="no answer within 0.01 s"):
        Deadline(Acting(act), AbandonedCalls()).call(a_call(a_tool(), timeout_s=0.01))
    let_go.set()
    assert seen == [True]


def test_an_output_within_the_limit_passes() -> None:
    text = "x" * (OUTPUT_LIMIT - 2)
    assert ResultCap(Acting(lambda call: text)).call(a_call(a_tool())).value == text


@pytest.mark.parametrize("value", ["x" * OUTPUT_LIMIT, float("nan"), "\ud800", {"a": 2**63}])
def test_an_output_that_does_not_fit_is_left_out_for_a_write_and_breaks_a_read(
    value: Json,
) -> None:
    cap = ResultCap(Acting(lambda call: value))
    assert cap.call(a_call(a_write())) == ToolOutput(None, known=False)
    with pytest.raises(ToolBroken, match="find_person gave back what cannot be kept"):
        cap.call(a_call(a_tool()))
