"""How structure is asked for, and what the endpoint's refusals teach."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from core.action import Usage
from core.errors import ModelUnavailable
from reasoners.reserving import Reserving
from tests.model_server.provider_rules import Abilities
from tests.model_server.replies import Say, fail, say_json
from tests.model_server.server import ModelServer, Script
from tests.reasoners.asking import (
    PLAN,
    SAY_ANSWER,
    SAY_PLAN,
    answer_request,
    called,
    plan_request,
    repair_request,
)
from tests.reasoners.conftest import ModelAt


def test_a_provider_accepts_the_three_schemas_as_strict(model_at: ModelAt) -> None:
    repaired = say_json({"args": [{"name": "amount", "value": "12"}]})
    with ModelServer(Script(SAY_PLAN, SAY_ANSWER, repaired)) as server:
        model = model_at(server)
        plan = model.plan(plan_request()).value
        answer = model.answer(answer_request()).value
        args = model.repair(repair_request({"amount": 1200}, "too much")).value
    assert plan["steps"][0]["args"] == {"email": "a@b.test"}
    assert answer == "They are on the pro plan."
    assert args == {"amount": 12}
    formats = [request["response_format"]["json_schema"] for request in server.ledger.requests]
    assert [shape["strict"] for shape in formats] == [True, True, True]
    assert not server.ledger.complaints


LADDER = [
    (Abilities(json_schema=False), called(PLAN), called({"answer": "Yes."}, "answer"), 1),
    (Abilities(json_schema=False, tools=False), SAY_PLAN, SAY_ANSWER, 2),
    (Abilities(json_schema=False, tools=False, json_mode=False), SAY_PLAN, SAY_ANSWER, 3),
]


@pytest.mark.parametrize(("abilities", "plan", "answer", "refusals"), LADDER)
def test_what_the_endpoint_lacks_is_asked_for_once_in_a_run(
    model_at: ModelAt, abilities: Abilities, plan: Say, answer: Say, refusals: int
) -> None:
    with ModelServer(Script(plan, answer), abilities=abilities) as server:
        model = model_at(server)
        assert model.plan(plan_request()).value["answer_needs"] == ["s1.plan"]
        model.answer(answer_request())
    assert server.ledger.calls == refusals + 2
    assert server.ledger.replies == 2


def test_a_reasoning_model_is_asked_without_temperature_from_then_on(model_at: ModelAt) -> None:
    with ModelServer(Script(SAY_PLAN, SAY_ANSWER), abilities=Abilities(reasoning=True)) as server:
        model = model_at(server)
        model.plan(plan_request())
        model.answer(answer_request())
    assert ["temperature" in request for request in server.ledger.requests] == [True, False, False]
    assert all("max_completion_tokens" in request for request in server.ledger.requests)


def test_an_older_endpoint_gets_max_tokens(model_at: ModelAt) -> None:
    abilities = Abilities(max_completion_tokens=False)
    with ModelServer(Script(SAY_PLAN), abilities=abilities) as server:
        model_at(server).plan(plan_request())
    assert server.ledger.requests[-1]["max_tokens"] == 2000
    assert server.ledger.calls == 2


def test_an_endpoint_that_takes_no_limit_gets_none(model_at: ModelAt) -> None:
    abilities = Abilities(max_completion_tokens=False, any_limit=False)
    with ModelServer(Script(SAY_PLAN), abilities=abilities) as server:
        model_at(server).plan(plan_request())
    assert not {"max_tokens", "max_completion_tokens"} & set(server.ledger.requests[-1])


def test_a_structure_that_is_accepted_and_ignored_is_given_up(model_at: ModelAt) -> None:
    prose = Say("I would look up the account first.")
    with ModelServer(Script(prose, called(PLAN))) as server:
        plan = model_at(server).plan(plan_request()).value
    assert plan["steps"][0]["tool"] == "lookup_account"
    assert "tools" in server.ledger.requests[1]


def test_many_threads_learn_together_and_refusals_stay_few(model_at: ModelAt) -> None:
    abilities = Abilities(json_schema=False, reasoning=True)
    with ModelServer(lambda request: called(PLAN), abilities=abilities) as server:
        model = model_at(server)
        requests = [plan_request(prompt=f"Look up a{n}@b.test") for n in range(8)]
        threads = [threading.Thread(target=model.plan, args=(one,)) for one in requests]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        refused = server.ledger.calls - 8
        model.plan(plan_request())
    assert 2 <= refused <= 16
    assert server.ledger.calls == refused + 9


def test_a_question_too_long_is_not_taken_for_a_refused_parameter(model_at: ModelAt) -> None:
    said = "This model's maximum context length is 8192 tokens, reduce messages or functions."
    with ModelServer(Script(fail(400, said), SAY_ANSWER)) as server:
        model = model_at(server)
        with pytest.raises(ModelUnavailable, match="maximum context"):
            model.plan(plan_request())
        model.answer(answer_request())
    assert all("response_format" in request for request in server.ledger.requests)


def test_a_router_without_an_endpoint_for_the_parameters_is_asked_otherwise(
    model_at: ModelAt,
) -> None:
    said = "No endpoints found that can handle the requested parameters: response_format"
    with ModelServer(Script(fail(404, said), called(PLAN))) as server:
        assert model_at(server).plan(plan_request()).value["steps"]


def test_identical_questions_are_asked_once(model_at: ModelAt) -> None:
    with ModelServer(Script(SAY_PLAN)) as server:
        model = model_at(server)
        request = plan_request()
        first = model.plan(request)
        other = model.plan(replace(request, task=replace(request.task, id="t2")))
    assert other.value == first.value
    assert (first.usage.model_calls, other.usage.model_calls) == (1, 0)
    assert server.ledger.calls == 1


def noting(reserves: list[int]) -> Reserving:
    """Write down the completion tokens that are reserved."""

    def reserve(most: Usage) -> None:
        reserves.append(most.completion_tokens)

    return lambda request: reserve


def test_a_limit_that_is_ignored_is_relied_on_no_more(model_at: ModelAt) -> None:
    long = say_json({"answer": "word " * 1_000})
    with ModelServer(Script(long, long, long)) as server:
        reserves: list[int] = []
        model = model_at(server, reserving=noting(reserves))
        for number in range(3):
            model.answer(answer_request(prompt=f"Tell me {number}."))
    sent = [[key for key in one if "max_" in key] for one in server.ledger.requests]
    assert sent == [["max_completion_tokens"], ["max_tokens"], []]
    assert reserves[2] > 100_000 > reserves[1] == reserves[0]
