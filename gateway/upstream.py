"""The connection to the model: no cookies, no redirects, no retries."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ssl import SSLContext

import httpx

from gateway.headers import upstream_headers
from gateway.lanes import Lanes
from gateway.request import ModelRequest
from gateway.settings import GatewaySettings

# Below what servers usually keep: a call must not meet a connection that is just being closed.
_KEEP_IDLE_S = 4.0


class Upstream:
    """Sends requests with the operator's key."""

    def __init__(self, settings: GatewaySettings) -> None:
        self._settings = settings
        self._lanes = Lanes(self._new_client)

    def _new_client(self) -> httpx.AsyncClient:
        longest = self._settings.timeout_s
        return httpx.AsyncClient(
            verify=_certificates(),
            # Callers must not share upstream's cookies.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            limits=httpx.Limits(
                max_connections=None,
                max_keepalive_connections=None,
                keepalive_expiry=_KEEP_IDLE_S,
            ),
            timeout=httpx.Timeout(longest, connect=min(10.0, longest)),
            follow_redirects=False,
        )

    @asynccontextmanager
    async def stream(
        self, request: ModelRequest, query: bytes, headers: Iterable[tuple[bytes, bytes]]
    ) -> AsyncIterator[httpx.Response]:
        """Send a request and yield the answer, its body unread."""
        address = f"{self._settings.upstream}{request.path}"
        if query:
            address += "?" + query.decode("ascii", "replace")
        async with (
            self._lanes.client() as client,
            client.stream(
                "GET" if request.endpoint == "models" else "POST",
                address,
                headers=upstream_headers(headers, self._settings.upstream_key),
                content=request.body or None,
            ) as response,
        ):
            yield response

    async def close(self) -> None:
        """Close every connection."""
        await self._lanes.close()


@cache
def _certificates() -> SSLContext:
    """Reading them takes tens of milliseconds, so once for all clients."""
    return httpx.create_ssl_context()
