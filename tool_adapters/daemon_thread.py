"""Runs a function where nobody must wait for it: not the caller, nor the process's end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Value = TypeVar("Value")


def in_daemon_thread(work: Callable[[], Value], *, name: str) -> Future[Value]:
    """Start `work` in a daemon thread of its own and return its future."""
    future: Future[Value] = Future()

    def run() -> None:
        try:
            value = work()
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(value)

    future.set_running_or_notify_cancel()  # so that nobody can cancel it
    threading.Thread(target=run, name=name, daemon=True).start()
    return future
