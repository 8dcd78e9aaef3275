"""Tools behind HTTP: one pooled client, one time limit per attempt, outcomes as the contract says.

Nothing is retried, redirected or sent through a proxy of the environment. What is asked for comes
from the bindings alone: an argument is only ever a part of the path, the query or the body.
"""

from __future__ import annotations

import asyncio
import ssl
import weakref
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import httpx

from core.crash_points import CrashPoints
from core.errors import ToolBusy, ToolInDoubt, ToolRejected
from core.json_values import canonical
from core.seams import Clock, ToolCall, ToolOutput
from core.tool import Tool
from tool_adapters.event_loop import EventLoopThread
from tool_adapters.http_body import UnusableBody, read_body
from tool_adapters.http_outcome import HttpAnswer, output_of
from tool_adapters.http_request import HttpBinding, HttpRequest, http_binding, request_of

# Well under the usual idle limits of servers: a connection that the server closes while a request
# is on its way leaves a write in doubt.
KEEP_ALIVE_S = 2.0
SHORTEST_SECRET = 6  # characters; shorter values would blot out harmless text


class HttpAdapter:
    """Calls tools over HTTP."""

    def __init__(
        self, bindings: Mapping[str, HttpBinding], clock: Clock, crash_points: CrashPoints
    ) -> None:
        self._bindings = bindings
        self._clock = clock
        self._crash_points = crash_points
        self._loop = EventLoopThread("http tools")
        self._client = httpx.AsyncClient(
            verify=_trusted(),
            timeout=None,
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=None, keepalive_expiry=KEEP_ALIVE_S),
        )
        self._finish = weakref.finalize(self, self._loop.finish, self._client.aclose)
        self._finish.atexit = False

    def call(self, call: ToolCall) -> ToolOutput:
        binding = self._bindings[call.tool.name]
        request = request_of(binding, call)
        answer = self._loop.run(_Exchange(self._client, call, self._crash_points).make(request))
        answer = _without_secrets(answer, binding.secrets)
        return output_of(call, request.method, answer, self._clock.now())

    def close(self) -> None:
        """Close the connections; the same happens when the adapter is forgotten."""
        self._finish()
        self._loop.join()


@cache
def _trusted() -> ssl.SSLContext:
    """Return the certificates that are trusted, which take 30 ms to load."""
    return httpx.create_ssl_context(trust_env=False)


def build(tools: Iterable[Tool], clock: Clock, crash_points: CrashPoints) -> HttpAdapter:
    """Return the adapter for these tools. Raises InputError for a missing environment variable."""
    return HttpAdapter({tool.name: http_binding(tool) for tool in tools}, clock, crash_points)


class _Exchange:
    """One request on its way, and how far it came."""

    def __init__(
        self, client: httpx.AsyncClient, call: ToolCall, crash_points: CrashPoints
    ) -> None:
        self._client = client
        self._call = call
        self._crash_points = crash_points
        self._left = False
        self._response: httpx.Response | None = None

    async def make(self, request: HttpRequest) -> HttpAnswer:
        """Send a request and return its answer. Raises ToolBusy, ToolInDoubt or ToolRejected."""
        try:
            async with asyncio.timeout(self._call.timeout_s):
                return await self._send(request)
        except TimeoutError:
            return self._cut_off(f"no answer within {self._call.timeout_s:g} s")
        except httpx.TransportError as error:
            return self._cut_off(f"{type(error).__name__}: {error}".removesuffix(": "))
        except httpx.InvalidURL:
            raise ToolRejected("not sent: the arguments make no valid address") from None

    async def _send(self, request: HttpRequest) -> HttpAnswer:
        async with self._client.stream(
            request.method,
            request.url,
            headers=request.headers,
            content=request.body,
            extensions={"trace": self._trace},
        ) as response:
            self._response = response
            return _answer(response, await _body(response))

    def _cut_off(self, why: str) -> HttpAnswer:
        """Judge a request that came to no proper end by how far it had come."""
        if not self._left:
            raise ToolBusy(f"not sent: {why}") from None
        if self._response is None or self._response.is_success:
            raise ToolInDoubt(why) from None
        return _answer(self._response, b"")

    async def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if event.endswith(".send_request_headers.started"):
            self._left = True
        elif event.endswith(".send_request_body.complete"):
            self._crash_points.reach("after_send")
        elif event.endswith(".receive_response_headers.complete"):
            self._crash_points.reach("after_effect")


async def _body(response: httpx.Response) -> bytes | UnusableBody:
    try:
        return await read_body(response.aiter_raw(), response.headers.get("Content-Encoding", ""))
    except UnusableBody as problem:
        return problem


def _answer(response: httpx.Response, body: bytes | UnusableBody) -> HttpAnswer:
    retry_after = response.headers.get("Retry-After")
    if isinstance(body, UnusableBody):
        return HttpAnswer(response.status_code, b"", retry_after, str(body))
    return HttpAnswer(response.status_code, body, retry_after)


def _without_secrets(answer: HttpAnswer, secrets: Iterable[str]) -> HttpAnswer:
    """Blot out header values that the tool echoes, before anything is shown or stored."""
    body = answer.body
    for secret in secrets:
        if len(secret) >= SHORTEST_SECRET:
            for shown in (secret, canonical(secret)[1:-1]):
                body = body.replace(shown.encode(), b"[secret]")
    return HttpAnswer(answer.status, body, answer.retry_after, answer.problem)
