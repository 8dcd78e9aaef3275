"""Tools and a reasoner for a replay: they give what the journal has, and never call or think."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NoReturn, cast

from app.settings import ApprovalChoice
from core.action import Action, Outcome
from core.errors import ModelUnavailable, ToolBroken, ToolBusy, ToolInDoubt, ToolRejected
from core.facts import recall_fact
from core.json_values import Args
from core.plan import Plan
from core.seams import Journal, Reasoner, ToolAdapter, ToolCall, ToolOutput
from core.thought import AnswerRequest, PlanRequest, RepairRequest, Thought
from reasoners.journaled import journaled, next_attempt
from tool_adapters.dispatcher import build_replay_tools
from tool_adapters.replay import ReplayDiverged
from tool_adapters.wrappers.recorded import REFUSED

_LOOK_UPS: Final = ("baseline:", "reconcile.", "read_back.")


def replayed_tools(journal: Journal, approvals: ApprovalChoice) -> ToolAdapter:
    """Return tools that answer from the journal. Raise ReplayDiverged for an unknown call."""
    return RecordedRefusals(build_replay_tools(journal=journal, approvals=approvals), journal)


def replayed_reasoner(journal: Journal, run_id: str) -> Reasoner:
    """Return a reasoner that recalls. Raises ReplayDiverged for an unknown question."""
    return journaled(Recalling(journal, run_id), journal, run_id)


class RecordedRefusals:
    """Refuses again what was refused before it was sent: of such a call the journal has only what
    recover made of it."""

    def __init__(self, inner: ToolAdapter, journal: Journal) -> None:
        self._inner, self._journal = inner, journal

    def call(self, call: ToolCall) -> ToolOutput:
        try:
            return self._inner.call(call)
        except ReplayDiverged:
            if call.action.slot.startswith(_LOOK_UPS):
                raise ToolBusy(REFUSED, retry_after=0.0) from None
            self._refuse(call)
            raise

    def _refuse(self, call: ToolCall) -> None:
        action = call.action
        place = f"{action.slot}:{action.item}:{action.generation}:{call.attempt}"
        fact = Action(action.run_id, action.task_id, f"recover:{place}.1")
        choice = cast("Mapping[str, Any] | None", recall_fact(self._journal, fact))
        if choice is None:
            return
        failure = choice["failure"]
        message, status = failure["message"], failure.get("status")
        match choice["trouble"]:
            case "busy":
                raise ToolBusy(message, status=status, retry_after=failure.get("retry_after"))
            case "rejected" | "refused_in_doubt":
                raise ToolRejected(message, status=status, final=failure.get("unrepairable", False))
            case "broken":
                raise ToolBroken(message, status=status)
            case "in_doubt":
                raise ToolInDoubt(message, status=status, retry_after=failure.get("retry_after"))


class Recalling:
    """Knows only how earlier questions were left unanswered."""

    def __init__(self, journal: Journal, run_id: str) -> None:
        self._journal, self._run_id = journal, run_id

    def plan(self, request: PlanRequest) -> Thought[Plan]:
        self._unanswered(request)

    def repair(self, request: RepairRequest) -> Thought[Args | None]:
        self._unanswered(request)

    def answer(self, request: AnswerRequest) -> Thought[str]:
        self._unanswered(request)

    def _unanswered(self, request: PlanRequest | RepairRequest | AnswerRequest) -> NoReturn:
        attempt = next_attempt(request, self._journal, self._run_id)
        recorded = self._journal.recall(attempt.action)
        if isinstance(recorded, Outcome):
            raise ModelUnavailable(recorded.message, usage=recorded.usage)
        raise ReplayDiverged(f"{attempt.action.slot} would be asked, and the journal has no reply")
