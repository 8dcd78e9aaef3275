"""The strict fake of a reasoner: says what it was told to say, in order, and nothing else."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from typing import TypeAlias, TypeVar

from core.action import Usage
from core.errors import ModelError
from core.json_values import Args
from core.plan import Plan
from core.thought import AnswerRequest, PlanRequest, RepairRequest, Thought

Value = TypeVar("Value")
Request: TypeAlias = PlanRequest | RepairRequest | AnswerRequest


class ScriptedReasoner:
    """Gives each kind of reply in order; a ModelError among them is raised instead.

    Raises AssertionError where more is asked than was scripted. `requests` lists what was asked.
    """

    def __init__(
        self,
        plans: Iterable[Plan | ModelError] = (),
        repairs: Iterable[Args | None | ModelError] = (),
        answers: Iterable[str | ModelError] = (),
    ) -> None:
        self._plans, self._repairs, self._answers = deque(plans), deque(repairs), deque(answers)
        self._lock = threading.Lock()
        self.requests: list[Request] = []

    def plan(self, request: PlanRequest) -> Thought[Plan]:
        return self._next(self._plans, request)

    def repair(self, request: RepairRequest) -> Thought[Args | None]:
        return self._next(self._repairs, request)

    def answer(self, request: AnswerRequest) -> Thought[str]:
        return self._next(self._answers, request)

    def most(self, request: Request) -> Usage:
        """Return what a thought may cost: nothing."""
        return Usage()

    def _next(self, replies: deque[Value | ModelError], request: Request) -> Thought[Value]:
        with self._lock:
            self.requests.append(request)
            assert replies, f"the reasoner was not told what to say to {request}"
            reply = replies.popleft()
        if isinstance(reply, ModelError):
            raise reply
        return Thought(reply, "scripted")
