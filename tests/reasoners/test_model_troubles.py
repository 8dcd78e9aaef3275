"""What the endpoint answers instead of a reply: final, passing, or the money is spent."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from core.clock import ManualClock
from core.errors import BudgetSpent, ModelUnavailable
from tests.model_server.replies import Say, fail
from tests.model_server.server import ModelServer, Script
from tests.reasoners.asking import (
    KEY,
    NOW,
    PLAN,
    SAY_ANSWER,
    SAY_PLAN,
    answer_request,
    called,
    plan_request,
)
from tests.reasoners.conftest import ModelAt


@pytest.mark.parametrize("status", [401, 403, 404, 301])
def test_a_final_refusal_is_sent_once_and_told_without_the_key(
    model_at: ModelAt, status: int
) -> None:
    with ModelServer(Script(fail(status, f"Incorrect API key provided: {KEY}."))) as server:
        model = model_at(server)
        for ask in (lambda: model.plan(plan_request()), lambda: model.answer(answer_request())):
            with pytest.raises(ModelUnavailable) as raised:
                ask()
            assert raised.value.final
            assert str(status) in str(raised.value)
            assert KEY not in str(raised.value) and "canary" not in str(raised.value)
    assert server.ledger.calls == 1


@pytest.mark.parametrize(
    "words",
    [
        "The model `canary-9` does not exist",
        "/chat/completions: Invalid model name passed in model=canary-9. Call `/v1/models`",
        "canary-9 is not a valid model ID",
        "Unknown model: canary-9",
        "model 'canary-9' not found",
        "Model Not Exist",
        "The model canary-9 is no longer available",
    ],
)
def test_an_unknown_model_is_final_even_where_the_refusal_is_a_400(
    model_at: ModelAt, words: str
) -> None:
    with ModelServer(Script(fail(400, words))) as server:
        model = model_at(server)
        for prompt in ("one", "two"):
            with pytest.raises(ModelUnavailable) as raised:
                model.plan(plan_request(prompt=prompt))
            assert raised.value.final
    assert server.ledger.calls == 1


@pytest.mark.parametrize(
    "words",
    [
        "Model canary-9: response_format json_schema is not supported",
        "'response_format' of type 'json_schema' is not supported with this model.",
        "Invalid model parameter: response_format",
        "response_format json_schema: unsupported model for structured outputs",
    ],
)
def test_a_parameter_that_a_model_refuses_is_not_taken_for_an_unknown_model(
    model_at: ModelAt, words: str
) -> None:
    with ModelServer(Script(fail(400, words), called(PLAN))) as server:
        model_at(server).plan(plan_request())
    assert server.ledger.calls == 2


WAITS = {
    "2": 2.0,
    "0": 0.0,
    "1e9": 30.0,
    "-5": 0.0,
    "soon": 0.0,
    "nan": 0.0,
    formatdate(NOW + 7, usegmt=True): 7.0,
    "Thu, 99 Nev 2026": 0.0,
}


@pytest.mark.parametrize(("given", "asked"), WAITS.items())
def test_retry_after_is_honoured_within_reason(
    model_at: ModelAt, clock: ManualClock, given: str, asked: float
) -> None:
    with ModelServer(Script(fail(429, "slow down", retry_after=given), SAY_PLAN)) as server:
        model_at(server).plan(plan_request())
    assert clock.slept == [asked + 0.5]


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 504, 529])
def test_passing_troubles_are_retried_with_growing_waits(
    model_at: ModelAt, clock: ManualClock, status: int
) -> None:
    trouble = fail(status, "try again")
    with ModelServer(Script(trouble, trouble, trouble, SAY_PLAN)) as server:
        thought = model_at(server).plan(plan_request())
    assert clock.slept == [0.5, 1.0, 2.0]
    assert thought.usage.model_calls == server.ledger.calls == 4


def test_retries_are_bounded_and_a_silent_endpoint_is_left_alone(
    model_at: ModelAt, clock: ManualClock
) -> None:
    with ModelServer(lambda request: fail(503, "overloaded")) as server:
        model = model_at(server)
        finals = []
        for number in range(6):
            with pytest.raises(ModelUnavailable) as raised:
                model.plan(plan_request(prompt=f"task {number}"))
            finals.append(raised.value.final)
    assert server.ledger.calls == 4 + 1 + 1
    assert finals == [False, False, True, True, True, True]
    assert len(clock.slept) == 3


SPENT = {
    "402": fail(402, "Payment required"),
    "insufficient quota": fail(
        429, {"message": "You exceeded your current quota", "code": "insufficient_quota"}
    ),
    "a proxy's budget, as 400": fail(
        400, {"message": "ExceededBudget: Crossed budget", "type": "budget_exceeded"}
    ),
    "a proxy's budget, as 429": fail(429, "Budget has been exceeded! Current cost: 3.1"),
    "low credit": fail(400, "Your credit balance is too low to access the API."),
    "insufficient credits": fail(403, "Insufficient credits. Add more credits."),
    "insufficient balance": fail(402, "Insufficient Balance"),
    "in a 200": Say(raw=b'{"error": {"message": "Budget exceeded", "code": 402}}'),
    "a team's credits": fail(
        403, "Your team has used all available credits or reached its monthly spending limit."
    ),
    "a cap": fail(429, "Your project has exceeded its monthly spending cap."),
    "a credit limit": fail(429, "Credit limit exceeded, please navigate to billing."),
    "a key's budget": fail(429, "The budget for this key (3.00 USD) has been exceeded"),
    "a budget's limit": fail(429, "Monthly budget limit exceeded"),
    "a key's limit": fail(403, "Key limit exceeded (total limit)."),
    "a usage limit": fail(400, "You have reached your specified API usage limits."),
    "not enough credits": fail(429, "Not enough credits"),
    "used up": fail(429, "Your credits have been used up."),
    "a cost cap": fail(400, "cost cap exceeded for team ops"),
    "a month's quota": fail(429, "Monthly quota exceeded"),
    "out of budget": fail(403, "This key is out of budget"),
    "what can be afforded": fail(403, "You requested 4000 tokens, but can only afford 12"),
}


@pytest.mark.parametrize("say", SPENT.values(), ids=SPENT)
def test_when_the_money_is_spent_nothing_more_is_asked(model_at: ModelAt, say: Say) -> None:
    with ModelServer(Script(say)) as server:
        model = model_at(server)
        for number in range(3):
            with pytest.raises(BudgetSpent):
                model.plan(plan_request(prompt=f"task {number}"))
    assert server.ledger.calls == 1


@pytest.mark.parametrize(
    "said",
    [
        "Quota exceeded for quota metric 'Generate Content API requests per minute'",
        "Usage limit reached, try again in 20s",
    ],
)
def test_a_rate_limit_is_not_taken_for_an_empty_purse(model_at: ModelAt, said: str) -> None:
    with ModelServer(Script(fail(429, said), SAY_PLAN)) as server:
        assert model_at(server).plan(plan_request()).value["steps"]
    assert server.ledger.calls == 2


PASSING = {
    "dropped": Say(drop="at once"),
    "broken off": Say(drop="midway"),
    "an error in a 200": Say(raw=b'{"error": {"message": "upstream overloaded"}}'),
    "a web page": Say(raw=b"<html>gateway</html>", headers={"content-type": "text/html"}),
    "an empty body": Say(raw=b""),
    "half a body": Say(raw=b'{"choices": [{"message": {"content": "{}'),
}


@pytest.mark.parametrize("say", PASSING.values(), ids=PASSING)
def test_an_answer_that_is_none_is_retried(model_at: ModelAt, say: Say) -> None:
    with ModelServer(Script(say, SAY_PLAN)) as server:
        thought = model_at(server).plan(plan_request())
    assert thought.value["steps"]
    assert server.ledger.calls == 2


def test_a_call_that_may_have_been_billed_counts_at_its_most(model_at: ModelAt) -> None:
    with ModelServer(Script(Say(drop="midway"), SAY_ANSWER)) as server:
        usage = model_at(server).answer(answer_request()).usage
    assert usage.estimated
    assert usage.completion_tokens > 700


def test_a_trickled_reply_meets_the_total_deadline(model_at: ModelAt) -> None:
    with ModelServer(Script(Say(drop="trickle"), SAY_PLAN)) as server:
        started = time.monotonic()
        assert model_at(server, timeout_s=0.2).plan(plan_request()).value["steps"]
    assert time.monotonic() - started < 2.0


def test_nobody_listening_is_told_in_one_line(model_at: ModelAt) -> None:
    with pytest.raises(ModelUnavailable) as raised:
        model_at("http://127.0.0.1:9/v1").plan(plan_request())
    assert "cannot connect" in str(raised.value)
    assert "\n" not in str(raised.value)
    assert raised.value.usage.tokens == 0
