"""The heart: a write's intent is durable before it leaves, every outcome before anybody sees it."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial

from core.action import Attempt, Outcome
from core.errors import StoreError, ToolError, ToolRejected
from core.json_values import UnstorableValue, storable
from core.seams import Journal, ToolAdapter, ToolCall, ToolOutput
from tool_adapters.outcomes import (
    delivered,
    outcome_of_error,
    outcome_of_output,
    storable_text,
)
from tool_adapters.wrappers.abandoned import AbandonedCalls
from tool_adapters.wrappers.recorded import recorded_outcome


class Journaled:
    """Answers from the journal what it knows, and makes and records the other calls.

    A StoreError passes through: nothing is called without its intent, nothing is told unrecorded.
    """

    def __init__(self, inner: ToolAdapter, journal: Journal, abandoned: AbandonedCalls) -> None:
        self._inner = inner
        self._journal = journal
        self._abandoned = abandoned

    def call(self, call: ToolCall) -> ToolOutput:
        known = self._abandoned.ask(call.action) or recorded_outcome(self._journal, call)
        return delivered(known if known is not None else self._make(call))

    def _make(self, call: ToolCall) -> Outcome:
        _check_storable(call)
        attempt = attempt_of(call)
        self._journal.intend(attempt)
        outcome = self._outcome(call)
        self._journal.settle(attempt, outcome)
        self._follow(attempt)
        return outcome

    def _outcome(self, call: ToolCall) -> Outcome:
        try:
            return outcome_of_output(self._inner.call(call))
        except ToolError as error:
            return outcome_of_error(error)

    def _follow(self, attempt: Attempt) -> None:
        """Record what becomes of a call that was abandoned; that it is in doubt stands already."""
        running = self._abandoned.running(attempt.action)
        if running is not None:
            running.add_done_callback(partial(self._settle_late, attempt))

    def _settle_late(self, attempt: Attempt, ended: Future[ToolOutput]) -> None:
        outcome = late_outcome(ended)
        try:
            self._journal.settle(attempt, outcome)
        except StoreError:
            return  # nobody to tell in this thread; the attempt stays in doubt, as it should
        self._abandoned.end(attempt.action, outcome)


def late_outcome(ended: Future[ToolOutput]) -> Outcome:
    """Return what became of an abandoned call; a defect of its adapter leaves it in doubt."""
    error = ended.exception()
    if error is None:
        return outcome_of_output(ended.result())
    if isinstance(error, ToolError):
        return outcome_of_error(error)
    words = storable_text(f"{type(error).__name__} after the time limit: {error}")
    return Outcome("in_doubt", message=words)


def attempt_of(call: ToolCall) -> Attempt:
    """Return a call as the journal keeps it."""
    tool = call.tool
    return Attempt(
        action=call.action,
        number=call.attempt,
        tool=tool.name,
        args=call.args,
        effect=tool.effect,
        idempotency=tool.idempotency,
        target=tool.target,
        timeout_s=call.timeout_s,
        origin=call.origin,
    )


def _check_storable(call: ToolCall) -> None:
    try:
        storable(call.args, "arguments")
    except UnstorableValue as error:
        raise ToolRejected(f"not sent: {error}") from None
