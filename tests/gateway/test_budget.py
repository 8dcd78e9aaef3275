"""A budget holds whatever happens at once."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from gateway.own_prices import own_prices
from tests.gateway import model
from tests.gateway.conftest import StartGateway
from tests.gateway.running import Answer, LocalGateway
from tests.gateway.upstream import Received, Reply, ScriptedUpstream, events, whole

ASK: dict[str, Any] = {"model": "m", "messages": [], "max_tokens": 10}
SIZE = len(json.dumps(ASK))
# One picodollar is a millionth of a dollar per million tokens, so that a cost is a count of tokens.
PRICES = own_prices(["m=0.000001,0.000001"], None)
CALL = SIZE + 10


def exactly(prompt: int, completion: int) -> bytes:
    usage = {"prompt_tokens": prompt, "completion_tokens": completion}
    return json.dumps({"choices": [], "usage": usage}).encode()


def at_once(gateway: LocalGateway, calls: int, body: dict[str, Any]) -> list[Answer]:
    with ThreadPoolExecutor(calls) as pool:
        return list(pool.map(lambda _: gateway.call(body), range(calls)))


@pytest.mark.parametrize("streamed", [False, True], ids=["whole", "streamed"])
def test_of_a_hundred_calls_at_once_a_budget_for_37_lets_37_pass(
    start: StartGateway, upstream: ScriptedUpstream, streamed: bool
) -> None:
    """Upstream answers nothing before every other call has been refused."""
    body = {**ASK, "stream": True} if streamed else ASK
    size = len(json.dumps(body))
    all_refused, refused = threading.Event(), threading.Semaphore(0)
    usage = {"prompt_tokens": size, "completion_tokens": 10}
    last = model.event({"choices": [], "usage": usage}) + b"data: [DONE]\n\n"
    answer = exactly(size, 10)

    def hold(received: Received) -> Reply:
        reply = events(last) if streamed else whole(answer)
        return Reply(reply.status, reply.headers, reply.pieces, before=all_refused)

    upstream.script = hold
    gateway = start(budget=37 * (size + 10) + 5, prices=PRICES)

    def call(_: int) -> Answer:
        got = gateway.call(body)
        if got.status == 402:
            refused.release()
        return got

    with ThreadPoolExecutor(100) as pool:
        futures = [pool.submit(call, i) for i in range(100)]
        for _ in range(63):
            assert refused.acquire(timeout=20)
        all_refused.set()
        answers = [future.result() for future in futures]

    assert sorted(a.status for a in answers) == [200] * 37 + [402] * 63
    assert len(upstream.received) == upstream.completed == 37
    shown = gateway.usage()
    assert shown["total"]["calls"] == 37
    assert shown["total"]["prompt_tokens"] == 37 * size
    assert shown["total"]["completion_tokens"] == 37 * 10
    assert shown["total"]["estimated_calls"] == 0
    assert shown["total"]["cost_usd"] <= shown["keys"][0]["budget_usd"]
    assert shown["refused"] == {"budget_exceeded": 63}


def test_a_refusal_for_money_has_the_shape_that_openai_clients_know(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    answer = start(budget=0, prices=PRICES).call(ASK)

    assert answer.status == 402
    assert answer.header("content-type") == "application/json"
    assert set(answer.error) == {"message", "type", "param", "code"}
    assert (answer.error["type"], answer.error["code"]) == ("insufficient_quota", "budget_exceeded")
    assert answer.error["param"] is None
    assert upstream.received == []


def test_what_a_call_did_not_use_is_there_for_the_next(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = lambda received: whole(exactly(1, 0))
    gateway = start(budget=CALL + 4, prices=PRICES)

    assert [gateway.call(ASK).status for _ in range(7)] == [200] * 5 + [402] * 2


def test_a_smaller_call_still_fits_where_a_larger_one_does_not(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = lambda received: whole(exactly(1, 1))
    gateway = start(budget=CALL, prices=PRICES)

    assert gateway.call({**ASK, "max_tokens": 99}).status == 402
    assert gateway.call(ASK).status == 200


def test_what_is_spent_stays_spent_when_the_gateway_starts_again(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = lambda received: whole(exactly(SIZE, 10))
    first = start(budget=2 * CALL, prices=PRICES)
    first.call(ASK)
    first.stop()

    second = start(budget=2 * CALL, prices=PRICES)

    assert [second.call(ASK).status for _ in range(2)] == [200, 402]


def test_models_can_be_listed_when_the_budget_is_spent(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = model.answer

    assert start(budget=0).get("/v1/models").status == 200


SOUND = {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}
REFUSED_UNDER_A_BUDGET: dict[str, dict[str, Any]] = {
    "unknown model": {"model": "nobody-knows", "messages": [], "max_tokens": 1},
    "web search": {**ASK, "web_search_options": {}},
    "spoken answer": {**ASK, "audio": {"voice": "alloy"}},
    "heard question": {**ASK, "messages": [{"role": "user", "content": [SOUND]}]},
    "earlier spoken answer": {**ASK, "messages": [{"role": "assistant", "audio": {"id": "a"}}]},
    "painted answer": {**ASK, "modalities": ["image", "text"]},
    "other models too": {**ASK, "models": ["dearer"]},
    "dearer tier": {**ASK, "service_tier": "priority"},
    "no limit known": {"model": "m", "messages": []},
}


@pytest.mark.parametrize("body", REFUSED_UNDER_A_BUDGET.values(), ids=REFUSED_UNDER_A_BUDGET.keys())
def test_a_call_whose_largest_cost_is_unknown_is_refused_under_a_budget(
    start: StartGateway, upstream: ScriptedUpstream, body: dict[str, Any]
) -> None:
    answer = start(prices=PRICES).call(body)

    assert (answer.status, answer.error["code"]) == (403, "unknown_price")
    assert upstream.received == []


@pytest.mark.parametrize("body", REFUSED_UNDER_A_BUDGET.values(), ids=REFUSED_UNDER_A_BUDGET.keys())
def test_without_a_budget_the_same_call_passes(
    start: StartGateway, upstream: ScriptedUpstream, body: dict[str, Any]
) -> None:
    upstream.script = model.answer

    assert start(budget=None, prices=PRICES).call(body).status == 200


RESERVED: dict[str, tuple[dict[str, Any], int]] = {
    "the request's limit": ({"max_tokens": 10}, 10),
    "its newer name": ({"max_completion_tokens": 20}, 20),
    "the larger of both": ({"max_tokens": 30, "max_completion_tokens": 20}, 30),
    "once per choice": ({"max_tokens": 10, "n": 3}, 30),
    "the operator's word": ({}, 100),
    "the operator's word per choice": ({"n": 2}, 200),
}


def test_the_largest_numbers_that_a_caller_can_name_fit_into_the_books(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = lambda received: whole(b"no answer that can be read")
    dear = own_prices(["dear=1000000,1000000"], None)
    gateway = start(budget=None, prices=dear)

    for _ in range(3):
        assert gateway.call({**ASK, "model": "dear", "n": 10**7, "max_tokens": 10**7}).status == 200

    assert gateway.usage()["total"]["cost_usd"] == pytest.approx(3 * 10**6)


@pytest.mark.parametrize(("limits", "answer"), RESERVED.values(), ids=RESERVED.keys())
def test_a_call_reserves_its_bytes_and_its_longest_answer(
    start: StartGateway, upstream: ScriptedUpstream, limits: dict[str, int], answer: int
) -> None:
    body = {"model": "m", "messages": [], **limits}
    most = len(json.dumps(body)) + answer
    upstream.script = lambda received: whole(exactly(1, 1))
    gateway = start(budget=most - 1, prices=PRICES, longest_answer=100)
    assert gateway.call(body).status == 402
    gateway.stop()

    assert start(budget=most, prices=PRICES, longest_answer=100).call(body).status == 200


def test_a_models_own_limit_is_reserved_where_the_request_names_none(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    body = {"model": "gpt-4o-mini", "messages": []}
    most = len(json.dumps(body)) * 150_000 + 16_384 * 600_000
    upstream.script = model.answer
    gateway = start(budget=most - 1)
    assert gateway.call(body).status == 402
    gateway.stop()

    assert start(budget=most).call(body).status == 200


def test_a_picture_reserves_the_whole_window_because_its_bytes_say_nothing(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    picture = {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}
    body = {
        "model": "gpt-4o-mini",
        "messages": [{"role": "user", "content": [picture]}],
        "max_tokens": 1,
    }
    upstream.script = model.answer

    assert start(budget=128_000 * 150_000).call(body).status == 402


def test_predicted_text_is_reserved_as_an_answer_too(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    body = {**ASK, "prediction": {"type": "content", "content": "abc"}}

    assert start(budget=len(json.dumps(body)) + 10, prices=PRICES).call(body).status == 402
