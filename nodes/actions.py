"""From a dispatched call to its action, and to what the journal says about it."""

from __future__ import annotations

from core.action import Action, AttemptRecord
from core.observation import Dispatch
from core.seams import Journal
from core.services import Services


def action_of(dispatch: Dispatch, task_id: str, run_id: str) -> Action:
    """Return the action that a dispatched call is an attempt at."""
    return Action(run_id, task_id, dispatch["slot"], dispatch["item"], dispatch["generation"])


def attempts_at(action: Action, journal: Journal) -> list[AttemptRecord]:
    """Return the recorded attempts at an action, in order of sequence."""
    return [one for one in journal.history(action.task_id) if one.attempt.action == action]


def already_made(dispatch: Dispatch, task_id: str, services: Services) -> bool:
    """Whether the journal answers this call: then it costs nothing and need not wait."""
    records = attempts_at(action_of(dispatch, task_id, services.run_id), services.journal)
    return any(
        one.attempt.number >= dispatch["attempt"] or (one.outcome and one.outcome.final)
        for one in records
    )
