"""What a node sees of a task: its plan, what was observed, and what that gives to references."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from core.json_values import Json
from core.observation import Observation
from core.plan import Plan, Step
from core.services import Services
from core.state import State
from core.task import Task
from core.tool import Tool
from nodes.outputs import outputs_of


@dataclass(frozen=True)
class View:
    """The state of one task, read-only, with the services at hand."""

    state: State
    services: Services

    @property
    def task(self) -> Task:
        given = self.state["task"]
        return Task(given["id"], given["domain"], given["prompt"])

    @property
    def task_id(self) -> str:
        return self.state["task"]["id"]

    @property
    def plan(self) -> Plan:
        return self.state["plan"]

    @property
    def steps(self) -> list[Step]:
        return self.plan["steps"]

    @property
    def revision(self) -> int:
        return self.state["revision"]

    @property
    def observations(self) -> Mapping[str, Observation]:
        return self.state.get("observations", {})

    @cached_property
    def outputs(self) -> Mapping[str, Json]:
        """Step id -> whole output of the steps that gave one."""
        return outputs_of(self.observations, self.task_id, self.services)

    def tool(self, step: Step) -> Tool | None:
        """Return the step's tool, None for a calculation, a thinking step or an unknown tool."""
        return self.services.catalog.tool(step["tool"]) if step["tool"] else None

    def writes(self, step: Step) -> bool:
        """Whether the step calls a tool that changes something, or may."""
        tool = self.tool(step)
        return tool is not None and tool.effect == "write"

    def seen_of(self, step_id: str) -> list[Observation]:
        """Return what was observed of a step, one per item for `for_each`."""
        return [s for s in self.observations.values() if s["dispatch"]["step"] == step_id]

    def with_news(self, news: Mapping[str, Observation]) -> View:
        """Return the view after more was observed."""
        observations = {**self.observations, **news}
        return View(cast(State, {**self.state, "observations": observations}), self.services)
