"""What a reasoner is asked, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from core.action import Usage
from core.json_values import Args
from core.observation import Failure, Observation
from core.plan import Plan, Step
from core.task import Task
from core.tool import Tool

Value = TypeVar("Value")


@dataclass(frozen=True)
class PlanRequest:
    """Asks for the first plan of a task, or for what to do next with what is known.

    `revision` counts plans carried out, `tries` the proposals for this revision. `feedback` is
    what the catalog found wrong with the last proposal, or why a re-plan is wanted. `now` is the
    run's recorded time, seconds since the epoch. `others` are tools that the task less likely
    needs: they may be planned with, and are not described at length.
    """

    task: Task
    tools: tuple[Tool, ...]
    observations: Mapping[str, Observation]
    feedback: str
    revision: int
    tries: int
    now: float
    others: tuple[Tool, ...] = ()


@dataclass(frozen=True)
class RepairRequest:
    """Asks for other arguments after a rejection, in the tool's own words."""

    task: Task
    step: Step
    tool: Tool
    args: Args
    failure: Failure
    observations: Mapping[str, Observation]
    slot: str
    item: str
    generation: int


@dataclass(frozen=True)
class AnswerRequest:
    """Asks for the words of the answer. Observations carry whole outputs, not previews.

    `notes` are sentences that code established (what is undecided, what could not be done): the
    answer must not contradict them; finalize appends what a reasoner leaves out.
    """

    task: Task
    plan: Plan
    observations: Mapping[str, Observation]
    notes: tuple[str, ...]
    now: float


@dataclass(frozen=True)
class Thought(Generic[Value]):
    """A reasoner's reply, what it cost, and who thought it ("symbolic" or "model").

    `because` says why somebody else than the reasoner asked first gave it ("budget spent: ...").
    """

    value: Value
    by: str
    usage: Usage = field(default_factory=Usage)
    because: str = ""
