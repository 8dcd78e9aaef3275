"""What requests cost: told, estimated or at their most; and what the journal holds before each."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from app.result_entry import usage_of
from checkpoints.memory import MemoryJournal
from core.action import Usage
from core.clock import ManualClock
from core.errors import BudgetSpent, ModelUnavailable
from reasoners.budget import Budget, Caps
from reasoners.journaled import journaled
from reasoners.reserving import reserving
from tests.model_server.replies import Say, fail
from tests.model_server.server import ModelServer, Script
from tests.reasoners.asking import SAY_PLAN, plan_request
from tests.reasoners.conftest import ModelAt

ODD_USAGE = (
    '{"prompt_tokens": 9223372036854775807, "completion_tokens": 1}',
    '{"prompt_tokens": 1e400, "completion_tokens": NaN}',
    '{"prompt_tokens": ' + "9" * 4001 + ', "completion_tokens": 1}',
    '{"prompt_tokens": -5, "completion_tokens": true}',
    '["many"]',
)


@pytest.mark.parametrize("usage", ODD_USAGE, ids=range(len(ODD_USAGE)))
def test_an_odd_usage_is_estimated_and_the_reply_taken(model_at: ModelAt, usage: str) -> None:
    body = completion(SAY_PLAN, usage)
    with ModelServer(Script(Say(raw=body))) as server:
        thought = model_at(server).plan(plan_request())
    assert server.ledger.calls == 1
    assert thought.usage.estimated and 0 < thought.usage.tokens < 100_000


def test_usage_in_whole_numbers_with_a_point_is_taken_as_told(model_at: ModelAt) -> None:
    body = completion(SAY_PLAN, '{"prompt_tokens": 350.0, "completion_tokens": 20}')
    with ModelServer(Script(Say(raw=body))) as server:
        usage = model_at(server).plan(plan_request()).usage
    assert (usage.prompt_tokens, usage.completion_tokens, usage.estimated) == (350, 20, False)


def completion(say: Say, usage: str) -> bytes:
    """The body of a reply with a usage that no JSON writer would write."""
    message = {"role": "assistant", "content": say.content}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    head = json.dumps({"id": "c", "object": "chat.completion", "choices": [choice]})
    return f'{head[:-1]}, "usage": {usage}}}'.encode()


SILENT = {
    "cut before it said anything": '{"message": {"content": ""}, "finish_reason": "length"}',
    "nothing": "",
}


@pytest.mark.parametrize("choice", SILENT.values(), ids=SILENT)
def test_where_nobody_says_what_was_billed_a_reply_that_shows_nothing_counts_at_its_most(
    model_at: ModelAt, choice: str
) -> None:
    raw = Say(raw=f'{{"choices": [{choice}]}}'.encode())
    with ModelServer(Script(raw, raw)) as server:
        with pytest.raises(ModelUnavailable) as raised:
            model_at(server).plan(plan_request())
    assert raised.value.usage.completion_tokens >= 2 * 2000


def test_what_an_error_says_it_billed_is_counted(model_at: ModelAt) -> None:
    billed = {"prompt_tokens": 9, "completion_tokens": 4}
    error = json.dumps({"error": {"message": "overloaded"}, "usage": billed})
    with ModelServer(Script(Say(raw=error.encode()), SAY_PLAN)) as server:
        usage = model_at(server).plan(plan_request()).usage
    assert usage.tokens == 13 + server.ledger.bills[-1]["total_tokens"]


@pytest.mark.parametrize(("status", "counted"), [(503, False), (502, True), (504, True)])
def test_a_gateway_that_heard_no_answer_may_have_been_billed_for_one(
    model_at: ModelAt, status: int, counted: bool
) -> None:
    with ModelServer(Script(fail(status, "upstream"), SAY_PLAN)) as server:
        usage = model_at(server).plan(plan_request()).usage
    assert (usage.tokens > server.ledger.bills[-1]["total_tokens"] + 2000) is counted


def test_a_cap_on_seconds_ends_the_wait_for_an_answer_and_the_pause_before_the_next(
    model_at: ModelAt, clock: ManualClock
) -> None:
    slow = fail(429, "slow down", retry_after="20")
    with ModelServer(Script(slow, SAY_PLAN)) as server:
        with pytest.raises(BudgetSpent, match="cap of 2 s"):
            model_at(server, Budget(clock, run=Caps(seconds=2))).plan(plan_request())
    assert (clock.slept, server.ledger.calls) == ([2.0], 1)
    with ModelServer(Script(replace(SAY_PLAN, seconds=30.0))) as server:
        budget = Budget(clock, run=Caps(seconds=0.2))
        with pytest.raises((BudgetSpent, ModelUnavailable)):
            model_at(server, budget, timeout_s=60.0).plan(plan_request())


GONE = Say(drop="at once")
CUT = Say('{"steps": [', finish="length")
LESSONS = tuple(
    fail(400, f"unknown parameter {name}")
    for name in (
        *("response_format", "tools", "response_format"),
        *("temperature", "max_completion_tokens", "max_tokens"),
    )
)


@pytest.mark.parametrize(
    "says",
    [(GONE,) * 4, (CUT, *(GONE,) * 4), (*LESSONS, *(GONE,) * 4), (*LESSONS, CUT, *(GONE,) * 4)],
    ids=["one reply", "two replies", "while learning", "two replies while learning"],
)
def test_before_each_request_the_journal_holds_what_all_of_them_can_have_cost(
    model_at: ModelAt, clock: ManualClock, says: tuple[Say, ...]
) -> None:
    journal = MemoryJournal(clock)
    script, held = Script(*says), []

    def answer(request: dict[str, Any]) -> Say:
        held.append(costs(journal))
        return script(request)

    with ModelServer(answer) as server:
        model = journaled(model_at(server, reserving=reserving(journal, "run")), journal, "run")
        with pytest.raises(ModelUnavailable) as raised:
            model.plan(plan_request())
    spent = raised.value.usage
    assert [one.model_calls for one in held] == list(range(1, len(says) + 1))
    assert held[-1].tokens == spent.tokens > 0  # the last answer was cut off: it counts in full
    assert costs(journal) == spent


def costs(journal: MemoryJournal) -> Usage:
    """What a resume would count for the thoughts of the task: the reserve of those cut off."""
    return sum(map(usage_of, journal.history("t1")), Usage())
