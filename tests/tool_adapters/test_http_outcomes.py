"""The contract's table "Outcomes over HTTP", row by row, against a real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from email.utils import formatdate

import pytest

from core.clock import ManualClock
from core.crash_points import NO_CRASH_POINTS
from core.errors import ToolBusy, ToolError, ToolInDoubt, ToolRejected
from core.seams import ToolOutput
from core.tool import Tool
from tests.tool_adapters.builders import a_call, a_tool, a_write
from tests.tool_adapters.raw_server import answering, raw_server
from tool_adapters.http import build

Ask = Callable[..., ToolOutput]
READ, WRITE, NONE = a_tool(args={}), a_write(args={}), a_write(args={}, idempotency="none")


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Make a call to a server that gives one answer to everything."""
    with ExitStack() as stack:

        def call(
            tool: Tool,
            status: int,
            body: bytes = b"",
            headers: dict[str, str] | None = None,
            method: str = "POST",
            attempt: int = 1,
        ) -> ToolOutput:
            server = stack.enter_context(raw_server(answering(status, body, headers)))
            bound = replace(
                tool, adapter="http", binding={"base_url": server.url, "method": method}
            )
            adapter = build([bound], ManualClock(), NO_CRASH_POINTS)
            stack.callback(adapter.close)
            return adapter.call(a_call(bound, attempt=attempt))

        yield call


def error_of(ask: Callable[[], ToolOutput]) -> ToolError:
    with pytest.raises(ToolError) as told:
        ask()
    return told.value


@pytest.mark.parametrize("tool", [READ, WRITE], ids=["read", "write"])
@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_a_2xx_with_json_is_done(ask: Ask, tool: Tool, status: int) -> None:
    body = b"" if status == 204 else b'{"id": 7}'
    assert ask(tool, status, body) == ToolOutput({"id": 7} if body else None)


def test_an_empty_2xx_is_null(ask: Ask) -> None:
    assert ask(WRITE, 200, b" \r\n") == ToolOutput(None)


def test_a_byte_order_mark_is_no_obstacle(ask: Ask) -> None:
    assert ask(READ, 200, b"\xef\xbb\xbf[1]") == ToolOutput([1])


UNREADABLE = {
    "html": b"<html>",
    "cut off": b'{"id": 7',
    "two values": b"{} {}",
    "latin-1": b'{"name": "J\xe9r\xf4me"}',
    "utf-16": '{"id": 7}'.encode("utf-16"),
    "duplicate key": b'{"id": 7, "id": 8}',
    "nan": b'{"id": NaN}',
    "infinity": b'{"id": -Infinity}',
    "beyond a float": b'{"id": 1e400}',
    "beyond 64 bits": b'{"id": 1180591620717411303424}',
    "endless integer": b"1" * 10_000,
    "lone surrogate": b'{"id": "\\ud800"}',
    "deep": b"[" * 100_000 + b"]" * 100_000,
    "deeper than we keep": b"[" * 70 + b"]" * 70,
    "too long": b'"' + b"x" * 1024 * 1024 + b'"',
    "nul": b"\x00",
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_a_2xx_that_cannot_be_read_is_done_for_a_write_and_busy_for_a_read(
    ask: Ask, body: bytes
) -> None:
    assert ask(WRITE, 200, body) == ToolOutput(None, known=False)
    busy = error_of(lambda: ask(READ, 200, body))
    assert isinstance(busy, ToolBusy) and busy.status == 200


@pytest.mark.parametrize("status", [400, 402, 404, 405, 409, 410, 413, 415, 418, 422, 451])
def test_a_4xx_is_rejected_with_the_words_of_the_body(ask: Ask, status: int) -> None:
    rejected = error_of(lambda: ask(WRITE, status, b'{"error": "no order O-9"}'))
    assert isinstance(rejected, ToolRejected) and not rejected.final
    assert (rejected.status, rejected.message) == (status, "no order O-9")


@pytest.mark.parametrize("status", [301, 302, 304, 307, 401, 403])
def test_a_redirect_or_a_refusal_is_final(ask: Ask, status: int) -> None:
    rejected = error_of(lambda: ask(WRITE, status, b"no", {"Location": "http://127.0.0.1:1/"}))
    assert isinstance(rejected, ToolRejected) and rejected.final
    assert rejected.status == status


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"message": "too much"}', "too much"),
        (b'{"detail": "not yours"}', "not yours"),
        (b'{"error": {"code": 3, "message": "bad amount"}}', "bad amount"),
        (b'{"detail": [{"loc": ["x"]}]}', '[{"loc":["x"]}]'),
        (b'{"code": 3}', '{"code":3}'),
        (b'"just text"', "just text"),
        (b"plain\r\n  text", "plain text"),
        (b"", "the tool answered 422 Unprocessable Entity"),
        ("tag\U000e0041s \u200band\x1b[2J marks".encode(), "tags and[2J marks"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"x" * 5000, "x" * 500),
    ],
)
def test_the_words_of_a_rejection_are_found_and_cleaned(ask: Ask, body: bytes, words: str) -> None:
    assert error_of(lambda: ask(READ, 422, body)).message == words


def test_409_on_a_key_in_use_means_wait_and_ask_with_the_same_key(ask: Ask) -> None:
    asked_again = error_of(lambda: ask(WRITE, 409, attempt=2))
    assert isinstance(asked_again, ToolInDoubt) and asked_again.retry_after == 1.0
    named = error_of(lambda: ask(WRITE, 409, headers={"Retry-After": "3"}, attempt=2))
    assert isinstance(named, ToolInDoubt) and named.retry_after == 3.0


@pytest.mark.parametrize("idempotency", ["natural", "reconcile", "none"])
def test_409_is_a_rejection_for_tools_without_a_key(ask: Ask, idempotency: str) -> None:
    tool = a_write(args={}, idempotency=idempotency)
    assert isinstance(error_of(lambda: ask(tool, 409, attempt=2)), ToolRejected)


@pytest.mark.parametrize("status", [425, 429])
@pytest.mark.parametrize("tool", [READ, WRITE, NONE], ids=["read", "key", "none"])
def test_425_and_429_are_busy(ask: Ask, tool: Tool, status: int) -> None:
    busy = error_of(lambda: ask(tool, status, headers={"Retry-After": "2"}))
    assert isinstance(busy, ToolBusy) and busy.retry_after == 2.0
    without = error_of(lambda: ask(tool, status))
    assert isinstance(without, ToolBusy) and without.retry_after is None


@pytest.mark.parametrize(
    ("tool", "headers", "kind"),
    [
        (READ, {"Retry-After": "1"}, ToolBusy),
        (WRITE, {"Retry-After": "1"}, ToolBusy),
        (NONE, {"Retry-After": "1"}, ToolInDoubt),
        (READ, {}, ToolInDoubt),
        (WRITE, {}, ToolInDoubt),
        (WRITE, {"Retry-After": "soon"}, ToolInDoubt),
        (WRITE, {"Retry-After": "-3"}, ToolInDoubt),
    ],
)
def test_503_is_busy_only_where_it_says_when_and_a_repeat_is_safe(
    ask: Ask, tool: Tool, headers: dict[str, str], kind: type[ToolError]
) -> None:
    assert type(error_of(lambda: ask(tool, 503, headers=headers))) is kind


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("4", 4.0),
        ("1000000000", 5.0),
        (formatdate(ManualClock().now() + 3, usegmt=True), 3.0),
        (formatdate(ManualClock().now() - 900, usegmt=True), 0.0),
        (formatdate(ManualClock().now() + 9000, usegmt=True), 5.0),
        ("-1", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("Mon, 99 Foo 2026 00:00:00 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms_and_kept_within_the_time_limit(
    ask: Ask, value: str, seconds: float | None
) -> None:
    busy = error_of(lambda: ask(READ, 429, headers={"Retry-After": value}))
    assert isinstance(busy, ToolBusy) and busy.retry_after == seconds


@pytest.mark.parametrize("status", [408, 500, 501, 502, 504, 507, 599])
@pytest.mark.parametrize("tool", [READ, WRITE, NONE], ids=["read", "key", "none"])
def test_other_failures_of_the_server_are_in_doubt(ask: Ask, tool: Tool, status: int) -> None:
    doubt = error_of(lambda: ask(tool, status, b"oops"))
    assert isinstance(doubt, ToolInDoubt)
    assert (doubt.status, doubt.message, doubt.retry_after) == (status, "oops", None)


@pytest.mark.parametrize("status", [404, 410])
def test_deleting_what_is_gone_is_done(ask: Ask, status: int) -> None:
    assert ask(WRITE, status, b"gone", method="DELETE") == ToolOutput(None)


def test_a_look_up_that_finds_nothing_says_404(ask: Ask) -> None:
    assert error_of(lambda: ask(READ, 404, b"no such record")).status == 404


def test_nothing_under_the_adapter_retries_on_its_own() -> None:
    with raw_server(answering(503)) as server:
        bound = replace(WRITE, adapter="http", binding={"base_url": server.url})
        adapter = build([bound], ManualClock(), NO_CRASH_POINTS)
        with pytest.raises(ToolInDoubt):
            adapter.call(a_call(bound))
        adapter.close()
        assert len(server.requests) == 1
