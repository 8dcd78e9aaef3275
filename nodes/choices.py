"""What recover chose to do, and why: journaled before it is done, and recalled on a replay."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, cast

from core.action import Action
from core.facts import recall_fact, record_fact
from core.json_values import Json
from core.observation import Failure
from nodes.possible import pause_before_next, possible
from nodes.recovery_rules import CHOICE, RULES, Remedy
from nodes.safety import safe_until
from nodes.trouble import Case, Trouble, trouble_of


@dataclass(frozen=True)
class Choice:
    """One choice. `wait` is in seconds; past `until` (seconds since the epoch) it is void.

    `trouble` and `failure` are what it was made for; `before` says why earlier remedies were in
    vain.
    """

    do: Remedy
    trouble: Trouble
    failure: Failure
    wait: float = 0.0
    until: float | None = None
    before: str = ""


def next_choice(case: Case, turn: int, in_vain: dict[Remedy, str]) -> Choice:
    """Return what was chosen at this turn, choosing now where nothing was."""
    fact = _fact(case, turn)
    recorded = recall_fact(case.view.services.journal, fact)
    if recorded is not None:
        return Choice(**cast("dict[str, Any]", recorded))
    choice = _choose(case, in_vain)
    record_fact(case.view.services.journal, fact, cast(Json, asdict(choice)))
    return choice


def _choose(case: Case, in_vain: dict[Remedy, str]) -> Choice:
    trouble = trouble_of(case)
    row = RULES[trouble, case.kind]
    chosen = next(one for one in row if one not in in_vain and possible(one, case))
    goes_on = chosen in ("again", "wait")
    return Choice(
        do=chosen,
        trouble=trouble,
        failure=case.failure,
        wait=pause_before_next(case) if goes_on else 0.0,
        until=safe_until(case) if chosen == "again" else None,
        before="; ".join(why for why in in_vain.values() if why),
    )


def _fact(case: Case, turn: int) -> Action:
    dispatch = case.dispatch
    place = f"{dispatch['slot']}:{dispatch['item']}:{dispatch['generation']}"
    slot = f"{CHOICE}:{place}:{dispatch['attempt']}.{turn}"
    return Action(case.view.services.run_id, case.view.task_id, slot)
