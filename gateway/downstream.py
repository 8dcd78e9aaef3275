"""The caller's side of one call: reading what it sends, sending what it gets."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

from gateway.headers import Headers, header
from gateway.refusal import INVALID, Refusal

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

_BODY_WITHIN_S = 60.0


class CallerGone(Exception):
    """The caller closed its connection before it had sent its request."""


async def read_body(scope: Scope, receive: Receive, largest: int) -> bytes:
    """Return the whole body. Refusal 413 over `largest` bytes, 408 when it takes too long."""
    declared = header(scope["headers"], b"content-length")
    if declared.isdigit() and int(declared) > largest:
        raise _too_large(largest)
    try:
        async with asyncio.timeout(_BODY_WITHIN_S):
            return await _collect(receive, largest)
    except TimeoutError:
        raise Refusal(408, "request_timeout", "The request took too long to arrive.") from None


async def _collect(receive: Receive, largest: int) -> bytes:
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CallerGone
        part = message.get("body", b"")
        parts.append(part)
        size += len(part)
        if size > largest:
            raise _too_large(largest)
        if not message.get("more_body"):
            return b"".join(parts)


def _too_large(largest: int) -> Refusal:
    return Refusal(
        413, "request_too_large", f"A request may have at most {largest} bytes.", type=INVALID
    )


async def gone(receive: Receive) -> None:
    """Return when the caller has closed its connection."""
    while (await receive())["type"] != "http.disconnect":
        pass


class Downstream:
    """Sends one answer, each piece at once."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False

    async def start(self, status: int, headers: Headers) -> None:
        """Send status and headers."""
        self.started = True
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def write(self, data: bytes) -> None:
        """Send a piece of the body."""
        await self._send({"type": "http.response.body", "body": data, "more_body": True})

    async def finish(self, data: bytes = b"") -> None:
        """Send the last piece. Without it the server cuts the connection, as upstream did."""
        await self._send({"type": "http.response.body", "body": data})

    async def refuse(self, refusal: Refusal) -> None:
        """Answer in the gateway's own name, unless another answer is under way."""
        if self.started:
            return
        body = refusal.body()
        headers = [(b"content-type", b"application/json"), _length(body)]
        headers += [(k.lower().encode(), v.encode()) for k, v in refusal.headers.items()]
        await self.start(refusal.status, headers)
        await self.finish(body)

    async def answer(self, status: int, headers: Headers, body: bytes) -> None:
        """Send a whole answer, or its last piece where it is under way."""
        if not self.started:
            await self.start(status, [*headers, _length(body)])
        await self.finish(body)


def _length(body: bytes) -> tuple[bytes, bytes]:
    return b"content-length", str(len(body)).encode()
