"""Calls that end midway, or never: charged as the most they can have been, and never lost."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.gateway import model
from tests.gateway.conftest import StartGateway
from tests.gateway.running import PATIENCE_S, LocalGateway
from tests.gateway.test_metering import ASK, BROKEN_OFF, REAL_COST, STREAMED, largest_cost
from tests.gateway.upstream import CUT, Reply, ScriptedUpstream, events


def settled(gateway: LocalGateway) -> Any:
    """The totals once no call is under way any more."""
    waited = threading.Event()
    for _ in range(500):
        total = gateway.usage()["total"]
        if total["open_calls"] == 0 and total["calls"]:
            return total
        waited.wait(0.01)
    raise AssertionError("a call stays open")


def test_an_upstream_that_cannot_be_reached_costs_nothing(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    gateway = start(upstream="http://127.0.0.1:1/v1")

    answer = gateway.call(ASK)

    assert (answer.status, answer.error["code"]) == (502, "unreachable")
    total = gateway.usage()["total"]
    assert (total["cost_usd"], total["estimated_calls"]) == (0.0, 0)


def test_an_upstream_that_breaks_off_in_a_whole_answer_is_a_502(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = lambda received: BROKEN_OFF

    answer = gateway.call(ASK)

    assert (answer.status, answer.error["code"]) == (502, "upstream_gone")
    total = gateway.usage()["total"]
    assert total["cost_usd"] == pytest.approx(largest_cost(ASK), abs=1e-12)
    assert total["estimated_calls"] == 1


def test_an_upstream_that_breaks_off_in_a_stream_breaks_the_caller_off(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    first = model.event({"choices": [{"delta": {"content": "x"}}]})
    upstream.script = lambda received: events(first, CUT)

    with pytest.raises(http.client.IncompleteRead) as cut:
        gateway.call(STREAMED)

    assert cut.value.partial == first
    total = settled(gateway)
    assert total["cost_usd"] == pytest.approx(largest_cost(STREAMED), abs=1e-12)
    assert total["estimated_calls"] == 1


@pytest.mark.parametrize("asked", [{}, {"stream_options": {"include_usage": True}}])
def test_usage_that_was_still_growing_when_a_stream_broke_off_is_not_the_last_word(
    gateway: LocalGateway, upstream: ScriptedUpstream, asked: dict[str, Any]
) -> None:
    first = model.event({"choices": [{"delta": {"content": "x"}}], "usage": model.USAGE})
    upstream.script = lambda received: events(first, CUT)
    body = {**STREAMED, **asked}

    with pytest.raises(http.client.IncompleteRead):
        gateway.call(body)

    total = settled(gateway)
    assert total["cost_usd"] == pytest.approx(largest_cost(body), abs=1e-12)
    assert total["estimated_calls"] == 1


def test_a_slow_upstream_is_given_up_in_time_and_charged(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    never = threading.Event()
    upstream.script = lambda received: Reply(before=never)
    gateway = start(timeout_s=0.2)

    answer = gateway.call(ASK)
    never.set()

    assert (answer.status, answer.error["code"]) == (504, "upstream_timeout")
    total = gateway.usage()["total"]
    assert total["cost_usd"] == pytest.approx(largest_cost(ASK), abs=1e-12)
    assert total["estimated_calls"] == 1


def test_a_stream_that_trickles_for_ever_ends_at_the_time_limit(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    ended = threading.Event()

    def trickle() -> Iterator[bytes]:
        while not ended.wait(0.02):
            yield b": wait\n\n"

    upstream.script = lambda received: Reply(pieces=trickle(), headers=events().headers)
    gateway = start(timeout_s=0.3)

    with pytest.raises(http.client.IncompleteRead) as cut:
        gateway.call(STREAMED)
    ended.set()
    assert b": wait" in cut.value.partial

    assert settled(gateway)["estimated_calls"] == 1


@pytest.mark.parametrize("body", [ASK, STREAMED], ids=["whole", "streamed"])
def test_a_caller_who_leaves_is_charged_and_upstream_is_let_go(
    gateway: LocalGateway, upstream: ScriptedUpstream, body: dict[str, Any]
) -> None:
    arrived, never = threading.Event(), threading.Event()

    def hold(received: object) -> Reply:
        arrived.set()
        return events(b": hello\n\n", never) if body is STREAMED else Reply(before=never)

    upstream.script = hold
    leave_midway(gateway, body, arrived)

    total = settled(gateway)
    never.set()
    assert total["cost_usd"] == pytest.approx(largest_cost(body), abs=1e-12)
    assert total["estimated_calls"] == 1
    assert upstream.completed == 0


def leave_midway(gateway: LocalGateway, body: dict[str, Any], arrived: threading.Event) -> None:
    connection = http.client.HTTPConnection(gateway.base.removeprefix("http://"))
    connection.request("POST", "/v1/chat/completions", json.dumps(body))
    assert arrived.wait(PATIENCE_S)
    connection.close()


def test_a_caller_who_leaves_after_the_usage_is_charged_what_it_used(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    never = threading.Event()
    asked = {**STREAMED, "stream_options": {"include_usage": True}}
    last = model.event({"choices": [], "usage": model.USAGE})
    upstream.script = lambda received: events(last, never)
    connection = http.client.HTTPConnection(gateway.base.removeprefix("http://"))
    connection.request("POST", "/v1/chat/completions", json.dumps(asked))
    connection.getresponse().read(len(last))
    connection.close()

    total = settled(gateway)
    never.set()
    assert total["cost_usd"] == pytest.approx(REAL_COST, abs=1e-12)
    assert total["estimated_calls"] == 0
