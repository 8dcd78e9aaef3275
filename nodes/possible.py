"""Whether a remedy is possible in a case; asked once, since the answer may depend on the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from nodes.backoff import longer_pause, pause
from nodes.caps import cap_reached, replanned, seconds_left
from nodes.recovery_rules import Remedy
from nodes.replacement import replacement
from nodes.safety import safe_until
from nodes.trouble import Case, trouble_of


def possible(remedy: Remedy, case: Case) -> bool:
    """Whether the remedy can be tried now."""
    return _TESTS[remedy](case)


def pause_before_next(case: Case) -> float:
    """Return the seconds to wait before the next attempt."""
    if trouble_of(case) == "not_done":
        return 0.0
    retry_after = case.failure.get("retry_after")
    if case.still_at_work and retry_after is not None:
        return longer_pause(retry_after, case.attempt)
    return pause(case.action.key, case.attempt, retry_after, case.tool.timeout_s)


def _again(case: Case) -> bool:
    services = case.view.services
    until = safe_until(case)
    return (
        _may_go_on(case)
        and (until is None or services.clock.now() + pause_before_next(case) < until)
        and services.retries.take(case.tool.name)
    )


def _wait(case: Case) -> bool:
    return case.still_at_work and _may_go_on(case)


def _may_go_on(case: Case) -> bool:
    within_limit = case.attempt < case.view.services.limits.attempts
    in_time = pause_before_next(case) <= seconds_left(case.view)
    return within_limit and in_time and not cap_reached(case.view)


def _repair(case: Case) -> bool:
    repairable = not case.failure.get("unrepairable", False)
    return repairable and case.dispatch["generation"] == 1 and not cap_reached(case.view)


def _replace(case: Case) -> bool:
    return not cap_reached(case.view) and replacement(case) is not None


def _reconcile(case: Case) -> bool:
    return _read_back(case) and not case.still_at_work


def _read_back(case: Case) -> bool:
    return case.tool.reconcile is not None and not cap_reached(case.view)


def _replan(case: Case) -> bool:
    view = case.view
    more_plans = (
        view.revision < view.services.limits.plans
        and len(replanned(view) - {view.revision}) < view.services.limits.replans
    )
    final_refusal = case.kind != "read" and case.failure.get("unrepairable", False)
    return more_plans and not final_refusal and not cap_reached(view) and not _effect_in_doubt(case)


def _effect_in_doubt(case: Case) -> bool:
    catalog = case.view.services.catalog
    for seen in case.view.observations.values():
        tool = catalog.tool(seen["dispatch"]["tool"])
        if seen["status"] == "in_doubt" and tool is not None and tool.effect == "write":
            return True
    return False


def _always(case: Case) -> bool:
    return True


_TESTS: Final[Mapping[Remedy, Callable[[Case], bool]]] = {
    "again": _again,
    "wait": _wait,
    "repair": _repair,
    "replace": _replace,
    "reconcile": _reconcile,
    "read_back": _read_back,
    "replan": _replan,
    "person": _always,
    "accept": _always,
    "give_up": _always,
}
