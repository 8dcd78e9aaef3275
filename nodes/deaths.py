"""A task over which process after process died is not worked on for ever (design.md, rule 12)."""

from __future__ import annotations

from typing import Final

from core.action import Action
from core.facts import recall_fact, record_fact
from core.seams import Journal

MOST_DEATHS: Final = 5
_DEATHS: Final = "deaths"


def note_deaths(deaths: int, journal: Journal, run_id: str, task_id: str) -> None:
    """Record for good that too many processes died, if so many did."""
    if deaths >= MOST_DEATHS and not died_over(journal, run_id, task_id):
        record_fact(journal, Action(run_id, task_id, _DEATHS), deaths)


def died_over(journal: Journal, run_id: str, task_id: str) -> str:
    """Say why no further call may be made, "" where it may."""
    deaths = recall_fact(journal, Action(run_id, task_id, _DEATHS))
    return "" if deaths is None else f"{deaths} processes in a row died during its calls"
