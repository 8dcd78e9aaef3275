"""Chooses what to call next: look-ups that are ready side by side, changes one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from core.observation import Dispatch, Failure, Observation
from core.plan import Step
from core.services import Services
from core.state import Route, State
from nodes.actions import already_made
from nodes.caps import calls_left
from nodes.items import Instance, instances, key_of
from nodes.preparing import Due, prepared, skipped_step
from nodes.readiness import answer_found, ended, failed, needs_of
from nodes.reuse import same_call
from nodes.view import View


@dataclass
class _Round:
    """What one look at the plan gives: observations that spare a call, and calls to make."""

    news: dict[str, Observation] = field(default_factory=dict)
    wave: list[Dispatch] = field(default_factory=list)


def select_tool(state: State, services: Services) -> State:
    """Return the next wave and where the graph goes.

    `recover` while something is unsettled; `plan` where a plan that could only see its first
    steps is done; `finalize` once the answer is found, nothing is left, or a cap is reached; else
    `call_tool` with the wave.
    """
    view = View(state, services)
    rounds = state.get("rounds", 0) + 1
    if _unsettled(view):
        return State(rounds=rounds, wave=[], route="recover")
    news: dict[str, Observation] = {}
    while True:
        if answer_found(view):
            return State(rounds=rounds, observations=news, wave=[], route="finalize")
        found = _look(view)
        if not found.news:
            break
        news.update(found.news)
        view = view.with_news(found.news)
        if _unsettled(view):
            return State(rounds=rounds, observations=news, wave=[], route="recover")
    wave = _affordable(found.wave, view)
    route: Route = "call_tool" if wave else "plan" if _goes_on(found, view) else "finalize"
    return State(rounds=rounds, observations=news, wave=wave, route=route)


def _goes_on(found: _Round, view: View) -> bool:
    """Whether the plan said that it must be continued once its look-ups are known."""
    continues = bool(view.plan.get("notes", {}).get("continue"))
    return continues and not found.wave and view.revision < view.services.limits.plans


def _unsettled(view: View) -> bool:
    return any(not seen["settled"] for seen in view.observations.values())


def _look(view: View) -> _Round:
    """Go through the plan in order, up to the first change that has not ended: what stands after
    it must see it."""
    found = _Round()
    waiting = [step for step in view.steps if not ended(step, view)]
    open_ids = {step["id"] for step in waiting}
    for step in waiting:
        ready = open_ids.isdisjoint(needs_of(step))
        if view.writes(step):
            if ready and step is waiting[0]:
                _prepare(step, view, found, at_once=1)
            break
        if ready:
            _prepare(step, view, found, at_once=view.services.limits.for_each)
    return found


def _prepare(step: Step, view: View, found: _Round, at_once: int) -> None:
    """Add what becomes of a ready step; of its calls not yet made `at_once` at a time."""
    calls = instances(step, view)
    if calls is None:
        found.news[step["id"]] = skipped_step(step, view, _no_list(step, view))
        return
    if not calls:
        reason = Failure(message="the list is empty")
        found.news[step["id"]] = skipped_step(step, view, reason, output=[])
        return
    for call in islice(_not_made(step, calls, view), at_once):
        _sort_in(step, call, view, found)


def _sort_in(step: Step, call: Instance, view: View, found: _Round) -> None:
    result = prepared(step, call, view)
    if not isinstance(result, Due):
        found.news[key_of(step["id"], call.item)] = result
    elif not _same_is_under_way(result.dispatch, found.wave):
        found.wave.append(result.dispatch)


def _same_is_under_way(dispatch: Dispatch, wave: list[Dispatch]) -> bool:
    """Whether an equal look-up is in the wave: then this one will be answered by it."""
    return any(same_call(one, dispatch) for one in wave)


def _not_made(step: Step, calls: list[Instance], view: View) -> Iterator[Instance]:
    return (call for call in calls if key_of(step["id"], call.item) not in view.observations)


def _no_list(step: Step, view: View) -> Failure:
    after_failure = view.writes(step) or any(failed(need, view) for need in needs_of(step))
    return Failure(message=f"there is no list {step.get('for_each')}", after_failure=after_failure)


def _affordable(wave: list[Dispatch], view: View) -> list[Dispatch]:
    """Leave out what the caps forbid; calls that the journal answers are free."""
    left = calls_left(view)
    chosen = []
    for dispatch in wave:
        free = already_made(dispatch, view.task_id, view.services)
        if free or left > 0:
            chosen.append(dispatch)
            left -= not free
    return chosen
