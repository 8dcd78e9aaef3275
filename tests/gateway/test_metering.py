"""A call is charged by upstream's figures where they can be believed, else the most it can be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.money import PICO
from tests.gateway import model
from tests.gateway.conftest import StartGateway
from tests.gateway.running import Answer, LocalGateway
from tests.gateway.upstream import CUT, Reply, ScriptedUpstream, events, whole

ASK: dict[str, Any] = {"model": "gpt-4o-mini", "messages": [], "max_tokens": 50}
STREAMED = {**ASK, "stream": True}
PROMPT_BOUND = len(json.dumps(ASK))
# gpt-4o-mini, USD per token: 0.15 prompt, 0.075 cached, 0.60 answer, each per million.
INPUT, CACHED, OUTPUT = 0.15e-6, 0.075e-6, 0.60e-6
REAL_COST = (
    (model.PROMPT_TOKENS - model.CACHED_TOKENS) * INPUT
    + model.CACHED_TOKENS * CACHED
    + model.COMPLETION_TOKENS * OUTPUT
)


def largest_cost(body: dict[str, Any]) -> float:
    return len(json.dumps(body)) * INPUT + 50 * OUTPUT


@pytest.mark.parametrize("body", [ASK, STREAMED], ids=["whole", "streamed"])
def test_a_call_is_charged_by_the_tokens_that_upstream_reports(
    gateway: LocalGateway, body: dict[str, Any]
) -> None:
    gateway.call(body)

    total = gateway.usage()["total"]
    assert total["prompt_tokens"] == model.PROMPT_TOKENS
    assert total["cached_tokens"] == model.CACHED_TOKENS
    assert total["completion_tokens"] == model.COMPLETION_TOKENS
    assert total["cost_usd"] == pytest.approx(REAL_COST, abs=1e-12)
    assert (total["estimated_calls"], total["reserved_usd"]) == (0, 0.0)


def test_an_embedding_is_charged_by_its_prompt_alone(gateway: LocalGateway) -> None:
    gateway.call({"model": "text-embedding-3-small", "input": "hello you"}, "/v1/embeddings")

    total = gateway.usage()["total"]
    assert (total["prompt_tokens"], total["completion_tokens"]) == (5, 0)
    assert total["cost_usd"] == pytest.approx(5 * 0.02e-6, abs=1e-12)


def test_a_list_of_models_costs_nothing_and_is_recorded(gateway: LocalGateway) -> None:
    gateway.get("/v1/models")

    total = gateway.usage()["total"]
    assert (total["calls"], total["cost_usd"], total["unpriced_calls"]) == (1, 0.0, 0)


ABSURD: dict[str, object] = {
    "negative": {**model.USAGE, "completion_tokens": -7},
    "text": {**model.USAGE, "prompt_tokens": "11"},
    "fractions": {**model.USAGE, "completion_tokens": 7.5},
    "booleans": {**model.USAGE, "prompt_tokens": True},
    "not finite": {**model.USAGE, "completion_tokens": float("inf")},
    "more than was allowed": {**model.USAGE, "completion_tokens": 51},
    "more than exists": {**model.USAGE, "prompt_tokens": 10**30},
    "more cached than read": {**model.USAGE, "prompt_tokens_details": {"cached_tokens": 12}},
    "nothing read": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
    "no word on the answer": {"prompt_tokens": 11},
    "a huge total": {**model.USAGE, "total_tokens": 10**12},
}


@pytest.mark.parametrize("usage", ABSURD.values(), ids=ABSURD.keys())
def test_absurd_figures_are_charged_as_the_most_it_can_have_been(
    gateway: LocalGateway, upstream: ScriptedUpstream, usage: object
) -> None:
    upstream.script = lambda received: whole(json.dumps({"usage": usage}).encode())

    gateway.call(ASK)

    total = gateway.usage()["total"]
    assert total["cost_usd"] == pytest.approx(largest_cost(ASK), abs=1e-12)
    assert total["estimated_calls"] == 1


def test_reasoning_that_only_the_total_shows_is_charged(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 40}
    upstream.script = lambda received: whole(json.dumps({"usage": usage}).encode())

    gateway.call(ASK)

    assert gateway.usage()["total"]["completion_tokens"] == 29


@pytest.mark.parametrize("usage", [b"", b', "usage": null', b', "usage": {}'])
def test_a_whole_answer_without_usage_is_estimated_by_its_length(
    gateway: LocalGateway, upstream: ScriptedUpstream, usage: bytes
) -> None:
    body = b'{"choices": []' + usage + b"}"
    upstream.script = lambda received: whole(body)

    assert gateway.call(ASK).body == body

    total = gateway.usage()["total"]
    assert (total["completion_tokens"], total["estimated_calls"]) == (len(body), 1)
    assert total["prompt_tokens"] == PROMPT_BOUND


def test_a_whole_stream_without_usage_is_estimated_but_never_above_its_limit(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    chunk = model.event({"choices": [{"delta": {"content": "a long answer" * 9}}]})
    upstream.script = lambda received: events(chunk, b"data: [DONE]\n\n")

    gateway.call(STREAMED)

    total = gateway.usage()["total"]
    assert (total["completion_tokens"], total["estimated_calls"]) == (50, 1)


@pytest.mark.parametrize("body", [b"<html>busy</html>", b"\xff\xfe", b"", b"[" * 100_000, b"[]"])
def test_garbage_passes_and_is_charged_as_the_most_it_can_have_been(
    gateway: LocalGateway, upstream: ScriptedUpstream, body: bytes
) -> None:
    upstream.script = lambda received: whole(body)

    assert gateway.call(ASK).body == body

    total = gateway.usage()["total"]
    assert total["cost_usd"] == pytest.approx(largest_cost(ASK), abs=1e-12)
    assert total["estimated_calls"] == 1


def test_an_answer_too_long_to_be_read_passes_and_is_charged_as_the_most_it_can_have_been(
    gateway: LocalGateway, upstream: ScriptedUpstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.answers.LONGEST_READ", 1000)
    body = json.dumps({"data": "x" * 300_000, "usage": model.USAGE}).encode()
    upstream.script = lambda received: whole(body)

    assert gateway.call(ASK).body == body

    total = gateway.usage()["total"]
    assert total["cost_usd"] == pytest.approx(largest_cost(ASK), abs=1e-12)
    assert total["estimated_calls"] == 1


def test_the_same_answer_within_the_limit_is_charged_by_its_usage(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    body = json.dumps({"data": "x" * 300_000, "usage": model.USAGE}).encode()
    upstream.script = lambda received: whole(body)

    assert gateway.call(ASK).body == body

    assert gateway.usage()["total"]["cost_usd"] == pytest.approx(REAL_COST, abs=1e-12)


@pytest.mark.parametrize("status", [400, 404, 422, 429])
def test_a_refused_call_costs_nothing(
    gateway: LocalGateway, upstream: ScriptedUpstream, status: int
) -> None:
    upstream.script = lambda received: whole(b'{"error": {}}', status)

    gateway.call(ASK)

    total = gateway.usage()["total"]
    assert (total["calls"], total["cost_usd"], total["estimated_calls"]) == (1, 0.0, 0)


@pytest.mark.parametrize("status", [500, 502, 503, 529])
def test_a_servers_error_costs_nothing_and_is_marked(
    gateway: LocalGateway, upstream: ScriptedUpstream, status: int
) -> None:
    upstream.script = lambda received: whole(b"oops", status)

    gateway.call(ASK)

    total = gateway.usage()["total"]
    assert (total["cost_usd"], total["estimated_calls"]) == (0.0, 1)


@pytest.mark.parametrize("status", [408, 504, 524])
def test_a_time_out_on_the_way_is_charged_because_the_model_was_working(
    gateway: LocalGateway, upstream: ScriptedUpstream, status: int
) -> None:
    upstream.script = lambda received: whole(b"late", status)

    gateway.call(ASK)

    total = gateway.usage()["total"]
    assert total["cost_usd"] == pytest.approx(largest_cost(ASK), abs=1e-12)
    assert total["estimated_calls"] == 1


def test_without_a_budget_a_model_of_unknown_price_is_counted_and_said_to_be_unpriced(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = model.answer
    gateway = start(budget=None)

    gateway.call({**ASK, "model": "home-grown"})

    total = gateway.usage()["total"]
    assert (total["completion_tokens"], total["cost_usd"]) == (model.COMPLETION_TOKENS, 0.0)
    assert total["unpriced_calls"] == 1


def test_every_call_is_booked_under_its_task_model_and_status(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    gateway.call(ASK, X_Task_Id="T-1")
    gateway.call({**ASK, "model": "gpt-4.1-nano"}, X_Task_Id="T-1")
    gateway.call(ASK)

    usage = gateway.usage()
    assert {task["task"]: task["calls"] for task in usage["tasks"]} == {"T-1": 2, "": 1}
    assert {row["model"]: row["calls"] for row in usage["models"]} == {
        "gpt-4o-mini": 2,
        "gpt-4.1-nano": 1,
    }


def test_latency_is_measured_to_the_first_byte_and_to_the_end(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    answer: Answer = gateway.call(STREAMED)

    total = gateway.usage()["total"]
    assert answer.status == 200
    assert 0 < total["first_byte_ms"] <= total["total_ms"]


BROKEN_OFF = Reply(
    headers=(("Content-Type", "application/json"), ("Content-Length", "99")),
    pieces=(b'{"choices"', CUT),
)


def test_the_books_agree_with_themselves_after_every_kind_of_end(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    replies = iter([whole(b"oops", 500), whole(b"{}"), BROKEN_OFF, whole(b"no", 429)])
    upstream.script = lambda received: next(replies)
    gateway = start(budget=3 * PICO)
    for _ in range(4):
        gateway.call(ASK)

    usage = gateway.usage()
    (local,) = usage["keys"]
    assert local["left_usd"] == pytest.approx(3 - usage["total"]["cost_usd"], abs=1e-12)
