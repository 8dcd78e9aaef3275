"""Connections that break, trickle, hang or flood: bounded in time and size, and rightly judged."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from core.clock import ManualClock
from core.crash_points import NO_CRASH_POINTS
from core.errors import ToolBusy, ToolError, ToolInDoubt, ToolRejected
from core.seams import ToolOutput
from core.tool import Tool
from tests.tool_adapters.builders import a_call, a_tool, a_write
from tests.tool_adapters.raw_server import (
    Answering,
    RawServer,
    Received,
    answer_bytes,
    answering,
    raw_server,
)
from tool_adapters.http import HttpAdapter, build

READ, WRITE = a_tool(args={}), a_write(args={}, idempotency="none")
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def bound_to(url: str, tool: Tool) -> Iterator[tuple[HttpAdapter, Tool]]:
    bound = replace(tool, adapter="http", binding={"base_url": url})
    adapter = build([bound], ManualClock(), NO_CRASH_POINTS)
    yield adapter, bound
    adapter.close()


def outcome(
    answer: Answering, tool: Tool = WRITE, timeout_s: float = 5.0
) -> ToolOutput | ToolError:
    """Return what one call to a server that behaves like this comes to."""
    with raw_server(answer) as server, bound_to(server.url, tool) as (adapter, bound):
        return outcome_at(adapter, bound, timeout_s)


def outcome_at(adapter: HttpAdapter, tool: Tool, timeout_s: float = 5.0) -> ToolOutput | ToolError:
    try:
        return adapter.call(a_call(tool, timeout_s=timeout_s))
    except ToolError as error:
        return error


def trickling(start: bytes, bit: bytes) -> Answering:
    """Send a start, then bits without end."""

    def answer(request: Received, connection: socket.socket) -> None:
        connection.sendall(start)
        while True:
            connection.sendall(bit)
            threading.Event().wait(0.02)

    return answer


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.shutdown(socket.SHUT_RD)
    raise OSError


@pytest.mark.parametrize(
    "answer",
    [
        trickling(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        trickling(b"HTTP/1.1 200 OK\r\nX-Long: ", b"a"),
        trickling(HEAD + b"Content-Length: 10000\r\n\r\n", b" "),
        trickling(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        trickling(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        lambda request, connection: threading.Event().wait(3) and None,
    ],
    ids=["headers", "one header", "body", "chunks", "continue", "silence"],
)
def test_a_trickle_cannot_stretch_the_time_limit(answer: Answering) -> None:
    began = time.monotonic()
    doubt = outcome(answer, timeout_s=0.2)
    assert isinstance(doubt, ToolInDoubt) and "0.2 s" in doubt.message
    assert 0.15 < time.monotonic() - began < 1.5


def test_a_slow_name_look_up_is_within_the_time_limit_and_nothing_was_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let_go = threading.Event()

    def slow(*args: Any, **hints: Any) -> Any:
        let_go.wait(10)
        raise OSError("too late")

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    with bound_to("http://tools.test", WRITE) as (adapter, bound):
        began = time.monotonic()
        busy = outcome_at(adapter, bound, timeout_s=0.2)
        assert time.monotonic() - began < 1.5
        let_go.set()
    assert isinstance(busy, ToolBusy) and "not sent" in busy.message


def test_an_unknown_name_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*args: Any, **hints: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with bound_to("http://tools.test", WRITE) as (adapter, bound):
        assert isinstance(outcome_at(adapter, bound), ToolBusy)


def test_a_refused_connection_is_busy() -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    with bound_to(f"http://127.0.0.1:{port}", WRITE) as (adapter, bound):
        assert isinstance(outcome_at(adapter, bound), ToolBusy)


def test_a_connection_without_tls_is_busy() -> None:
    with raw_server(answering(200)) as server:
        with bound_to(server.url.replace("http", "https"), WRITE) as (adapter, bound):
            assert isinstance(outcome_at(adapter, bound), ToolBusy)
        assert server.requests == []


@pytest.mark.parametrize(
    "sent",
    [b"", b"HTTP/1.1 200", HEAD, HEAD + b'Content-Length: 20\r\n\r\n{"a": '],
    ids=["nothing", "half a line", "half a head", "half a body"],
)
@pytest.mark.parametrize("tool", [READ, WRITE], ids=["read", "write"])
def test_a_connection_that_breaks_after_sending_is_in_doubt(sent: bytes, tool: Tool) -> None:
    def answer(request: Received, connection: socket.socket) -> None:
        connection.sendall(sent)
        reset(connection)

    assert isinstance(outcome(answer, tool), ToolInDoubt)


def test_an_answer_that_is_not_http_is_in_doubt() -> None:
    doubt = outcome(lambda request, connection: connection.sendall(b"220 smtp ready\r\n\r\n"))
    assert isinstance(doubt, ToolInDoubt)


def test_a_rejection_counts_although_its_body_breaks() -> None:
    def answer(request: Received, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 422 X\r\nContent-Length: 50\r\n\r\n{")
        reset(connection)

    rejected = outcome(answer)
    assert isinstance(rejected, ToolRejected) and rejected.status == 422


def test_an_endless_head_is_cut_off() -> None:
    doubt = outcome(
        lambda request, connection: connection.sendall(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 10**7)
    )
    assert isinstance(doubt, ToolInDoubt)


def test_an_endless_body_is_cut_off() -> None:
    sent = 0

    def answer(request: Received, connection: socket.socket) -> None:
        nonlocal sent
        connection.sendall(HEAD + b"Content-Length: 1000000000000\r\n\r\n")
        while True:
            sent += connection.send(b"x" * 65536)

    assert outcome(answer) == ToolOutput(None, known=False)
    assert sent < 64 * 1024 * 1024
    assert isinstance(outcome(answer, READ), ToolBusy)


def test_a_gzip_bomb_is_cut_off_before_it_takes_memory() -> None:
    bomb = gzip.compress(bytes(128 * 1024 * 1024), compresslevel=1)
    tracemalloc.start()
    try:
        found = outcome(answering(200, bomb, {"Content-Encoding": "gzip"}))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found == ToolOutput(None, known=False)
    assert peak < 16 * 1024 * 1024


def test_compressed_answers_are_read() -> None:
    headers = {"Content-Encoding": "gzip"}
    assert outcome(answering(200, gzip.compress(b"[1]"), headers)) == ToolOutput([1])


@pytest.mark.parametrize(
    ("encoding", "body"), [("gzip", b"[1]"), ("br", b"[1]"), ("gzip, gzip", b"[1]")]
)
def test_compression_that_was_not_asked_for_cannot_be_read(encoding: str, body: bytes) -> None:
    answer = answering(200, body, {"Content-Encoding": encoding})
    assert outcome(answer) == ToolOutput(None, known=False)
    assert isinstance(outcome(answer, READ), ToolBusy)


def test_a_redirect_is_not_followed() -> None:
    with raw_server(answering(200)) as elsewhere:
        to = {"Location": elsewhere.url}
        rejected = outcome(answering(307, b"", to))
        assert isinstance(rejected, ToolRejected) and rejected.final
        assert elsewhere.connections == 0


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with raw_server(answering(500)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        assert outcome(answering(200, b"[1]")) == ToolOutput([1])
        assert proxy.connections == 0


def test_connections_are_used_again() -> None:
    with raw_server(answering(200, b"[]")) as server, bound_to(server.url, READ) as (http, tool):
        for _ in range(3):
            http.call(a_call(tool))
        assert server.connections == 1


def test_a_connection_that_the_server_closed_meanwhile_is_not_used_again() -> None:
    def answer(request: Received, connection: socket.socket) -> None:
        connection.sendall(answer_bytes(200, b"[]"))
        connection.shutdown(socket.SHUT_RDWR)
        closed.set()

    closed = threading.Event()
    with raw_server(answer) as server, bound_to(server.url, WRITE) as (http, tool):
        for _ in range(2):
            assert outcome_at(http, tool) == ToolOutput([])
            assert closed.wait(5)
            threading.Event().wait(0.05)
        assert server.connections == 2


def test_calls_at_once_get_each_their_own_answer() -> None:
    def answer(request: Received, connection: socket.socket) -> None:
        connection.sendall(answer_bytes(200, request.body))

    tool = a_tool(args={"email": "string"})
    found: list[Any] = []
    with raw_server(answer) as server, bound_to(server.url, tool) as (http, bound):

        def call(number: int) -> None:
            output: Any = http.call(a_call(bound, {"email": f"{number}"})).value
            found.append((number, output["email"]))

        threads = [threading.Thread(target=call, args=(n,)) for n in range(64)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(found) == [(n, f"{n}") for n in range(64)]


class Reached:
    """Crash points that only tell."""

    def __init__(self, server: RawServer) -> None:
        self._server = server
        self.points: list[tuple[str, int]] = []

    def reach(self, point: str) -> None:
        self.points.append((point, len(self._server.requests)))


@pytest.mark.parametrize("tool", [READ, WRITE])
def test_a_call_passes_the_crash_points_on_its_way(tool: Tool) -> None:
    with raw_server(answering(200)) as server:
        reached = Reached(server)
        bound = replace(tool, adapter="http", binding={"base_url": server.url})
        adapter = build([bound], ManualClock(), reached)
        adapter.call(a_call(bound))
        adapter.close()
    assert [point for point, _ in reached.points] == ["after_send", "after_effect"]
