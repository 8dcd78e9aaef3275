"""The facts of a run that app itself journals: settled once, recalled by their slot."""

from __future__ import annotations

from collections.abc import Callable

from core.action import Action, Attempt, Outcome
from core.json_values import Json
from core.seams import Journal


def fact(run_id: str, name: str, task_id: str = "") -> Action:
    """Return the identity of a fact, of one task or of the whole run."""
    return Action(run_id, task_id, name)


def recall_fact(journal: Journal, action: Action) -> Json:
    """Return what was recorded, None where nothing was."""
    recorded = journal.recall(action)
    return recorded.output if isinstance(recorded, Outcome) else None


def record_fact(journal: Journal, action: Action, value: Json) -> None:
    """Record a fact durably."""
    journal.settle(Attempt(action, 1, action.slot, {}, "fact"), Outcome("done", output=value))


def recall_or_record(journal: Journal, action: Action, make: Callable[[], Json]) -> Json:
    """Return what was recorded at first, recording it now where nothing was."""
    recorded = journal.recall(action)
    if isinstance(recorded, Outcome):
        return recorded.output
    value = make()
    record_fact(journal, action, value)
    return value
