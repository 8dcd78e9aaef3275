"""Decides what to do about every call that is not settled, and does what needs no further wave."""

from __future__ import annotations

from core.observation import Observation
from core.services import Services
from core.state import State
from nodes.moves import Move, Replan, Retry, Settled
from nodes.person import approved_or_refused
from nodes.remedies import next_move
from nodes.trouble import Case
from nodes.view import View


def recover(state: State, services: Services) -> State:
    """Return the retries as the next wave, else a re-plan, else what is settled for good.

    Waits as long as the retries must; interrupts where a person decides. Raises StoreError.
    """
    view = View(state, services)
    moves = {
        key: _move(seen, view) for key, seen in view.observations.items() if not seen["settled"]
    }
    settled = {key: move.seen for key, move in moves.items() if isinstance(move, Settled)}
    retries = [move for move in moves.values() if isinstance(move, Retry)]
    if retries:
        _sleep(max(retry.wait for retry in retries), services)
        wave = [retry.dispatch for retry in retries]
        return State(observations=settled, wave=wave, route="call_tool")
    replans = {key: move for key, move in moves.items() if isinstance(move, Replan)}
    if replans:
        settled.update({key: move.seen for key, move in replans.items()})
        feedback = "\n".join(move.why for move in replans.values())
        return State(observations=settled, wave=[], feedback=feedback, route="plan")
    return State(observations=settled, wave=[], route="select_tool")


def _sleep(seconds: float, services: Services) -> None:
    if seconds > 0:
        services.clock.sleep(seconds)


def _move(seen: Observation, view: View) -> Move:
    tool = view.services.catalog.tool(seen["dispatch"]["tool"])
    assert tool is not None  # only calls of the catalog's tools are left unsettled
    case = Case(view, seen, tool)
    return approved_or_refused(case) if seen["status"] == "approval" else next_move(case)
