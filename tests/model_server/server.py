"""The HTTP side: checks each request as a provider would, asks the brain, bills, and counts."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, TypeAlias

from core.clock import SystemClock
from tests.model_server.provider_rules import Abilities, refusal
from tests.model_server.replies import Say, completion, error_body, fail, usage
from tests.model_server.tokens import PrefixCache, count, prompt_text

Brain: TypeAlias = Callable[[dict[str, Any]], Say]


@dataclass(frozen=True)
class Latency:
    """Seconds a reply takes: a constant, and more per completion token."""

    base: float = 0.0
    per_token: float = 0.0


@dataclass
class Ledger:
    """Everything the server saw: requests with their bills, and what should not have happened."""

    requests: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    bills: list[dict[str, Any]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def calls(self) -> int:
        """Requests that reached the server, refused ones included."""
        return len(self.requests)

    @property
    def replies(self) -> int:
        """Requests that were answered and billed."""
        return len(self.bills)


class Script:
    """A brain that plays a queue of replies, one per accepted request; one too few is an error."""

    def __init__(self, *says: Say | Brain) -> None:
        self._says = list(says)
        self._lock = threading.Lock()

    @property
    def left(self) -> int:
        """Replies nobody asked for."""
        return len(self._says)

    def __call__(self, request: dict[str, Any]) -> Say:
        with self._lock:
            if not self._says:
                raise AssertionError("the script ran out of replies")
            say = self._says.pop(0)
        return say if isinstance(say, Say) else say(request)


class ModelServer:
    """A context manager: listens on loopback while it is open.

    `refuse_from` answers 402 from that call on (counted from 0); `key` is the only key accepted.
    """

    def __init__(
        self,
        brain: Brain,
        *,
        abilities: Abilities | None = None,
        latency: Latency | None = None,
        key: str = "",
        refuse_from: int | None = None,
    ) -> None:
        self.brain, self.abilities = brain, abilities or Abilities()
        self.latency, self.key, self.refuse_from = latency or Latency(), key, refuse_from
        self.ledger = Ledger()
        self._cache = PrefixCache()
        self._lock = threading.Lock()
        self._clock = SystemClock()
        self._http = _Http(self)
        self._thread = threading.Thread(
            target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> ModelServer:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def told(self, orders: dict[str, Any]) -> dict[str, Any]:
        """Obey a process far away (see __main__), and say what was seen and billed."""
        if "refuse_from" in orders:
            self.refuse_from = orders["refuse_from"]
        if "says" in orders:
            self.brain = _before(Script(*(Say(**say) for say in orders["says"])), self.brain)
        seen = self.ledger
        return {"calls": seen.calls, "bills": seen.bills, "complaints": seen.complaints}

    def respond(self, body: bytes, key: str) -> tuple[Say, dict[str, Any]]:
        """Return what to send, and the body where there is one."""
        try:
            request = json.loads(body)
        except ValueError:
            request = None
        with self._lock:
            number = self.ledger.calls
            self.ledger.requests.append(request if isinstance(request, dict) else {})
            self.ledger.keys.append(key)
        problem = self._refused(request, key, number)
        if problem:
            return problem, error_body(problem)
        say = self._thought(request, number)
        if say.status != 200:
            return say, error_body(say)
        return say, self._billed(request, say, number)

    def _refused(self, request: Any, key: str, number: int) -> Say | None:
        if self.key and key != self.key:
            return fail(401, f"Incorrect API key provided: {key}.")
        if self.refuse_from is not None and number >= self.refuse_from:
            return fail(402, {"message": "Budget of 3.00 USD is spent.", "type": "budget"})
        problem = refusal(request, self.abilities)
        return fail(400, problem) if problem else None

    def _thought(self, request: dict[str, Any], number: int) -> Say:
        try:
            return self.brain(request)
        except Exception as problem:
            self.ledger.complaints.append(f"call {number}: {problem!r}")
            return fail(500, f"the scripted model cannot go on at call {number}: {problem!r}")

    def _billed(self, request: dict[str, Any], say: Say, number: int) -> dict[str, Any]:
        prompt = prompt_text(request)
        cached = self._cache.cached(prompt)
        with self._lock:
            bill = usage(count(prompt), cached, count(say.text))
            self.ledger.bills.append({**bill, "about": say.about})
        wait = say.seconds + self.latency.base + self.latency.per_token * count(say.text)
        if wait:
            self._clock.sleep(wait)
        return completion(say, request["model"], number, count(prompt), cached)


def _before(script: Script, brain: Brain) -> Brain:
    return lambda request: script(request) if script.left else brain(request)


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, model: ModelServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.model = model

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is its own affair."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Http

    def do_GET(self) -> None:
        if self.path == "/control":
            self._send(200, {}, json.dumps(self.server.model.told({})).encode())
        else:
            self._send(404, {}, json.dumps(error_body(fail(404, "no such path"))).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path == "/control":
            self._send(200, {}, json.dumps(self.server.model.told(json.loads(body))).encode())
            return
        if self.path != "/v1/chat/completions":
            self._send(404, {}, json.dumps(error_body(fail(404, "no such path"))).encode())
            return
        key = self.headers.get("authorization", "").removeprefix("Bearer ")
        say, value = self.server.model.respond(body, key)
        if say.drop:
            self._break_off(say)
            return
        raw = say.raw if say.raw is not None else json.dumps(value).encode()
        self._send(say.status, dict(say.headers), raw)

    def _break_off(self, say: Say) -> None:
        if say.drop == "trickle":
            self._trickle()
        if say.drop == "midway":
            head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
            self.wfile.write(head + b'content-length: 500\r\n\r\n{"id": "chat')
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close_connection = True

    def _trickle(self) -> None:
        """Until the other side has had enough: every socket time-out starts again."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\nx-slow: ")
        try:
            for _ in range(500):
                self.wfile.write(b".")
                SystemClock().sleep(0.02)
        except OSError:
            return

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing but data on standard output and error."""
