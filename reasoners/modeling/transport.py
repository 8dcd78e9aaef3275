"""One HTTP exchange with the model: a total deadline, a size cap, and the raw bytes kept.

The client library repairs what it reads (half a tool call becomes a whole one), so replies are
judged from these bytes and never from what the library made of them.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

MAX_BODY = 8 * 1024 * 1024


@dataclass(frozen=True)
class Exchange:
    """What one request came to. `status` is 0 where no whole answer arrived.

    `sent` is False where the request certainly never reached the endpoint.
    """

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: str = ""
    sent: bool = True


class RecordingTransport(httpx.BaseTransport):
    """Carries requests through `inner` and keeps the calling thread's last exchange."""

    def __init__(self, inner: httpx.Client, timeout_s: float) -> None:
        self._inner = inner
        self._timeout_s = timeout_s
        self._kept = threading.local()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        exchange = self._within_deadline(request)
        self._kept.exchange = exchange
        if not 200 <= exchange.status < 300:
            # Ends the library's part: it would warn, guess and reword.
            raise httpx.TransportError(exchange.failure or f"HTTP {exchange.status}")
        kind = exchange.headers.get("content-type", "application/json")
        return httpx.Response(
            exchange.status,
            headers={"content-type": kind},
            content=exchange.body,
            request=request,
        )

    def wait_at_most(self, seconds: float) -> None:
        """Bound how long this thread waits for an answer."""
        self._kept.longest_s = seconds

    def take(self) -> Exchange | None:
        """Return this thread's last exchange and forget it."""
        exchange: Exchange | None = getattr(self._kept, "exchange", None)
        self._kept.exchange = None
        return exchange

    def close(self) -> None:
        self._inner.close()

    def _within_deadline(self, request: httpx.Request) -> Exchange:
        """A trickled reply resets every socket time-out; only a second thread can bound it."""
        answers: queue.SimpleQueue[Exchange] = queue.SimpleQueue()
        work = threading.Thread(
            target=lambda: answers.put(self._exchange(request)), name="model-call", daemon=True
        )
        work.start()
        seconds = min(self._timeout_s, getattr(self._kept, "longest_s", self._timeout_s))
        try:
            return answers.get(timeout=seconds)
        except queue.Empty:
            return Exchange(0, failure=f"no answer within {seconds:.3g} s")

    def _exchange(self, request: httpx.Request) -> Exchange:
        try:
            response = self._inner.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout) as problem:
            return Exchange(0, failure=f"cannot connect: {problem}", sent=False)
        except Exception as problem:
            return Exchange(0, failure=_said(problem))
        try:
            return Exchange(response.status_code, response.headers, _bounded(response))
        except Exception as problem:
            return Exchange(0, failure=f"the answer broke off: {_said(problem)}")
        finally:
            response.close()


def _bounded(response: httpx.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_BODY:
            raise ValueError(f"more than {MAX_BODY} bytes")
    return bytes(body)


def _said(problem: Exception) -> str:
    return str(problem) or type(problem).__name__
