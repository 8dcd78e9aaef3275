"""What goes over the wire for a call: address, arguments, headers, key, and never a secret."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import ManualClock
from core.crash_points import NO_CRASH_POINTS
from core.errors import InputError, ToolError, ToolInDoubt, ToolRejected
from core.json_values import Json
from core.tool import Tool
from tests.tool_adapters.builders import a_call, a_tool, a_write
from tests.tool_adapters.raw_server import RawServer, Received, answering, raw_server
from tool_adapters.http import build
from tool_adapters.http_request import http_binding, request_of

Send = Callable[..., Received]
WORDS = {"order_id": "string", "amount": "number?", "labels": "array?"}


@pytest.fixture
def server() -> Iterator[RawServer]:
    with raw_server(answering(200, b"{}")) as running:
        yield running


@pytest.fixture
def send(server: RawServer) -> Iterator[Send]:
    """Make a call and return the request that came in. `url` is relative to the server's."""
    with ExitStack() as stack:

        def call(tool: Tool, args: dict[str, Json], **binding: Any) -> Received:
            where = {"url": server.url + binding.pop("url")} if "url" in binding else {}
            bound = {"base_url": server.url + "/api/", **where, **binding}
            ready = replace(tool, adapter="http", binding=bound)
            adapter = build([ready], ManualClock(), NO_CRASH_POINTS)
            stack.callback(adapter.close)
            adapter.call(a_call(ready, args))
            return server.requests[-1]

        yield call


def test_a_call_posts_a_json_object_to_the_tools_name(send: Send) -> None:
    args: dict[str, Json] = {"order_id": "Ø-1", "amount": 12.5, "labels": ["a", None]}
    request = send(a_tool("get order/ü", args=WORDS), args)
    assert (request.method, request.path) == ("POST", "/api/get%20order%2F%C3%BC")
    assert json.loads(request.body) == args
    assert request.headers["content-type"] == "application/json"
    assert "idempotency-key" not in request.headers


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_get_and_delete_put_the_arguments_in_the_query(send: Send, method: str) -> None:
    args: dict[str, Json] = {"order_id": "a b&c=ü", "amount": 3, "labels": ["x", "y"]}
    request = send(a_tool(args=WORDS), args, method=method, url="/orders?v=2")
    assert request.method == method and request.body == b""
    query = parse_qs(urlsplit(request.path).query)
    assert query == {"v": ["2"], "order_id": ["a b&c=ü"], "amount": ["3"], "labels": ["x", "y"]}


def test_arguments_that_are_null_stay_out_of_a_query(send: Send) -> None:
    args: dict[str, Json] = {"order_id": "O-1", "amount": None}
    assert send(a_tool(args=WORDS), args, method="GET", url="/o").path == "/o?order_id=O-1"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_a_path_argument_is_taken_out_of_the_body(send: Send, method: str) -> None:
    args: dict[str, Json] = {"order_id": "O-1", "amount": 3}
    request = send(a_tool(args=WORDS), args, method=method, url="/orders/{order_id}/pay")
    assert (request.method, request.path) == (method, "/orders/O-1/pay")
    assert json.loads(request.body) == {"amount": 3}


URL_TOOL = a_tool(args={"order_id": "string"}, binding={"url": "http://h.test/orders/{order_id}/x"})


@given(st.text(min_size=1))
def test_a_path_argument_stays_one_segment_whatever_it_holds(text: str) -> None:
    try:
        request = request_of(http_binding(URL_TOOL), a_call(URL_TOOL, {"order_id": text}))
    except ToolRejected:
        assert {".", ".."} & set(text.replace("\\", "/").split("/"))
        return
    parts = urlsplit(request.url)
    assert parts.netloc == "h.test" and not parts.query and not parts.fragment
    segments = parts.path.split("/")
    assert [segments[1], segments[3]] == ["orders", "x"] and len(segments) == 4
    assert unquote(segments[2], errors="strict") == text


@pytest.mark.parametrize("text", ["..", ".", "a/../b", "..\\b", "", None, ["a"], {"a": 1}])
def test_a_path_argument_that_leads_elsewhere_is_rejected_before_it_is_sent(text: Json) -> None:
    with pytest.raises(ToolRejected, match="not sent.*order_id"):
        request_of(http_binding(URL_TOOL), a_call(URL_TOOL, {"order_id": text}))


def test_an_address_beyond_reason_is_rejected_before_it_is_sent() -> None:
    with pytest.raises(ToolRejected, match="not sent"):
        request_of(http_binding(URL_TOOL), a_call(URL_TOOL, {"order_id": "x" * 20_000}))


def test_every_write_carries_its_key(send: Send) -> None:
    tool = a_write(args=WORDS, idempotency="none")
    request = send(tool, {"order_id": "O-1"})
    key = a_call(tool).idempotency_key
    assert len(key) == 43
    assert request.headers["idempotency-key"] == key


def test_the_header_of_the_key_can_be_named(send: Send) -> None:
    tool = a_write(args=WORDS)
    request = send(tool, {"order_id": "O-1"}, idempotency_header="X-Refund-Key")
    assert request.headers["x-refund-key"] == a_call(tool).idempotency_key
    assert "idempotency-key" not in request.headers


def test_the_key_can_be_an_argument_even_in_the_path(send: Send) -> None:
    tool = a_write(args=WORDS, key_arg="reference")
    request = send(tool, {"order_id": "O-1"}, url="/tickets/{reference}", method="PUT")
    assert request.path == f"/tickets/{a_call(tool).idempotency_key}"
    assert json.loads(request.body) == {"order_id": "O-1"}


SECRET = 'tok"en-4711'


def test_header_values_come_from_the_environment(
    send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOOL_TOKEN", SECRET)
    headers = {"Authorization": "Bearer ${TOOL_TOKEN}", "X-Team": "blue"}
    request = send(a_tool(args=WORDS), {"order_id": "O-1"}, headers=headers)
    assert request.headers["authorization"] == f"Bearer {SECRET}"
    assert request.headers["x-team"] == "blue"


@pytest.mark.parametrize("value", [None, "two\nlines", "naïve"])
def test_a_variable_of_no_use_is_an_input_error_that_keeps_its_value(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv("TOOL_TOKEN", raising=False)
    if value is not None:
        monkeypatch.setenv("TOOL_TOKEN", value)
    headers: Json = {"Authorization": "${TOOL_TOKEN}"}
    tool = a_tool(adapter="http", binding={"base_url": "http://h.test", "headers": headers})
    with pytest.raises(InputError, match="find_person, field 'headers'.*TOOL_TOKEN") as told:
        build([tool], ManualClock(), NO_CRASH_POINTS)
    assert value is None or value not in str(told.value)


@pytest.mark.parametrize("status", [200, 401, 500])
def test_a_secret_that_a_tool_echoes_is_blotted_out(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("TOOL_TOKEN", SECRET)
    echo = json.dumps({"error": f"bad token {SECRET}"}).encode()
    headers: Json = {"Authorization": "Bearer ${TOOL_TOKEN}"}
    with raw_server(answering(status, echo)) as server:
        tool = a_tool(args={}, adapter="http", binding={"base_url": server.url, "headers": headers})
        adapter = build([tool], ManualClock(), NO_CRASH_POINTS)
        try:
            shown = str(adapter.call(a_call(tool)).value)
        except ToolError as error:
            shown = error.message
        adapter.close()
        assert SECRET in server.requests[0].headers["authorization"]
    assert "bad token [secret]" in shown
    assert "4711" not in caplog.text


def test_a_secret_is_in_no_error_of_a_broken_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOOL_TOKEN", SECRET)
    headers: Json = {"Authorization": "Bearer ${TOOL_TOKEN}"}

    def close(request: Received, connection: Any) -> None:
        raise OSError

    with raw_server(close) as server:
        tool = a_tool(args={}, adapter="http", binding={"base_url": server.url, "headers": headers})
        adapter = build([tool], ManualClock(), NO_CRASH_POINTS)
        with pytest.raises(ToolInDoubt) as told:
            adapter.call(a_call(tool))
        adapter.close()
    assert "4711" not in str(told.value)
