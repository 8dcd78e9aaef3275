"""Strict fakes of the Reasoner seam: they say what they were given to say, or raise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.action import Usage
from core.json_values import Args
from core.plan import Plan
from core.thought import AnswerRequest, PlanRequest, RepairRequest, Thought
from reasoners.journaled import Request
from reasoners.reserving import Reserving

COST = Usage(prompt_tokens=100, completion_tokens=10, model_calls=1)
MOST = Usage(prompt_tokens=300, completion_tokens=2000, model_calls=2)


class Thinker:
    """Says each of its values once, by method; an exception among them is raised.

    With `reserving` it is a model that says, before it thinks, what that can cost.
    """

    def __init__(
        self, by: str = "model", reserving: Reserving | None = None, **says: list[Any]
    ) -> None:
        self.by, self._reserving, self._says = by, reserving, says

    @property
    def left(self) -> Mapping[str, list[Any]]:
        """What nobody asked for."""
        return {name: says for name, says in self._says.items() if says}

    def plan(self, request: PlanRequest) -> Thought[Plan]:
        return self._say("plan", request)

    def repair(self, request: RepairRequest) -> Thought[Args | None]:
        return self._say("repair", request)

    def answer(self, request: AnswerRequest) -> Thought[str]:
        return self._say("answer", request)

    def _say(self, name: str, request: Request) -> Thought[Any]:
        if not self._says.get(name):
            raise AssertionError(f"nobody expected {name} here")
        if self._reserving is not None:
            self._reserving(request)(MOST)
        value = self._says[name].pop(0)
        if isinstance(value, BaseException):
            raise value
        return Thought(value, self.by, COST if self.by == "model" else Usage())
