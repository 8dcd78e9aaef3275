"""A server on loopback that answers with exactly the bytes a test wants, or with none."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Received:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Answering: TypeAlias = Callable[[Received, socket.socket], None]


@dataclass
class RawServer:
    """A running server: `requests` are those it read; `connections` counts those it took."""

    url: str = ""
    requests: list[Received] = field(default_factory=list)
    connections: int = 0


def answer_bytes(
    status: int, body: bytes = b"", headers: dict[str, str] | None = None, reason: str = "X"
) -> bytes:
    """Return a whole HTTP answer."""
    lines = [f"HTTP/1.1 {status} {reason}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def answering(status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> Answering:
    """Return a behaviour that gives the same answer to every request."""
    return lambda request, connection: connection.sendall(answer_bytes(status, body, headers))


@contextmanager
def raw_server(answer: Answering) -> Iterator[RawServer]:
    """Serve until the test ends; `answer` may send slowly, close or wait as it likes."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = RawServer(f"http://127.0.0.1:{listener.getsockname()[1]}")
    threading.Thread(target=_accept, args=(listener, server, answer), daemon=True).start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _accept(listener: socket.socket, server: RawServer, answer: Answering) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            server.connections += 1
            threading.Thread(target=_serve, args=(connection, server, answer), daemon=True).start()


def _serve(connection: socket.socket, server: RawServer, answer: Answering) -> None:
    with suppress(OSError, ValueError), connection, connection.makefile("rb") as stream:
        while request_line := stream.readline():
            method, path, _ = request_line.decode().split(" ")
            headers = dict(_header(line) for line in iter(stream.readline, b"\r\n"))
            body = stream.read(int(headers.get("content-length", 0)))
            request = Received(method, path, headers, body)
            server.requests.append(request)
            answer(request, connection)


def _header(line: bytes) -> tuple[str, str]:
    name, _, value = line.decode().partition(":")
    return name.lower(), value.strip()
