"""Turns one call of a ready step into a dispatch, or says at once what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from core.conditions import holds
from core.functions import compute
from core.json_values import Json
from core.observation import Dispatch, Failure, Observation
from core.plan import Step
from core.references import Missing, fill, parse, references_in, resolve
from core.tool import Tool
from nodes.items import Instance
from nodes.observing import computed, without_output
from nodes.readiness import condition_references, failed
from nodes.reuse import known_result
from nodes.view import View


@dataclass(frozen=True)
class Due:
    """A call to make, with every argument resolved."""

    dispatch: Dispatch


def prepared(step: Step, call: Instance, view: View) -> Due | Observation:
    """Return the call to make, or the observation that spares it."""
    skipped = _unmet_condition(step, call, view)
    if skipped is not None:
        return _skip(step, call, view, skipped)
    args = fill(step["args"], call.outputs)
    if isinstance(args, Missing):
        return _skip(step, call, view, _never_comes(step, call, view))
    if _follows_a_failed_write(step, view):
        reason = Failure(message="an earlier change was not made", after_failure=True)
        return _skip(step, call, view, reason)
    dispatch = first_dispatch(step, call.item, view, cast("dict[str, Json]", args))
    if not step["tool"]:
        return _calculated(step, dispatch)
    tool = view.tool(step)
    if tool is None or tool.adapter is None:
        return without_output(dispatch, "broken", _unbound(step, tool), settled=True)
    return known_result(dispatch, tool, view) or _checked(dispatch, tool, view)


def first_dispatch(step: Step, item: str, view: View, args: Mapping[str, Json]) -> Dispatch:
    """Return the first attempt at a step's call; its slot is where it was first dispatched."""
    slot = f"{view.revision}.{step['id']}"
    return Dispatch(
        step=step["id"],
        tool=step["tool"] or step.get("function") or "",
        args=dict(args),
        origin=slot,
        slot=slot,
        item=item,
        generation=1,
        attempt=1,
    )


def skipped_step(step: Step, view: View, failure: Failure, output: Json = None) -> Observation:
    """Return the observation of a step that is not carried out at all."""
    dispatch = first_dispatch(step, "", view, {})
    return without_output(dispatch, "skipped", failure, settled=True, output=output)


def _skip(step: Step, call: Instance, view: View, failure: Failure) -> Observation:
    dispatch = first_dispatch(step, call.item, view, {})
    return without_output(dispatch, "skipped", failure, settled=True)


def _unmet_condition(step: Step, call: Instance, view: View) -> Failure | None:
    """Say why the step must not run. No change rests on a look-up that failed: "missing" would
    hold for what is there."""
    for reference in condition_references(step):
        if view.writes(step) and failed(parse(reference)[0], view):
            return Failure(message=f"{reference} could not be had", after_failure=True)
    for condition in step.get("when", ()):
        if not holds(condition, call.outputs):
            return Failure(message=f"the condition on {condition['ref']} does not hold")
    return None


def _never_comes(step: Step, call: Instance, view: View) -> Failure:
    missing = [
        reference
        for reference in references_in(step["args"])
        if isinstance(resolve(reference, call.outputs), Missing)
    ]
    after_failure = any(failed(parse(reference)[0], view) for reference in missing)
    return Failure(
        message=f"there is no {', '.join(missing)}",
        after_failure=after_failure or view.writes(step),
    )


def _follows_a_failed_write(step: Step, view: View) -> bool:
    if not view.writes(step) or step.get("despite_failure"):
        return False
    earlier = view.steps[: view.steps.index(step)]
    return any(failed(one["id"], view) for one in earlier if view.writes(one))


def _calculated(step: Step, dispatch: Dispatch) -> Observation:
    try:
        return computed(dispatch, compute(str(step.get("function")), dispatch["args"]))
    except ValueError as problem:
        failure = Failure(message=f"{dispatch['tool']} could not be computed: {problem}")
        return without_output(dispatch, "broken", failure, settled=True)


def _unbound(step: Step, tool: Tool | None) -> Failure:
    if tool is None:
        return Failure(message=f"{step['tool']} is not in the catalog", unrepairable=True)
    return Failure(
        message=f"{tool.name} is not bound to anything that can be called", unrepairable=True
    )


def _checked(dispatch: Dispatch, tool: Tool, view: View) -> Due | Observation:
    """Spend nothing on a call that cannot work."""
    problems = view.services.catalog.check_args(tool, dispatch["args"])
    if not problems:
        return Due(dispatch)
    failure = Failure(message="; ".join(problems))
    return without_output(dispatch, "rejected", failure, settled=False)
