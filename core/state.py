"""The graph's state: JSON values, with a merge rule for every key."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias, TypedDict

from core.observation import Dispatch, Observation
from core.plan import Plan

Route: TypeAlias = Literal["plan", "select_tool", "call_tool", "recover", "finalize"]
Ending: TypeAlias = Literal["finished", "partial", "failed", "question", "undecided"]


class TaskInput(TypedDict):
    """The request, as the graph takes it."""

    id: str
    domain: str
    prompt: str


def merge_observations(
    known: dict[str, Observation], news: dict[str, Observation]
) -> dict[str, Observation]:
    """Add by key; the branches of a wave have keys of their own, a later attempt replaces."""
    return {**known, **news}


class State(TypedDict, total=False):
    """One task on its way through the graph.

    Keys without an Annotated rule take one write per step (LangGraph raises on a second).
    `revision` counts plans from 1; `earlier` names the steps done under earlier revisions;
    `first_writes` holds the digests of what was to be written before any plan failed.
    `wave` is what select_tool or recover dispatches next; `route` where the graph goes next.
    """

    task: TaskInput
    plan: Plan
    revision: int
    earlier: list[str]
    first_writes: list[str]
    observations: Annotated[dict[str, Observation], merge_observations]
    wave: list[Dispatch]
    rounds: int
    route: Route
    feedback: str
    answer: str
    ending: Ending
