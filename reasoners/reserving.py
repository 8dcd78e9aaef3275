"""Notes in the journal, before each request to a model, what the thought can have cost by then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from core.action import Action, Attempt, Usage
from core.seams import Journal
from reasoners.journaled import Request, next_attempt, reserve_slot

Reserve: TypeAlias = Callable[[Usage], None]
Reserving: TypeAlias = Callable[[Request], Reserve]


def reserving(journal: Journal, run_id: str) -> Reserving:
    """Return what begins a reservation for each thought: a crash counts at what it holds."""
    return lambda request: Reservation(request, journal, run_id).raise_to


class Reservation:
    """One thought's. `raise_to` is told the most that all its requests can have cost, the next
    one included; it is durable before the request leaves. Raises StoreError."""

    def __init__(self, request: Request, journal: Journal, run_id: str) -> None:
        self._request, self._journal, self._run_id = request, journal, run_id
        self._thought: Attempt | None = None
        self._noted: list[Usage] = []

    def raise_to(self, most: Usage) -> None:
        more = _more(most, sum(self._noted, Usage()))
        if more == Usage():
            return
        self._journal.intend(self._attempt(more))
        self._noted.append(more)

    def _attempt(self, more: Usage) -> Attempt:
        if self._thought is None:
            self._thought = next_attempt(self._request, self._journal, self._run_id, more)
            return self._thought
        slot = f"{reserve_slot(self._thought)}{len(self._noted)}"
        action = Action(self._run_id, self._request.task.id, slot)
        return Attempt(action, 1, "", {}, "thought", reserved=more)


def _more(most: Usage, noted: Usage) -> Usage:
    return Usage(
        max(0, most.prompt_tokens - noted.prompt_tokens),
        0,
        max(0, most.completion_tokens - noted.completion_tokens),
        max(0.0, most.usd - noted.usd),
        max(0, most.model_calls - noted.model_calls),
    )
