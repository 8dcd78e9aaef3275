"""An event loop in a daemon thread, where a request can be cut off at any moment."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

from tool_adapters.daemon_thread import in_daemon_thread

Value = TypeVar("Value")


class _Loop(asyncio.SelectorEventLoop):
    """Looks names up in daemon threads: those of the default executor hold up the process's end."""

    async def getaddrinfo(self, host: Any, port: Any, **hints: Any) -> Any:
        look_up = partial(socket.getaddrinfo, host, port, **hints)
        return await asyncio.wrap_future(in_daemon_thread(look_up, name="name look-up"))


class EventLoopThread:
    """Runs coroutines for other threads."""

    def __init__(self, name: str) -> None:
        self._loop = _Loop()
        self._thread = threading.Thread(target=_serve, args=(self._loop,), name=name, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, Value]) -> Value:
        """Run a coroutine to its end and return or raise what it does."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def finish(self, last: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Run one last coroutine, then stop. Does not wait, so that any thread may ask for it."""

        async def last_and_stop() -> None:
            try:
                await last()
            finally:
                self._loop.stop()

        asyncio.run_coroutine_threadsafe(last_and_stop(), self._loop)

    def join(self) -> None:
        """Wait until it has stopped."""
        self._thread.join()


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()
