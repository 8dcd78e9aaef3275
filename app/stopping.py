"""Ctrl-C and SIGTERM: the first finishes what is being written, the second ends at once."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from core.clock import SystemClock

EXIT_CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}


class RunStopped(Exception):
    """Work on a task ends here for now; nothing is lost."""


class StopRequest:
    """Set once, by a signal or by the first thread that cannot go on."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self.exit_code: int | None = None

    def ask(self, exit_code: int | None = None) -> None:
        """Ask every thread to stop at its next safe place."""
        self.exit_code = self.exit_code or exit_code
        self._event.set()

    @property
    def asked(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait for a stop; True when one came in time."""
        return self._event.wait(seconds)


class StoppableClock(SystemClock):
    """Real time, whose sleeps end with RunStopped when a stop is asked for."""

    def __init__(self, stop: StopRequest) -> None:
        self._stop = stop

    def sleep(self, seconds: float) -> None:
        if self._stop.wait(seconds):
            raise RunStopped


@contextmanager
def signals_ask(stop: StopRequest) -> Iterator[None]:
    """Let SIGINT and SIGTERM ask for a stop, and a second one end the process."""

    def on_signal(number: int, frame: FrameType | None) -> None:
        code = EXIT_CODES[signal.Signals(number)]
        if stop.asked:
            os._exit(code)
        print("\nfinishing what is under way; once more ends at once", file=sys.stderr)
        stop.ask(code)

    before = {number: signal.signal(number, on_signal) for number in EXIT_CODES}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
