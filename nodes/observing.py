"""Observations: what the state keeps of an outcome, of an error, or of a call not made."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Final

from core.errors import (
    ApprovalNeeded,
    ToolBroken,
    ToolBusy,
    ToolError,
    ToolInDoubt,
    ToolRejected,
)
from core.json_values import Json, canonical
from core.observation import Dispatch, Failure, Observation, Status
from core.tool import Tool

STORED_ABOVE: Final = 4_096  # bytes of canonical JSON
NOT_FOUND: Final = (404, 410)
_SHOWN_ITEMS, _SHOWN_MEMBERS, _SHOWN_TEXT = 5, 20, 200


def done(dispatch: Dispatch, output: Json, known: bool = True) -> Observation:
    """Return the observation of a call that came back; a big output is left to the journal."""
    stored = len(canonical(output).encode()) > STORED_ABOVE
    return Observation(
        dispatch=dispatch,
        status="done",
        settled=True,
        output=preview(output) if stored else output,
        stored=stored,
        known=known,
        failure=None,
    )


def computed(dispatch: Dispatch, output: Json) -> Observation:
    """Return the observation of a calculation: kept whole, since no journal row has it."""
    return Observation(
        dispatch=dispatch,
        status="done",
        settled=True,
        output=output,
        stored=False,
        known=True,
        failure=None,
    )


def without_output(
    dispatch: Dispatch, status: Status, failure: Failure, *, settled: bool, output: Json = None
) -> Observation:
    """Return the observation of a call that gave nothing, or was not made."""
    return Observation(
        dispatch=dispatch,
        status=status,
        settled=settled,
        output=output,
        stored=False,
        known=False,
        failure=failure,
    )


def failed(dispatch: Dispatch, tool: Tool, error: ToolError) -> Observation:
    """Return the observation of a call that raised. A look-up's "no such record" is a finding."""
    status = _status(tool, error)
    failure = Failure(message=error.message, status=error.status)
    if isinstance(error, ToolBusy | ToolInDoubt):
        failure["retry_after"] = error.retry_after
    if isinstance(error, ToolRejected):
        failure["unrepairable"] = error.final
    return without_output(dispatch, status, failure, settled=status == "not_found")


def _status(tool: Tool, error: ToolError) -> Status:
    match error:
        case ToolBusy():
            return "busy"
        case ToolRejected():
            looked_up = tool.effect == "read" or tool.looks_up
            return "not_found" if looked_up and error.status in NOT_FOUND else "rejected"
        case ToolInDoubt():
            return "in_doubt"
        case ToolBroken():
            return "broken"
        case ApprovalNeeded():
            return "approval"
    raise TypeError(f"{type(error).__name__} does not end a call: {error.message}")


def preview(value: Json) -> Json:
    """Return the beginning of a big value, in its own shape where that is small enough."""
    shown = _shortened(value)
    text = canonical(shown)
    return shown if len(text.encode()) <= STORED_ABOVE else text[: STORED_ABOVE // 4] + "…"


def _shortened(value: Json) -> Json:
    if isinstance(value, str):
        return value if len(value) <= _SHOWN_TEXT else value[:_SHOWN_TEXT] + "…"
    if isinstance(value, Mapping):
        members = islice(value.items(), _SHOWN_MEMBERS)
        return {name: _shortened(member) for name, member in members}
    if isinstance(value, list):
        return [_shortened(item) for item in value[:_SHOWN_ITEMS]]
    return value
