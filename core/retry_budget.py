"""How much the tasks of a run may retry together, so that a dying tool is not hit the harder."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Final

ALL_TOOLS: Final = ""


class RetryBudget:
    """A retry takes one from its tool's share and one from the run's; a success gives one back.

    Lives in memory: what was decided is in the journal, a new process starts with full shares.
    """

    def __init__(self, per_tool: int = 100, per_run: int = 1_000) -> None:
        self._per_tool, self._per_run = per_tool, per_run
        self._lock = threading.Lock()
        self._spent: Counter[str] = Counter()

    def take(self, tool: str) -> bool:
        """Take one retry, if there is one left."""
        with self._lock:
            if self._spent[tool] >= self._per_tool or self._spent[ALL_TOOLS] >= self._per_run:
                return False
            self._spent[tool] += 1
            self._spent[ALL_TOOLS] += 1
            return True

    def give_back(self, tool: str) -> None:
        """Give one back: the tool is at work, or the retry was not sent at all."""
        with self._lock:
            for share in (tool, ALL_TOOLS):
                if self._spent[share]:
                    self._spent[share] -= 1
