"""What a person sees while a batch runs: a bar on a terminal, plain lines on a pipe."""

from __future__ import annotations

import sys
import threading
from typing import Protocol

from app.tally import Tally
from core.seams import Clock

SECONDS_BETWEEN_LINES = 2.0


class Progress(Protocol):
    """Told after every task; `close` leaves the terminal as it was."""

    def show(self, tally: Tally) -> None: ...
    def close(self) -> None: ...


class NoProgress:
    """Says nothing."""

    def show(self, tally: Tally) -> None: ...

    def close(self) -> None: ...


class LineProgress:
    """A line now and then on standard error, and always one for the last task."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._next = clock, clock.monotonic()
        self._lock = threading.Lock()

    def show(self, tally: Tally) -> None:
        with self._lock:
            if self._clock.monotonic() < self._next and tally.unfinished:
                return
            self._next = self._clock.monotonic() + SECONDS_BETWEEN_LINES
        print(f"{tally.ended}/{tally.total} tasks, {counts(tally)}", file=sys.stderr, flush=True)

    def close(self) -> None: ...


class BarProgress:
    """A bar on the terminal's standard error."""

    def __init__(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
        self._bar = Bar(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("starting", total=total)
        self._bar.start()

    def show(self, tally: Tally) -> None:
        self._bar.update(self._task, completed=tally.ended, description=counts(tally))

    def close(self) -> None:
        self._bar.stop()


def progress_for(total: int, clock: Clock, *, quiet: bool) -> Progress:
    """Choose by where standard error goes."""
    if quiet:
        return NoProgress()
    return BarProgress(total) if sys.stderr.isatty() else LineProgress(clock)


def counts(tally: Tally) -> str:
    """Say calls, retries, tokens and cost in one line."""
    cost = f", ${tally.usd:.4f}" if tally.usd else ""
    return f"{tally.calls} calls, {tally.retries} retries, {tally.tokens} tokens{cost}"
