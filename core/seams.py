"""The seams: what nodes ask of the rooms that think, act and remember.

Each has a strict fake beside the real thing. A seam takes one frozen value where the call needs
more than a name or two, so that a wrapper can pass on what it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from core.action import Action, Attempt, AttemptRecord, InDoubt, Outcome
from core.json_values import Args, Json
from core.plan import Plan
from core.thought import AnswerRequest, PlanRequest, RepairRequest, Thought
from core.tool import Tool


class Clock(Protocol):
    """Time, injected. `now` is seconds since the epoch, `monotonic` only good for differences."""

    def now(self) -> float: ...
    def monotonic(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...


class Reasoner(Protocol):
    """Who thinks. Every method may raise a ModelError; none acts on the world."""

    def plan(self, request: PlanRequest) -> Thought[Plan]: ...
    def repair(self, request: RepairRequest) -> Thought[Args | None]: ...
    def answer(self, request: AnswerRequest) -> Thought[str]: ...


class Catalog(Protocol):
    """What can be called. `known` maps the ids of steps already done to their outputs.

    `others_for` are those that a prompt may still need beside `tools_for`, less likely.
    """

    def tool(self, name: str) -> Tool | None: ...
    def tools_for(self, prompt: str) -> tuple[Tool, ...]: ...
    def others_for(self, prompt: str) -> tuple[Tool, ...]: ...
    def check_plan(self, plan: Plan, known: Mapping[str, Json]) -> list[str]: ...
    def check_args(self, tool: Tool, args: Args) -> list[str]: ...


@dataclass(frozen=True)
class ToolCall:
    """One attempt to call a tool, with what the wrappers round an adapter need to know."""

    tool: Tool
    args: Args
    action: Action
    attempt: int
    origin: str
    timeout_s: float

    @property
    def idempotency_key(self) -> str:
        """The same for every attempt at the action."""
        return self.action.key


@dataclass(frozen=True)
class ToolOutput:
    """What a tool gave back; `known` is False where it confirmed an effect unreadably."""

    value: Json
    known: bool = True


class ToolAdapter(Protocol):
    """Who acts. Raises one of core.errors' ToolErrors; anything else is a defect."""

    def call(self, call: ToolCall) -> ToolOutput: ...


class Journal(Protocol):
    """The durable record of actions. Facts and reads may be settled without an intent.

    `history` gives the attempts of a task, `writes` all tasks' attempts at a write by one tool.
    Every method may raise StoreError; after the first one every `intend` of the process does.
    """

    def recall(self, action: Action) -> Outcome | InDoubt | None: ...
    def intend(self, attempt: Attempt) -> None: ...
    def settle(self, attempt: Attempt, outcome: Outcome) -> None: ...
    def history(self, task_id: str) -> tuple[AttemptRecord, ...]: ...
    def writes(self, tool: str) -> tuple[AttemptRecord, ...]: ...
