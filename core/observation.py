"""Observations and dispatches: what the state knows of each planned call. JSON values only."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

from core.json_values import Json

Status: TypeAlias = Literal[
    "done",  # output is there
    "not_found",  # a look-up answered 404 or 410: a finding
    "busy",
    "rejected",
    "in_doubt",
    "broken",
    "approval",  # a person must confirm first
    "skipped",  # its condition did not hold, or what it needs will never come
]


class Failure(TypedDict):
    """Why a call has no output, in the tool's own words. `retry_after` is in seconds.

    `after_failure` marks a step that was skipped although it was wanted: another one failed, or
    what a change needs is not there.
    """

    message: str
    status: NotRequired[int | None]
    retry_after: NotRequired[float | None]
    unrepairable: NotRequired[bool]
    after_failure: NotRequired[bool]


class Dispatch(TypedDict):
    """One call that select_tool or recover hands to call_tool: arguments resolved, slot given."""

    step: str
    tool: str
    args: dict[str, Json]
    origin: str
    slot: str
    item: str
    generation: int
    attempt: int


class Observation(TypedDict):
    """What came back from one dispatched call, or why there was none.

    `settled` means that nothing more will be tried. An output over 4 KiB is a preview here, and
    `stored` is true: the whole is the journal's outcome of this action.
    """

    dispatch: Dispatch
    status: Status
    settled: bool
    output: Json
    stored: bool
    known: bool
    failure: Failure | None


def observation_key(dispatch: Dispatch) -> str:
    """The key of the observation in the state: step id, and the item's identity for `for_each`."""
    return f"{dispatch['step']}#{dispatch['item']}" if dispatch["item"] else dispatch["step"]
