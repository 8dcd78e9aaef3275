"""Crash points that crash: SIGKILL at the n-th arrival; and others that only tell."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from pathlib import Path

from core.crash_points import CrashPoints
from tests.faults.order import Order


class KillAt:
    """Kills the process when it has reached each of these points so often, one after the other."""

    def __init__(self, *places: tuple[str, int]) -> None:
        self._places = list(places)
        self._seen = 0
        self._lock = threading.Lock()

    def reach(self, point: str) -> None:
        with self._lock:
            awaited, nth = self._places[0]
            if point != awaited:
                return
            self._seen += 1
            if self._seen == nth:
                self._next()

    def _next(self) -> None:
        self._seen = 0
        if len(self._places) > 1:
            self._places.pop(0)
            return
        os.kill(os.getpid(), signal.SIGKILL)
        threading.Event().wait()  # the signal may meet another thread first


class Trace:
    """Writes down every arrival, as lines of point and count."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")
        self._lock = threading.Lock()
        self._seen: Counter[str] = Counter()

    def reach(self, point: str) -> None:
        with self._lock:
            self._seen[point] += 1
            print(point, self._seen[point], file=self._file, flush=True)


class Announce:
    """Says through a fifo, once, that the first call is about to be made."""

    def __init__(self, fifo: Path) -> None:
        self._fifo: Path | None = fifo
        self._lock = threading.Lock()

    def reach(self, point: str) -> None:
        with self._lock:
            if point == "before_intent" and self._fifo is not None:
                descriptor = os.open(self._fifo, os.O_WRONLY | os.O_NONBLOCK)
                os.write(descriptor, b"!")
                os.close(descriptor)
                self._fifo = None


def crash_points(order: Order) -> CrashPoints | None:
    """Return what an agent was ordered to use; None for its own, which do nothing."""
    if order.kill is not None:
        return KillAt(*([order.kill_after] if order.kill_after else []), order.kill)
    if order.trace is not None:
        return Trace(Path(order.trace))
    return Announce(Path(order.announce)) if order.announce is not None else None
