"""Reconcile: finds out by the declared look-up whether a write was done, and journals it."""

from __future__ import annotations

from core.action import InDoubt, Outcome
from core.errors import ToolBusy, ToolError, ToolInDoubt, ToolRejected
from core.json_values import Json
from core.observation import Observation
from core.tool import Reconcile
from nodes.backoff import pause
from nodes.baseline import rows_before
from nodes.caps import cap_reached, seconds_left
from nodes.choices import Choice
from nodes.claims import rivals_of
from nodes.looking import CannotLook, filled, look_up, look_up_of
from nodes.moves import InVain, Settled
from nodes.observing import NOT_FOUND, done
from nodes.row_matching import Ambiguous, matching, own_row
from nodes.trouble import Case


def looked_back(case: Case, choice: Choice) -> InVain:
    """Settle the doubt by looking, where that can be told; what follows, the journal then says."""
    doubt = case.standing
    if not isinstance(doubt, InDoubt):
        return InVain()
    try:
        _wait_until_visible(case, doubt)
        found = _look(case, "reconcile")
    except (CannotLook, Ambiguous, ToolError) as problem:
        return InVain(f"looking did not settle it: {problem}")
    if found is None:
        missing = Outcome("not_done", message="a look-up did not find it", by="reconcile")
        case.view.services.journal.settle(doubt.attempt, missing)
        return InVain("a look-up did not find it")
    outcome = Outcome("done", output=found[0], by="reconcile")
    case.view.services.journal.settle(doubt.attempt, outcome)
    return InVain("a look-up found it")


def read_back(case: Case, choice: Choice) -> Settled | InVain:
    """Take the record that a look-up gives for the reply that could not be read."""
    try:
        found = _look(case, "read_back")
    except (CannotLook, Ambiguous, ToolError) as problem:
        return InVain(str(problem))
    if found is None:
        return InVain("a look-up did not find it")
    seen = done(case.dispatch, found[0])
    return Settled(Observation(**{**seen, "stored": False}))


def _wait_until_visible(case: Case, doubt: InDoubt) -> None:
    """Wait until a late request must have landed; not when the look-up is in the journal."""
    how, services = _how(case), case.view.services
    if services.journal.recall(look_up_of(case.action, _slot(case, "reconcile", 1))) is not None:
        return
    longest = how.settle_s + case.tool.timeout_s  # whatever the clock did meanwhile
    wait = min(doubt.ended_at + how.settle_s - services.clock.now(), longest)
    if wait > seconds_left(case.view):
        raise CannotLook(f"{how.tool} may only be asked in {wait:.0f} s, too late for this task")
    if wait > 0:
        services.clock.sleep(wait)


def _look(case: Case, purpose: str) -> tuple[Json] | None:
    """Look until the rows can be told apart, a few times at most."""
    how, services = _how(case), case.view.services
    match = filled(how.match, case.call)
    before = matching(rows_before(case.call, services), match)
    looks = services.limits.attempts
    for look in range(1, looks + 1):
        rows = matching(_rows(case, _slot(case, purpose, look)), match)
        try:
            return own_row(rows, before, rivals_of(case.call, how.match, services))
        except Ambiguous:
            if look == looks:
                raise
        services.clock.sleep(pause(case.action.key, look, None, case.tool.timeout_s))
    raise AssertionError("unreachable")


def _rows(case: Case, slot: str) -> list[Json]:
    """Make the look-up, again while its tool is busy. No such record: no rows."""
    how, services = _how(case), case.view.services
    for attempt in range(1, services.limits.attempts + 1):
        if cap_reached(case.view):
            break
        try:
            return look_up(how, case.call, slot, attempt, services)
        except ToolRejected as error:
            if error.status in NOT_FOUND:
                return []
            raise
        except (ToolBusy, ToolInDoubt) as error:
            key = look_up_of(case.action, slot).key
            services.clock.sleep(pause(key, attempt, error.retry_after, case.tool.timeout_s))
    raise CannotLook(f"{how.tool} could not be asked")


def _slot(case: Case, purpose: str, look: int) -> str:
    return f"{purpose}.{case.attempt}.{look}"


def _how(case: Case) -> Reconcile:
    assert case.tool.reconcile is not None  # nodes/possible.py
    return case.tool.reconcile
