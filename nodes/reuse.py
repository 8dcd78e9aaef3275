"""Calls that need not be made, because this task knows what became of the same call before.

A read is known while no write was dispatched in between. A write of a re-plan is matched to the
task's writes of earlier plans by tool and arguments, each used once; a further one by the same
tool, which the first plan did not have, waits for a person (design.md, journal rule 5).
"""

from __future__ import annotations

from collections.abc import Iterator

from core.json_values import Args, canonical, digest
from core.observation import Dispatch, Failure, Observation
from core.tool import Tool
from nodes.observing import without_output
from nodes.view import View


def known_result(dispatch: Dispatch, tool: Tool, view: View) -> Observation | None:
    """Return what is known of the same call, or that a person must be asked; None: call it."""
    if tool.effect == "read":
        return _known_read(dispatch, view)
    return _matched_write(dispatch, view) or _unplanned_write(dispatch, tool, view)


def call_digest(tool: str, args: Args) -> str:
    """Return the identity of a call by what it says."""
    return digest([tool, dict(args)])


def same_call(one: Dispatch, other: Dispatch) -> bool:
    """Whether two calls say the same. Equal values come first: they are quick to compare, and only
    their JSON tells 1 from true."""
    if one["tool"] != other["tool"] or one["args"] != other["args"]:
        return False
    return canonical(one["args"]) == canonical(other["args"])


def _known_read(dispatch: Dispatch, view: View) -> Observation | None:
    found = None
    for seen in view.observations.values():
        if _was_sent(seen) and _changes(seen, view):
            found = None
        elif _answers(seen, dispatch):
            found = seen
    return None if found is None else _reused(found, dispatch)


def _answers(seen: Observation, dispatch: Dispatch) -> bool:
    """Whether this is the same call, ended so that asking again is useless."""
    if not seen["settled"] or seen["status"] == "skipped":
        return False
    return same_call(seen["dispatch"], dispatch)


def _changes(seen: Observation, view: View) -> bool:
    tool = view.services.catalog.tool(seen["dispatch"]["tool"])
    return tool is not None and tool.effect == "write"


def _was_sent(seen: Observation) -> bool:
    return seen["status"] not in ("skipped", "approval")


def _matched_write(dispatch: Dispatch, view: View) -> Observation | None:
    taken = {_action(seen) for seen in _of_this_plan(view)}
    for seen in _of_earlier_plans(view):
        if _answers(seen, dispatch) and _action(seen) not in taken:
            return _reused(seen, dispatch)
    return None


def _unplanned_write(dispatch: Dispatch, tool: Tool, view: View) -> Observation | None:
    wanted = call_digest(dispatch["tool"], dispatch["args"])
    if view.revision == 1 or tool.looks_up or wanted in view.state.get("first_writes", ()):
        return None
    same_tool = (s for s in _of_earlier_plans(view) if s["dispatch"]["tool"] == tool.name)
    if not any(seen["status"] in ("done", "in_doubt") for seen in same_tool):
        return None
    reason = (
        f"{tool.name} was already carried out for this task, and the first plan did not have "
        "this further call"
    )
    return without_output(dispatch, "approval", Failure(message=reason), settled=False)


def _of_this_plan(view: View) -> Iterator[Observation]:
    prefix = f"{view.revision}."
    return (s for s in view.observations.values() if s["dispatch"]["origin"].startswith(prefix))


def _of_earlier_plans(view: View) -> Iterator[Observation]:
    prefix = f"{view.revision}."
    return (s for s in view.observations.values() if not s["dispatch"]["origin"].startswith(prefix))


def _action(seen: Observation) -> tuple[str, str, int]:
    dispatch = seen["dispatch"]
    return dispatch["slot"], dispatch["item"], dispatch["generation"]


def _reused(seen: Observation, dispatch: Dispatch) -> Observation:
    """Return what is known under the new step's name, still pointing at the action that gave it."""
    known = seen["dispatch"]
    pointing = Dispatch(**{**known, "step": dispatch["step"], "origin": dispatch["origin"]})
    return Observation(**{**seen, "dispatch": pointing})
