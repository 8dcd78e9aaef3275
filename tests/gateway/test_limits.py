"""Requests that are too large, too many, or could be read in two ways."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

from core.clock import ManualClock
from gateway import connection
from tests.gateway import model
from tests.gateway.conftest import StartGateway
from tests.gateway.running import PATIENCE_S, LocalGateway
from tests.gateway.upstream import ScriptedUpstream

ASK: dict[str, Any] = {"model": "gpt-4o-mini", "messages": [], "max_tokens": 5}


def test_a_request_over_the_cap_is_refused_and_one_at_the_cap_passes(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = model.answer
    gateway = start(max_request_bytes=1000)
    body = json.dumps({**ASK, "user": ""}).encode()
    filled = body.replace(b'""', b'"' + b"x" * (1000 - len(body)) + b'"')

    assert gateway.call(filled).status == 200
    answer = gateway.call(filled + b" ")
    assert (answer.status, answer.error["code"]) == (413, "request_too_large")


def test_a_request_that_does_not_say_how_long_it_is_is_capped_too(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    import http.client

    gateway = start(max_request_bytes=1000)
    connection = http.client.HTTPConnection(gateway.base.removeprefix("http://"))
    pieces = (b"x" * 400 for _ in range(3))
    connection.request("POST", "/v1/embeddings", pieces, encode_chunked=True)

    assert connection.getresponse().status == 413
    connection.close()
    assert upstream.received == []


def test_a_key_that_calls_too_often_is_told_when_to_come_again(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = model.answer
    clock = ManualClock()
    gateway = start(clock=clock, rate_per_minute=2.0)

    assert [gateway.call(ASK).status for _ in range(3)] == [200, 200, 429]
    answer = gateway.call(ASK)
    assert answer.error["code"] == "rate_limit_exceeded"
    assert answer.header("retry-after") == "30"
    clock.advance(29)
    assert gateway.call(ASK).status == 429
    clock.advance(1)
    assert gateway.call(ASK).status == 200
    assert len(upstream.received) == 3


AMBIGUOUS = {
    "no JSON": b"{",
    "no object": b"[]",
    "not UTF-8": b'{"model": "\xff"}',
    "two objects": b'{"model": "gpt-4o-mini"}{"model": "gpt-4o"}',
    "a comma too many": b'{"model": "gpt-4o-mini",}',
    "a name twice": b'{"model": "gpt-4o-mini", "model": "gpt-4o"}',
    "a name twice, escaped": b'{"model": "gpt-4o-mini", "mod\\u0065l": "gpt-4o"}',
    "a name in capitals": b'{"model": "gpt-4o-mini", "Max_Tokens": 99999}',
    "no model": b'{"messages": []}',
    "a model that is no name": b'{"model": ["gpt-4o-mini"]}',
    "a limit in words": b'{"model": "gpt-4o-mini", "max_tokens": "99999"}',
    "a limit below one": b'{"model": "gpt-4o-mini", "max_tokens": -1}',
    "a limit that is true": b'{"model": "gpt-4o-mini", "max_tokens": true}',
    "a fraction of choices": b'{"model": "gpt-4o-mini", "n": 1.5}',
    "endless choices": b'{"model": "gpt-4o-mini", "n": 1e99}',
    "options that are none": b'{"model": "gpt-4o-mini", "stream": true, "stream_options": 1}',
    "far too deep": b'{"model": "gpt-4o-mini", "x": ' + b"[" * 200_000,
}


@pytest.mark.parametrize("body", AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
def test_a_request_that_could_be_read_in_two_ways_is_not_passed_on(
    gateway: LocalGateway, upstream: ScriptedUpstream, body: bytes
) -> None:
    answer = gateway.call(body)

    assert (answer.status, answer.error["code"]) == (400, "invalid_request")
    assert answer.error["type"] == "invalid_request_error"
    assert upstream.received == []


def test_refusals_are_counted_by_reason_and_cost_nothing(gateway: LocalGateway) -> None:
    gateway.call(b"{")
    gateway.call(b"{")

    usage = gateway.usage()
    assert usage["refused"] == {"invalid_request": 2}
    assert usage["total"]["calls"] == 0


def test_a_task_tag_is_kept_printable_and_short(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    gateway.call(ASK, X_Task_Id="a\tb" + "x" * 300)

    (task,) = gateway.usage()["tasks"]
    assert task["task"] == ("a\tb" + "x" * 300)[:200].replace("\t", "")


def connected(gateway: LocalGateway) -> socket.socket:
    port = int(gateway.base.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), PATIENCE_S)


def test_a_caller_that_does_not_come_to_the_point_is_not_waited_for(
    gateway: LocalGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "HEAD_WITHIN_S", 0.05)
    with connected(gateway) as caller:
        caller.sendall(b"GET /v1/models HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")
        assert caller.recv(1) == b""


def test_a_connection_that_was_used_is_not_waited_for_either(
    gateway: LocalGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(gateway) as caller:
        caller.sendall(b"GET /nothing HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert caller.recv(65536).startswith(b"HTTP/1.1 404 ")
        monkeypatch.setattr(connection, "HEAD_WITHIN_S", 0.05)
        caller.sendall(b"GET /nothing")
        assert caller.recv(1) == b""


def test_a_head_without_end_is_cut_off(gateway: LocalGateway) -> None:
    with connected(gateway) as caller:
        caller.sendall(b"GET /v1/models HTTP/1.1\r\nX: " + b"a" * (70 << 10))
        assert caller.recv(65536).startswith(b"HTTP/1.1 400 ")
