"""Look-ups that stand by a write: before its first attempt, and after one in doubt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from core.action import Action
from core.json_values import Args, Json
from core.references import Missing, fill, resolve
from core.seams import ToolCall
from core.services import Services
from core.tool import Reconcile


class CannotLook(Exception):
    """The look-up cannot be made or read; the message says why, for a person."""


def look_up(
    how: Reconcile, write: ToolCall, slot: str, attempt: int, services: Services
) -> list[Json]:
    """Return the rows that the declared look-up gives.

    Raises CannotLook, or a ToolError of the call.
    """
    tool = services.catalog.tool(how.tool)
    if tool is None:
        raise CannotLook(f"{how.tool} is not in the catalog")
    args = filled(how.args, write)
    action = look_up_of(write.action, slot)
    call = ToolCall(tool, args, action, attempt, f"{write.origin}:{slot}", tool.timeout_s)
    return rows_in(services.tools.call(call).value, how)


def look_up_of(write: Action, slot: str) -> Action:
    """Return the action of a write's look-up."""
    return Action(write.run_id, write.task_id, f"{slot}:{write.slot}", write.item, write.generation)


def filled(template: Args, write: ToolCall) -> Args:
    """Return arguments or values to match, with the write's own arguments and key put in."""
    given: Mapping[str, Json] = {"args": write.args, "key": write.idempotency_key}
    values = fill(template, given)
    if isinstance(values, Missing):
        raise CannotLook(f"{write.tool.name} was called without what the look-up needs")
    return cast("Args", values)


def rows_in(output: Json, how: Reconcile) -> list[Json]:
    """Return the rows of a look-up's output; none where there is no record."""
    if how.list is None:
        return [] if output in (None, [], {}) else [output]
    found = resolve(f"output.{how.list}" if how.list else "output", {"output": output})
    if found is None or output is None:
        return []
    if isinstance(found, Missing) or not isinstance(found, list):
        raise CannotLook(f"{how.tool} gave no list at {how.list or 'the top'!r}")
    return list(found)
