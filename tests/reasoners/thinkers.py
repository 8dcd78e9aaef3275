"""Strict fakes of the Reasoner seam: they say what they were given to say, or raise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.action import Usage
from core.json_values import Args
from core.plan import Plan
from core.thought import AnswerRequest, PlanRequest, RepairRequest, Thought

COST = Usage(prompt_tokens=100, completion_tokens=10, model_calls=1)
MOST = Usage(prompt_tokens=300, completion_tokens=2000, model_calls=2)


class Thinker:
    """Says each of its values once, by method; an exception among them is raised."""

    def __init__(self, by: str = "model", **says: list[Any]) -> None:
        self.by, self._says = by, says

    @property
    def left(self) -> Mapping[str, list[Any]]:
        """What nobody asked for."""
        return {name: says for name, says in self._says.items() if says}

    def most(self, request: object) -> Usage:
        return MOST

    def plan(self, request: PlanRequest) -> Thought[Plan]:
        return self._say("plan")

    def repair(self, request: RepairRequest) -> Thought[Args | None]:
        return self._say("repair")

    def answer(self, request: AnswerRequest) -> Thought[str]:
        return self._say("answer")

    def _say(self, name: str) -> Thought[Any]:
        if not self._says.get(name):
            raise AssertionError(f"nobody expected {name} here")
        value = self._says[name].pop(0)
        if isinstance(value, BaseException):
            raise value
        return Thought(value, self.by, COST if self.by == "model" else Usage())
