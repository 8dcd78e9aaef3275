"""Crash points that do crash: SIGKILL at the n-th arrival; and others that only write a trace."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from pathlib import Path

from core.crash_points import CrashPoints


class KillAt:
    """Kills the process the `nth` time that it reaches `point`."""

    def __init__(self, point: str, nth: int) -> None:
        self._point, self._left = point, nth
        self._lock = threading.Lock()

    def reach(self, point: str) -> None:
        if point != self._point:
            return
        with self._lock:
            self._left -= 1
            if self._left == 0:
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


def crash_points(kill: tuple[str, int] | None, trace: str | None) -> CrashPoints | None:
    """Return what an agent was ordered to use; None for its own, which do nothing."""
    if kill is not None:
        return KillAt(*kill)
    return Trace(Path(trace)) if trace is not None else None
