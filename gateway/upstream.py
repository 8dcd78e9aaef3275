"""The connection to the model: one client, no cookies, no redirects, no retries."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING

from gateway.headers import upstream_headers
from gateway.request import ModelRequest
from gateway.settings import GatewaySettings

if TYPE_CHECKING:
    import httpx


class Upstream:
    """Sends requests with the operator's key."""

    def __init__(self, settings: GatewaySettings) -> None:
        import httpx

        self._settings = settings
        # Callers must not share upstream's cookies, and concurrency is the callers' business.
        self._client = httpx.AsyncClient(
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=256),
            timeout=httpx.Timeout(settings.timeout_s, connect=min(10.0, settings.timeout_s)),
            follow_redirects=False,
        )

    def stream(
        self, request: ModelRequest, query: bytes, headers: Iterable[tuple[bytes, bytes]]
    ) -> AbstractAsyncContextManager[httpx.Response]:
        """Return a context that sends the request and yields the answer, its body unread."""
        address = f"{self._settings.upstream}{request.path}"
        if query:
            address += "?" + query.decode("ascii", "replace")
        return self._client.stream(
            "GET" if request.endpoint == "models" else "POST",
            address,
            headers=upstream_headers(headers, self._settings.upstream_key),
            content=request.body or None,
        )

    async def close(self) -> None:
        """Close every connection."""
        await self._client.aclose()
