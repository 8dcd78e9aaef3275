"""Calls that outlived their time limit, until somebody asks what became of them."""

from __future__ import annotations

import threading
from concurrent.futures import Future

from core.action import Action, Outcome
from core.seams import ToolOutput

ASK_AGAIN_S = 1.0
_RUNNING = Outcome(
    "in_doubt", message="an earlier attempt is still running", retry_after=ASK_AGAIN_S
)


class AbandonedCalls:
    """At most one call per action: while it runs, the action gets no further attempt."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[Action, Future[ToolOutput]] = {}
        self._ended: dict[Action, Outcome] = {}

    def abandon(self, action: Action, running: Future[ToolOutput]) -> None:
        """Note that nobody waits any more for the action's call."""
        with self._lock:
            self._running[action] = running

    def running(self, action: Action) -> Future[ToolOutput] | None:
        """Return the action's abandoned call."""
        with self._lock:
            return self._running.get(action)

    def end(self, action: Action, outcome: Outcome) -> None:
        """Note what became of it, once that is on disk."""
        with self._lock:
            self._running.pop(action, None)
            self._ended[action] = outcome

    def ask(self, action: Action) -> Outcome | None:
        """Return the outcome that came late, once; "in_doubt" while the call still runs.

        None where there is no such call.
        """
        with self._lock:
            return _RUNNING if action in self._running else self._ended.pop(action, None)
