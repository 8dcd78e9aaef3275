"""Thoughts in the journal: none is paid for twice; a task is replayed without asking anybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar, cast

from core.action import Action, Attempt, AttemptRecord, Outcome, Usage
from core.errors import ModelError
from core.json_values import Args, Json, digest
from core.plan import Plan
from core.seams import Journal, Reasoner
from core.thought import AnswerRequest, PlanRequest, RepairRequest, Thought
from reasoners.guard import guarded

Value = TypeVar("Value")
Request: TypeAlias = PlanRequest | RepairRequest | AnswerRequest


def journaled(reasoner: Reasoner, journal: Journal, run_id: str) -> Reasoner:
    """Return a reasoner that recalls what it once thought, and records what it thinks.

    What is recorded went through the guard (reasoners/guard.py), whoever thought it.
    """
    return Journaled(guarded(reasoner, journal), journal, run_id)


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
            self._settle(attempt, Outcome("busy", message=str(problem), usage=problem.usage))
            raise
        self._settle(attempt, _outcome(thought))
        return thought

    def _settle(self, attempt: Attempt, outcome: Outcome) -> None:
        """The outcome says what the whole thought cost, so its further reserves end at nothing."""
        further = reserve_slot(attempt)
        self._journal.settle(attempt, outcome)
        for record in self._journal.history(attempt.action.task_id):
            if record.attempt.action.slot.startswith(further):
                self._journal.settle(record.attempt, Outcome("done"))


def reserve_slot(thought: Attempt) -> str:
    """Return how the slots begin under which a thought reserves more than its intent does."""
    return f"reserve:{thought.action.slot}:{thought.number}."


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
