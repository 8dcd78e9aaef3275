"""Thoughts in the journal: none is paid for twice; a task is replayed without asking anybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias, TypeVar, cast

from core.action import Action, Attempt, AttemptRecord, Outcome, Usage
from core.errors import ModelError
from core.json_values import Args, Json, digest
from core.plan import Plan
from core.seams import Journal, Reasoner
from core.thought import AnswerRequest, PlanRequest, RepairRequest, Thought
from reasoners.guard import guarded

Value = TypeVar("Value")
Request: TypeAlias = PlanRequest | RepairRequest | AnswerRequest


class PricedReasoner(Reasoner, Protocol):
    """A reasoner that can say beforehand what a thought may cost."""

    def most(self, request: Request) -> Usage: ...


def journaled(reasoner: Reasoner, journal: Journal, run_id: str) -> Reasoner:
    """Return a reasoner that recalls what it once thought, and records what it thinks.

    What is recorded went through the guard (reasoners/guard.py), whoever thought it.
    """
    return Journaled(guarded(reasoner, journal), journal, run_id)


def announced(model: PricedReasoner, journal: Journal, run_id: str) -> Reasoner:
    """Return the model with an intent before each thought, holding the most it can cost.

    A thought cut off by a crash counts at that. Stands inside `journaled`, which settles it.
    """
    return Announced(model, journal, run_id)


class Journaled:
    """Outermost: recall, else think and settle."""

    def __init__(self, reasoner: Reasoner, journal: Journal, run_id: str) -> None:
        self._reasoner, self._journal, self._run_id = reasoner, journal, run_id

    def plan(self, request: PlanRequest) -> Thought[Plan]:
        return self._thought(request, lambda: self._reasoner.plan(request))

    def repair(self, request: RepairRequest) -> Thought[Args | None]:
        return self._thought(request, lambda: self._reasoner.repair(request))

    def answer(self, request: AnswerRequest) -> Thought[str]:
        return self._thought(request, lambda: self._reasoner.answer(request))

    def _thought(self, request: Request, think: Callable[[], Thought[Value]]) -> Thought[Value]:
        attempt = next_attempt(request, self._journal, self._run_id)
        recorded = self._journal.recall(attempt.action)
        if isinstance(recorded, Outcome) and recorded.kind == "done":
            return _recalled(recorded)
        try:
            thought = think()
        except ModelError as problem:
            self._journal.settle(
                attempt, Outcome("busy", message=str(problem), usage=problem.usage)
            )
            raise
        self._journal.settle(attempt, _outcome(thought))
        return thought


class Announced:
    """Innermost, round the model alone: a symbolic thought costs nothing and needs no intent."""

    def __init__(self, model: PricedReasoner, journal: Journal, run_id: str) -> None:
        self._model, self._journal, self._run_id = model, journal, run_id

    def plan(self, request: PlanRequest) -> Thought[Plan]:
        self._announce(request)
        return self._model.plan(request)

    def repair(self, request: RepairRequest) -> Thought[Args | None]:
        self._announce(request)
        return self._model.repair(request)

    def answer(self, request: AnswerRequest) -> Thought[str]:
        self._announce(request)
        return self._model.answer(request)

    def _announce(self, request: Request) -> None:
        most = self._model.most(request)
        if most.model_calls:
            attempt = next_attempt(request, self._journal, self._run_id, most)
            self._journal.intend(attempt)


def next_attempt(
    request: Request, journal: Journal, run_id: str, reserved: Usage | None = None
) -> Attempt:
    """Return the attempt to think about a request: the next of its action."""
    records = [one for one in journal.history(request.task.id) if one.attempt.effect == "thought"]
    action, about = _action(request, run_id, records)
    number = 1 + sum(one.attempt.action == action for one in records)
    return Attempt(action, number, "", about, "thought", reserved=reserved or Usage())


def _action(
    request: Request, run_id: str, records: list[AttemptRecord]
) -> tuple[Action, Mapping[str, Json]]:
    task_id = request.task.id
    if isinstance(request, PlanRequest):
        return Action(run_id, task_id, f"plan:{request.revision}.{request.tries}"), {}
    if isinstance(request, RepairRequest):
        slot = f"repair:{request.slot}:{request.item}:{request.generation}"
        return Action(run_id, task_id, slot), {}
    about = {"about": _about(request)}
    slots = {
        one.attempt.action.slot: one.attempt.args
        for one in records
        if one.attempt.action.slot.startswith("answer:")
    }
    slot = next((slot for slot, args in slots.items() if args == about), f"answer:{len(slots) + 1}")
    return Action(run_id, task_id, slot), about


def _about(request: AnswerRequest) -> str:
    """What an answer was about: asked again about the same, it is the same answer."""
    seen = {
        key: [one["status"], one["output"], one["known"]]
        for key, one in request.observations.items()
    }
    return digest([seen, list(request.notes)])


def _outcome(thought: Thought[Any]) -> Outcome:
    output = {"value": thought.value, "by": thought.by}
    return Outcome("done", output=output, message=thought.because, usage=thought.usage)


def _recalled(outcome: Outcome) -> Thought[Any]:
    stored = cast("Mapping[str, Any]", outcome.output)
    return Thought(stored["value"], stored["by"], outcome.usage, outcome.message)
