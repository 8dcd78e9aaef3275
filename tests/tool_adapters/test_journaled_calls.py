"""The journal round a call: intents first, outcomes before they are seen, nothing done twice."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from checkpoints.journal import SqliteJournal
from core.action import InDoubt, Outcome
from core.errors import (
    StoreError,
    ToolBroken,
    ToolBusy,
    ToolError,
    ToolInDoubt,
    ToolRejected,
)
from core.json_values import Json
from core.seams import ToolCall
from core.tool import Tool
from tests.tool_adapters.builders import Acting, a_call, a_tool, a_write, never_called, raising
from tool_adapters.outcomes import outcome_of_error, outcome_of_output
from tool_adapters.wrappers.abandoned import AbandonedCalls
from tool_adapters.wrappers.deadline import Deadline
from tool_adapters.wrappers.journaled import Journaled, attempt_of

NOTE: dict[str, Json] = {"email": "a@x.test", "note": "hello"}


def journaled(inner: Acting, journal: SqliteJournal) -> Journaled:
    return Journaled(inner, journal, AbandonedCalls())


def test_a_write_is_intended_before_it_leaves(journal: SqliteJournal) -> None:
    def act(call: ToolCall) -> Json:
        known = journal.recall(call.action)
        assert isinstance(known, InDoubt) and known.attempt.args == NOTE
        return {"ok": True}

    output = journaled(Acting(act), journal).call(a_call(a_write(), NOTE))
    assert output.value == {"ok": True}


def test_an_intent_that_cannot_be_stored_keeps_the_call_from_leaving(
    journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(attempt: object) -> None:
        raise StoreError("disk full")

    monkeypatch.setattr(journal, "intend", full)
    with pytest.raises(StoreError):
        journaled(never_called(), journal).call(a_call(a_write(), NOTE))


def test_an_outcome_that_cannot_be_stored_is_told_to_nobody(
    journal: SqliteJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(attempt: object, outcome: object) -> None:
        raise StoreError("disk full")

    monkeypatch.setattr(journal, "settle", full)
    with pytest.raises(StoreError):
        journaled(Acting(lambda call: "done"), journal).call(a_call(a_write(), NOTE))


@pytest.mark.parametrize("tool", [a_tool(), a_write()], ids=["read", "write"])
def test_a_done_call_is_answered_from_the_journal_whatever_the_attempt(
    journal: SqliteJournal, tool: Tool
) -> None:
    call = a_call(tool, NOTE)
    journaled(Acting(lambda call: [1, 2]), journal).call(call)
    again = journaled(never_called(), journal)
    assert again.call(call).value == [1, 2]
    assert again.call(replace(call, attempt=3)).value == [1, 2]


@pytest.mark.parametrize(
    "error",
    [
        ToolBusy("later", status=429, retry_after=3.0),
        ToolRejected("no such order", status=404),
        ToolRejected("forbidden", status=403, final=True),
        ToolInDoubt("time-out", status=504),
    ],
    ids=["busy", "rejected", "final", "in doubt"],
)
def test_a_recorded_end_is_replayed_as_it_was(journal: SqliteJournal, error: ToolError) -> None:
    call = a_call(a_write(), NOTE)
    with pytest.raises(type(error)):
        journaled(raising(error), journal).call(call)
    with pytest.raises(type(error)) as replayed:
        journaled(never_called(), journal).call(call)
    assert vars(replayed.value) == vars(error)


def test_a_busy_attempt_is_followed_by_a_real_one_with_the_same_key(
    journal: SqliteJournal,
) -> None:
    call = a_call(a_write(), NOTE)
    with pytest.raises(ToolBusy):
        journaled(raising(ToolBusy("later")), journal).call(call)
    second = Acting(lambda call: call.idempotency_key)
    output = journaled(second, journal).call(replace(call, attempt=2))
    assert output.value == call.idempotency_key


def test_a_given_up_action_is_broken_with_its_words(journal: SqliteJournal) -> None:
    call = a_call(a_write(), NOTE)
    journal.intend(attempt_of(call))
    journal.settle(attempt_of(call), Outcome("in_doubt", message="time-out"))
    journal.settle(attempt_of(call), Outcome("given_up", message="gave up", by="person"))
    with pytest.raises(ToolBroken, match="gave up"):
        journaled(never_called(), journal).call(replace(call, attempt=2))


def test_a_write_cut_off_by_a_crash_is_in_doubt(journal: SqliteJournal) -> None:
    call = a_call(a_write(), NOTE)
    journal.intend(attempt_of(call))
    with pytest.raises(ToolInDoubt, match="process ended"):
        journaled(never_called(), journal).call(call)


@pytest.mark.parametrize("idempotency", ["none", "reconcile"])
def test_a_write_in_doubt_without_key_is_never_made_again(
    journal: SqliteJournal, idempotency: str
) -> None:
    call = a_call(a_write(idempotency=idempotency), NOTE)
    with pytest.raises(ToolInDoubt):
        journaled(raising(ToolInDoubt("time-out")), journal).call(call)
    with pytest.raises(ToolInDoubt, match="time-out"):
        journaled(never_called(), journal).call(replace(call, attempt=2))


@pytest.mark.parametrize("idempotency", ["key", "natural"])
def test_a_write_in_doubt_that_may_be_repeated_is_made_again(
    journal: SqliteJournal, idempotency: str
) -> None:
    call = a_call(a_write(idempotency=idempotency), NOTE)
    with pytest.raises(ToolInDoubt):
        journaled(raising(ToolInDoubt("time-out")), journal).call(call)
    inner = Acting(lambda call: "done")
    assert journaled(inner, journal).call(replace(call, attempt=2)).value == "done"


def test_an_attempt_that_was_refused_before_a_later_one_is_refused_again(
    journal: SqliteJournal,
) -> None:
    call = a_call(a_write(), NOTE)
    with pytest.raises(ToolInDoubt):
        journaled(raising(ToolInDoubt("time-out")), journal).call(replace(call, attempt=2))
    with pytest.raises(ToolBusy):
        journaled(never_called(), journal).call(call)


def test_arguments_that_cannot_be_stored_are_never_sent(journal: SqliteJournal) -> None:
    call = a_call(a_write(), {"email": "a\ud800", "note": "x"})
    with pytest.raises(ToolRejected, match="lone surrogate"):
        journaled(never_called(), journal).call(call)
    assert journal.history("t1") == ()


def test_words_of_an_error_that_cannot_be_stored_are_cleaned(journal: SqliteJournal) -> None:
    with pytest.raises(ToolRejected) as told:
        journaled(raising(ToolRejected("bad \ud800 name")), journal).call(a_call(a_tool()))
    assert told.value.message == "bad ? name"


class Held:
    """A call that goes on until it is let go."""

    def __init__(self, error: Exception | None = None) -> None:
        self.let_go = threading.Event()
        self._error = error

    def __call__(self, call: ToolCall) -> Json:
        assert self.let_go.wait(10)
        if self._error is not None:
            raise self._error
        return "late"


def abandon(inner: Acting, journal: SqliteJournal, call: ToolCall) -> Journaled:
    """Make a call that outlives its time limit."""
    abandoned = AbandonedCalls()
    tools = Journaled(Deadline(inner, abandoned), journal, abandoned)
    with pytest.raises(ToolInDoubt) as told:
        tools.call(call)
    assert told.value.retry_after is not None
    return tools


def next_answer(tools: Journaled, call: ToolCall) -> Outcome:
    """Ask with further attempts until the abandoned call has ended; return what came of it."""
    for number in range(2, 1000):
        try:
            return outcome_of_output(tools.call(replace(call, attempt=number)))
        except ToolError as error:
            if "still running" not in error.message:
                return outcome_of_error(error)
        threading.Event().wait(0.005)
    raise AssertionError("never ended")


def test_while_an_abandoned_call_runs_its_action_gets_no_further_attempt(
    journal: SqliteJournal,
) -> None:
    held = Held()
    inner = Acting(held)
    call = a_call(a_write(), NOTE, timeout_s=0.01)
    tools = abandon(inner, journal, call)
    with pytest.raises(ToolInDoubt, match="still running"):
        tools.call(replace(call, attempt=2))
    held.let_go.set()
    assert next_answer(tools, call).output == "late"
    assert journal.recall(call.action) == Outcome("done", output="late")
    assert len(inner.calls) == len(journal.history("t1")) == 1


def test_a_late_rejection_is_what_the_next_attempt_gets(journal: SqliteJournal) -> None:
    held = Held(ToolRejected("too late", status=422))
    inner = Acting(held)
    call = a_call(a_write(idempotency="none"), NOTE, timeout_s=0.01)
    tools = abandon(inner, journal, call)
    held.let_go.set()
    assert next_answer(tools, call).message == "too late"
    assert journal.recall(call.action) == Outcome("rejected", message="too late", status=422)
    assert len(inner.calls) == 1


def test_an_abandoned_call_that_fails_by_a_defect_stays_in_doubt(journal: SqliteJournal) -> None:
    held = Held(RuntimeError("bug"))
    call = a_call(a_write(idempotency="none"), NOTE, timeout_s=0.01)
    tools = abandon(Acting(held), journal, call)
    held.let_go.set()
    assert next_answer(tools, call).kind == "in_doubt"
    with pytest.raises(ToolInDoubt, match="RuntimeError"):
        tools.call(replace(call, attempt=1000))
