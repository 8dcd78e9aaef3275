"""A real HTTP server in the model's place. It does what its script says, byte for byte.

It is strict: a request that no script expects is answered 599 and remembered as a failure.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias

_PATIENCE_S = 20.0


@dataclass(frozen=True)
class Received:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


# A piece is sent at once; an event is waited for; CUT breaks the connection off.
CUT = "cut"
Piece: TypeAlias = bytes | threading.Event | str


@dataclass(frozen=True)
class Reply:
    """Status, headers and body pieces. A reply without content-length is sent in chunks."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    pieces: Iterable[Piece] = ()
    before: threading.Event | None = None


Script: TypeAlias = Callable[[Received], Reply]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512
    upstream: ScriptedUpstream

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no news here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.upstream.connections += 1

    def do_POST(self) -> None:
        self._serve()

    def do_GET(self) -> None:
        self._serve()

    def _serve(self) -> None:
        length = int(self.headers.get("content-length", 0))
        received = Received(self.command, self.path, dict(self.headers), self.rfile.read(length))
        reply = self.server.upstream.take(received)
        if reply.before and not reply.before.wait(_PATIENCE_S):
            raise ConnectionAbortedError
        self._send_head(reply)
        for piece in reply.pieces:
            self._send_piece(piece, chunked=_chunked(reply))
        if _chunked(reply):
            self.wfile.write(b"0\r\n\r\n")
        self.server.upstream.completed += 1

    def _send_head(self, reply: Reply) -> None:
        self.wfile.write(f"HTTP/1.1 {reply.status} Scripted\r\n".encode())
        for name, value in reply.headers:
            self.wfile.write(f"{name}: {value}\r\n".encode())
        if _chunked(reply):
            self.wfile.write(b"Transfer-Encoding: chunked\r\n")
        self.wfile.write(b"\r\n")

    def _send_piece(self, piece: Piece, *, chunked: bool) -> None:
        if isinstance(piece, threading.Event):
            if not piece.wait(_PATIENCE_S):
                raise ConnectionAbortedError
        elif isinstance(piece, str):
            self.close_connection = True
            raise ConnectionAbortedError
        elif chunked:
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        else:
            self.wfile.write(piece)

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


def _chunked(reply: Reply) -> bool:
    return not any(name.lower() == "content-length" for name, _ in reply.headers)


@dataclass
class ScriptedUpstream:
    """Runs the server; `received` are its own count of calls, `completed` those it finished."""

    script: Script | None = None
    received: list[Received] = field(default_factory=list)
    completed: int = 0
    connections: int = 0
    unexpected: int = 0

    def __post_init__(self) -> None:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.upstream = self
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    @property
    def url(self) -> str:
        """Its base address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def take(self, received: Received) -> Reply:
        """Note a request and find its reply."""
        with self._lock:
            self.received.append(received)
        if self.script is None:
            self.unexpected += 1
            return whole(b'{"error": {"message": "unscripted"}}', status=599)
        return self.script(received)

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def whole(body: bytes, status: int = 200, **headers: str) -> Reply:
    """Return a reply in one piece. Header names are given with underscores."""
    extra = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    length = ("Content-Length", str(len(body)))
    return Reply(status, (("Content-Type", "application/json"), length, *extra), (body,))


def events(*pieces: Piece) -> Reply:
    """Return a stream of events, each piece one chunk."""
    return Reply(200, (("Content-Type", "text/event-stream; charset=utf-8"),), pieces)
