"""One call between caller and upstream, from the reserved budget to the booked cost."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from core.seams import Clock
from gateway.answers import WholeAnswer, answer_for
from gateway.downstream import Downstream
from gateway.headers import Headers, downstream_headers, is_read
from gateway.ledger import Settlement
from gateway.redaction import Redaction
from gateway.refusal import Refusal
from gateway.settling import AdmittedCall, Seen, Trouble, settlement
from gateway.upstream import Upstream

_LOG = logging.getLogger("gateway")

_LARGEST_STATUS = 599
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


@dataclass(frozen=True)
class Line:
    """What a call goes out with: the client, the caller's query and headers, and the time limit."""

    upstream: Upstream
    query: bytes
    headers: Headers
    secret: str
    timeout_s: float


class Exchange:
    """Passes one call on. Whatever happens, it is booked once."""

    def __init__(
        self,
        call: AdmittedCall,
        line: Line,
        downstream: Downstream,
        clock: Clock,
        book: Callable[[int, Settlement], None],
    ) -> None:
        self._call, self._line, self._downstream = call, line, downstream
        self._clock, self._book = clock, book
        self._seen = Seen(sent_at=clock.monotonic())
        self._booked = False

    def caller_left(self) -> None:
        """Note why the call is about to be cancelled."""
        self._seen.trouble = "client_gone"

    async def run(self) -> None:
        """Send, pass on, book. An upstream that breaks off midway breaks the caller off too."""
        try:
            await self._in_time()
        except Refusal as refusal:
            self._settle()
            await self._downstream.refuse(refusal)
        except asyncio.CancelledError:
            self._seen.trouble = self._seen.trouble or "gateway_stopped"
            raise
        finally:
            self._settle()

    async def _in_time(self) -> None:
        try:
            async with asyncio.timeout(self._line.timeout_s):
                await self._pass_on()
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL) as problem:
            self._seen.trouble = _trouble(problem)
            _LOG.warning("%s (%s)", self._seen.trouble, type(problem).__name__)
            raise _refusal(self._seen.trouble) from None

    async def _pass_on(self) -> None:
        line, seen = self._line, self._seen
        async with line.upstream.stream(self._call.request, line.query, line.headers) as response:
            seen.status = response.status_code
            if response.status_code == 401:
                raise _key_refused()
            if response.status_code > _LARGEST_STATUS:
                raise _refusal("upstream_gone")
            await self._pass_body(response)

    async def _pass_body(self, response: httpx.Response) -> None:
        seen, redaction = self._seen, Redaction(self._line.secret)
        headers = _redacted(downstream_headers(response.headers.raw), self._line.secret)
        answer = answer_for(response.headers.get("content-type", ""), self._call.request)
        seen.answer = answer
        if not isinstance(answer, WholeAnswer):
            await self._downstream.start(response.status_code, headers)
        read = is_read(response.headers.raw)
        async for data in response.aiter_bytes() if read else response.aiter_raw():
            seen.first_byte_at = seen.first_byte_at or self._clock.monotonic()
            if passed := redaction.feed(answer.feed(data)):
                await self._write(response.status_code, headers, passed)
        last = redaction.feed(answer.rest()) + redaction.rest()
        # Booked before the caller can see the end, so that it finds its own call in /usage.
        self._settle()
        await self._downstream.answer(response.status_code, headers, last)

    async def _write(self, status: int, headers: Headers, data: bytes) -> None:
        if not self._downstream.started:
            await self._downstream.start(status, headers)
        await self._downstream.write(data)

    def _settle(self) -> None:
        if not self._booked:
            self._booked = True
            self._book(
                self._call.number, settlement(self._call, self._seen, self._clock.monotonic())
            )


def _trouble(problem: Exception) -> Trouble:
    if isinstance(problem, _NEVER_SENT):
        return "unreachable"
    late = isinstance(problem, TimeoutError | httpx.TimeoutException)
    return "upstream_timeout" if late else "upstream_gone"


def _refusal(trouble: Trouble) -> Refusal:
    status, message = {
        "unreachable": (502, "The model cannot be reached."),
        "upstream_timeout": (504, "The model took too long."),
    }.get(trouble, (502, "The model broke the call off."))
    return Refusal(status, trouble, message, "server_error")


def _redacted(headers: Headers, secret: str) -> Headers:
    if not secret:
        return headers
    key = secret.encode("ascii")
    return [(name, value.replace(key, b"*" * len(key))) for name, value in headers]


def _key_refused() -> Refusal:
    _LOG.error("upstream refuses the gateway's key")
    return Refusal(
        502,
        "upstream_refused_key",
        "The model refuses the gateway's own key; its operator must look at it.",
        "server_error",
    )
