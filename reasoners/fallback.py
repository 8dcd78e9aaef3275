"""Who thinks when: the symbolic reasoner where it is certain, the model, the symbolic one again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar, cast

from core.errors import BudgetSpent, ModelError
from core.json_values import Args, Json
from core.plan import Plan
from core.seams import Reasoner
from core.thought import AnswerRequest, PlanRequest, RepairRequest, Thought

Value = TypeVar("Value")

PROPOSALS = 2
CERTAIN_READ, CERTAIN_WRITE = 0.55, 0.7  # probabilities: changes need more than look-ups
BUDGET_SPENT = "budget spent"  # how the record of a thought begins that money kept from the model


class Fallback:
    """The model; the symbolic reasoner where the model gives nothing, or two plans that fail.

    Where two plans failed, the task's later plans are symbolic too. What the model's failure cost
    stays on the bill, and the thought says why it changed hands.
    """

    def __init__(self, model: Reasoner, symbolic: Reasoner) -> None:
        self._model, self._symbolic = model, symbolic
        self._failed_tasks: set[str] = set()

    def plan(self, request: PlanRequest) -> Thought[Plan]:
        if request.tries > PROPOSALS:
            self._failed_tasks.add(request.task.id)
        if request.task.id in self._failed_tasks:
            why = f"{PROPOSALS} plans of the model failed the check"
            return replace(self._symbolic.plan(request), because=why)
        return _either(lambda: self._model.plan(request), lambda: self._symbolic.plan(request))

    def repair(self, request: RepairRequest) -> Thought[Args | None]:
        return _either(lambda: self._model.repair(request), lambda: self._symbolic.repair(request))

    def answer(self, request: AnswerRequest) -> Thought[str]:
        return _either(lambda: self._model.answer(request), lambda: self._symbolic.answer(request))


class CertainFirst:
    """The symbolic reasoner where it is certain, so that easy tasks cost no token."""

    def __init__(self, symbolic: Reasoner, otherwise: Reasoner) -> None:
        self._symbolic, self._otherwise = symbolic, otherwise
        self._begun: set[str] = set()

    def plan(self, request: PlanRequest) -> Thought[Plan]:
        goes_on = request.task.id in self._begun and not request.feedback
        if request.tries == 1 and (request.revision == 1 or goes_on):
            thought = self._symbolic.plan(request)
            if _certain(thought.value):
                self._begun.add(request.task.id)
                return thought
        self._begun.discard(request.task.id)
        return self._otherwise.plan(request)

    def repair(self, request: RepairRequest) -> Thought[Args | None]:
        thought = self._symbolic.repair(request)
        return thought if thought.value is not None else self._otherwise.repair(request)

    def answer(self, request: AnswerRequest) -> Thought[str]:
        if _certain(request.plan) and _nothing_failed(request):
            return self._symbolic.answer(request)
        return self._otherwise.answer(request)


def with_fallback(model: Reasoner, symbolic: Reasoner) -> Reasoner:
    """`--reasoner model`: the model, finished symbolically where it cannot be had."""
    return Fallback(model, symbolic)


def certain_first(model: Reasoner, symbolic: Reasoner) -> Reasoner:
    """`--reasoner auto`: symbolic where certain, else as with_fallback."""
    return CertainFirst(symbolic, Fallback(model, symbolic))


def _either(
    first: Callable[[], Thought[Value]], second: Callable[[], Thought[Value]]
) -> Thought[Value]:
    try:
        return first()
    except ModelError as problem:
        thought = second()
        word = BUDGET_SPENT if isinstance(problem, BudgetSpent) else "model unavailable"
        because = f"{word}: {problem}"
        return replace(thought, usage=thought.usage + problem.usage, because=because)


def _certain(plan: Plan) -> bool:
    confident = plan.get("confidence", 0.0) >= (
        CERTAIN_WRITE if _wants_a_change(plan) else CERTAIN_READ
    )
    return plan.get("by") == "symbolic" and confident and not plan.get("question")


def _wants_a_change(plan: Plan) -> bool:
    """Whether it changes something, or looks up what it needs for that."""
    goals = cast("Sequence[Mapping[str, Json]]", plan.get("notes", {}).get("goals", ()))
    wanted = any(goal.get("kind") == "write" for goal in goals)
    return wanted or any(step.get("required") for step in plan["steps"])


def _nothing_failed(request: AnswerRequest) -> bool:
    seen = request.observations.values()
    return all(observation["status"] in ("done", "skipped") for observation in seen)
