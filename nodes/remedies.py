"""Carries out the remedies, one after the other, until one settles the case or a call is due."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from core.action import Outcome
from core.errors import ModelError
from core.json_values import Args, digest
from core.observation import Dispatch, Observation, Status
from core.thought import RepairRequest
from nodes.actions import already_made
from nodes.choices import Choice, next_choice
from nodes.looking_back import looked_back, read_back
from nodes.moves import InVain, Move, Replan, Retry, Settled
from nodes.notes import call_in_words
from nodes.observing import done, without_output
from nodes.person import asked_person, left_undecided
from nodes.recovery_rules import Remedy
from nodes.replacement import replacement
from nodes.trouble import Case

Carry: TypeAlias = Callable[[Case, Choice], Move | InVain]


def next_move(case: Case) -> Move:
    """Return what to do next. Everything chosen and found out is journaled before it counts."""
    in_vain: dict[Remedy, str] = {}
    turn = 0
    while True:
        known = _known_by_now(case)
        if known is not None:
            return known
        turn += 1
        choice = next_choice(case, turn, in_vain)
        move = _CARRY_OUT[choice.do](case, choice)
        if not isinstance(move, InVain):
            return move
        in_vain[choice.do] = move.why


def _known_by_now(case: Case) -> Move | None:
    """Return what the journal has beyond this attempt: a late answer, a verdict, a later one."""
    standing = case.standing
    if isinstance(standing, Outcome) and standing.kind == "done" and _is_news(standing, case):
        return Settled(done(case.dispatch, standing.output, standing.known))
    if isinstance(standing, Outcome) and standing.kind == "given_up" and standing.by == "person":
        return left_undecided(case, standing.message)
    if any(record.attempt.number > case.attempt for record in case.records):
        return Retry(_next_attempt(case))
    return None


def _is_news(standing: Outcome, case: Case) -> bool:
    """Whether an effect was settled otherwise than by the reply to the call. A person who knew no
    output is not asked again, whether the answer was heard just now or long ago."""
    return case.seen["status"] != "done" or standing.by == "person"


def _next_attempt(case: Case) -> Dispatch:
    return Dispatch(**{**case.dispatch, "attempt": case.attempt + 1})


def _again(case: Case, choice: Choice) -> Move | InVain:
    """Call again, unless it would leave when it is not safe any more: the choice may be old."""
    if choice.until is not None and case.view.services.clock.now() + choice.wait >= choice.until:
        return InVain("a repeat is not safe any more")
    following = _next_attempt(case)
    known = already_made(following, case.view.task_id, case.view.services)
    return Retry(following, 0.0 if known else choice.wait)


def _repair(case: Case, choice: Choice) -> Move | InVain:
    args = _repaired_args(case, choice)
    if args is None:
        return InVain("no other arguments were found")
    repaired = {**case.dispatch, "args": dict(args), "attempt": 1}
    repaired["generation"] = case.dispatch["generation"] + 1
    return Retry(Dispatch(**repaired))  # type: ignore[typeddict-item]


def _repaired_args(case: Case, choice: Choice) -> Args | None:
    view, dispatch = case.view, case.dispatch
    step = next((one for one in view.steps if one["id"] == dispatch["step"]), None)
    if step is None:
        return None
    request = RepairRequest(
        task=view.task,
        step=step,
        tool=case.tool,
        args=dispatch["args"],
        failure=choice.failure,
        observations=view.observations,
        slot=dispatch["slot"],
        item=dispatch["item"],
        generation=dispatch["generation"],
    )
    try:
        args = view.services.reasoner.repair(request).value
    except ModelError:
        return None
    if args is None or digest(dict(args)) == digest(dispatch["args"]):
        return None
    return None if view.services.catalog.check_args(case.tool, args) else args


def _replace(case: Case, choice: Choice) -> Move | InVain:
    other = replacement(case)
    if other is None:
        return InVain()
    _give_up_in_journal(case, choice)
    return Retry(other)


def _replan(case: Case, choice: Choice) -> Move | InVain:
    settled = _give_up(case, choice).seen
    call = call_in_words(case.tool.name, case.dispatch["args"])
    return Replan(settled, f"{call} failed: {choice.failure['message']}")


def _give_up(case: Case, choice: Choice) -> Settled:
    _give_up_in_journal(case, choice)
    status: Status = "rejected" if choice.trouble == "rejected" else "broken"
    return Settled(without_output(case.dispatch, status, choice.failure, settled=True))


def _give_up_in_journal(case: Case, choice: Choice) -> None:
    """Close the action, where there is one: a call that never left has no row to close."""
    records = case.records
    standing = case.standing
    if not records or (isinstance(standing, Outcome) and standing.final):
        return
    failure = choice.failure
    outcome = Outcome(
        "given_up", message=failure["message"], status=failure.get("status"), by="recover"
    )
    case.view.services.journal.settle(records[-1].attempt, outcome)


def _accept(case: Case, choice: Choice) -> Settled:
    return Settled(Observation(**{**case.seen, "settled": True}))


_CARRY_OUT: Final[Mapping[Remedy, Carry]] = {
    "again": _again,
    "wait": _again,
    "repair": _repair,
    "replace": _replace,
    "reconcile": looked_back,
    "read_back": read_back,
    "replan": _replan,
    "person": asked_person,
    "accept": _accept,
    "give_up": _give_up,
}
