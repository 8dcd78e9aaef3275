"""What is wrong with a call, seen together with everything the journal knows of its action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from core.action import Action, AttemptRecord, InDoubt, Outcome
from core.observation import Dispatch, Failure, Observation
from core.seams import ToolCall
from core.tool import Idempotency, Tool
from nodes.actions import action_of, attempts_at
from nodes.view import View

Trouble: TypeAlias = Literal[
    "busy",
    "not_done",  # in doubt before, and found out since
    "rejected",
    "in_doubt",
    "refused_in_doubt",  # a retry was rejected, which says nothing about the attempt before it
    "broken",
    "unread",  # done, and its reply could not be read
]
Kind: TypeAlias = Literal["read"] | Idempotency


@dataclass(frozen=True)
class Case:
    """A call that is not settled, in the light of the journal as it is now."""

    view: View
    seen: Observation
    tool: Tool

    @property
    def dispatch(self) -> Dispatch:
        return self.seen["dispatch"]

    @property
    def attempt(self) -> int:
        return self.dispatch["attempt"]

    @property
    def failure(self) -> Failure:
        return self.seen["failure"] or Failure(message="")

    @property
    def action(self) -> Action:
        return action_of(self.dispatch, self.view.task_id, self.view.services.run_id)

    @property
    def records(self) -> list[AttemptRecord]:
        """The attempts that the journal has, in order."""
        return attempts_at(self.action, self.view.services.journal)

    @property
    def standing(self) -> Outcome | InDoubt | None:
        """What the journal says of the action."""
        return self.view.services.journal.recall(self.action)

    @property
    def call(self) -> ToolCall:
        """The call as it was made."""
        dispatch = self.dispatch
        return ToolCall(
            self.tool,
            dispatch["args"],
            self.action,
            dispatch["attempt"],
            dispatch["origin"],
            self.tool.timeout_s,
        )

    @property
    def kind(self) -> Kind:
        """What decides whether the call may be repeated."""
        return "read" if self.tool.effect == "read" else self.tool.idempotency

    @property
    def still_at_work(self) -> bool:
        """Whether the tool, or this process, is still working on an attempt."""
        return self.seen["status"] == "in_doubt" and self.failure.get("retry_after") is not None


def trouble_of(case: Case) -> Trouble:
    """Sort a case. A doubt that an earlier attempt left outweighs how the last one ended."""
    status = case.seen["status"]
    if status == "done":
        return "unread"
    standing = case.standing
    if case.kind != "read" and isinstance(standing, InDoubt):
        return "refused_in_doubt" if status == "rejected" else "in_doubt"
    if status == "in_doubt" and isinstance(standing, Outcome) and standing.kind == "not_done":
        return "not_done"
    assert status in ("busy", "rejected", "in_doubt", "broken"), status
    return status
