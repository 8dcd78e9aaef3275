"""Facts: what was established once, journaled, and recalled by its slot ever after."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from core.action import Action, Attempt, Outcome
from core.json_values import Json
from core.seams import Journal

RUN_NOW: Final = "now"


def recall_fact(journal: Journal, action: Action) -> Json:
    """Return what was recorded, None where nothing was."""
    recorded = journal.recall(action)
    return recorded.output if isinstance(recorded, Outcome) else None


def record_fact(journal: Journal, action: Action, value: Json) -> None:
    """Record a fact durably."""
    journal.settle(Attempt(action, 1, action.slot, {}, "fact"), Outcome("done", output=value))


def recall_or_record(journal: Journal, action: Action, make: Callable[[], Json]) -> Json:
    """Return what was recorded first, recording it now where nothing was."""
    recorded = journal.recall(action)
    if not isinstance(recorded, Outcome):
        record_fact(journal, action, make())
    return recall_fact(journal, action)
