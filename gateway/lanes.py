"""HTTP clients side by side, because one client's pool slows down with the square of its size."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

# httpcore 1.0 goes through all pairs of a pool's connections when a call begins and when it ends.
_CALLS_A_LANE = 16


class _Lane:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client, self.calls = client, 0


class Lanes:
    """As many clients as the calls under way need; calls one after the other share connections."""

    def __init__(self, make_client: Callable[[], httpx.AsyncClient]) -> None:
        self._make_client = make_client
        self._lanes: list[_Lane] = []

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """Yield a client for one call."""
        lane = self._free()
        lane.calls += 1
        try:
            yield lane.client
        finally:
            lane.calls -= 1

    def _free(self) -> _Lane:
        for lane in self._lanes:
            if lane.calls < _CALLS_A_LANE:
                return lane
        self._lanes.append(_Lane(self._make_client()))
        return self._lanes[-1]

    async def close(self) -> None:
        """Close every connection."""
        for lane in self._lanes:
            await lane.client.aclose()
