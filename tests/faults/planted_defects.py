"""Defects planted on purpose, to prove that the sweeps and the checker would notice them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from core.action import Outcome
from core.seams import ToolCall
from tool_adapters.wrappers.journaled import Journaled, attempt_of


def _intent_after_send() -> None:
    def make(self: Journaled, call: ToolCall) -> Outcome:
        attempt = attempt_of(call)
        outcome = self._outcome(call)
        self._journal.intend(attempt)
        self._journal.settle(attempt, outcome)
        return outcome

    _put(Journaled, "_make", make)


def _retry_under_a_new_key() -> None:
    def key(self: ToolCall) -> str:
        return f"{self.action.key}-{self.attempt}"

    _put(ToolCall, "idempotency_key", property(key))


def _doubt_taken_for_failure() -> None:
    _judge_doubts(lambda doubt: replace(doubt, kind="busy"))


def _doubt_taken_for_success() -> None:
    _judge_doubts(lambda doubt: Outcome("done"))


def _judge_doubts(judge: Callable[[Outcome], Outcome]) -> None:
    honest = Journaled._outcome

    def judged(self: Journaled, call: ToolCall) -> Outcome:
        outcome = honest(self, call)
        return judge(outcome) if outcome.kind == "in_doubt" else outcome

    _put(Journaled, "_outcome", judged)


def _put(owner: object, name: str, value: object) -> None:
    assert hasattr(owner, name)
    setattr(owner, name, value)


PLANTED: Final[Mapping[str, Callable[[], None]]] = {
    "intent after send": _intent_after_send,
    "retry under a new key": _retry_under_a_new_key,
    "doubt taken for failure": _doubt_taken_for_failure,
    "doubt taken for success": _doubt_taken_for_success,
}
