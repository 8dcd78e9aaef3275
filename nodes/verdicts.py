"""What a person may decide about a call, and how it is recorded.

Used by recover (LangGraph Studio, where the answer comes through the interrupt) and by the
command line, which records the verdict before it resumes the graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias, cast, get_args

from core.action import Action, Attempt, InDoubt, Outcome
from core.approval import approval_of
from core.json_values import Args, Json
from core.seams import Journal

Decision: TypeAlias = Literal["done", "not_done", "give_up"]

DECISIONS: Final[Mapping[Decision, str]] = {
    "done": "it was done; with the output where it is known, as references need it",
    "not_done": "it was certainly not done: it is called again",
    "give_up": "leave it undecided: nothing more is called, and the answer says so",
}
APPROVALS: Final[Mapping[str, str]] = {
    "approve": "make exactly this call",
    "decline": "do not make it",
}


@dataclass(frozen=True)
class Verdict:
    """A decision, and for "done" the output where `known`."""

    decision: Decision
    output: Json = None
    known: bool = False


def read_verdict(answer: object, key: str) -> Verdict | None:
    """Read what a person answered: a word, or an object with "verdict" and perhaps "output".

    None where it makes no sense, or was meant for another action.
    """
    given = _given(answer)
    word = given.get("verdict")
    if given.get("action", key) != key or word not in get_args(Decision):
        return None
    return Verdict(cast(Decision, word), cast(Json, given.get("output")), "output" in given)


def read_approval(answer: object, key: str) -> bool | None:
    """Read "approve" or "decline", bare or as an object's "verdict"; None for anything else."""
    given = _given(answer)
    word = given.get("verdict")
    if isinstance(word, bool):
        return word
    if given.get("action", key) != key or word not in APPROVALS:
        return None
    return word == "approve"


def record_verdict(journal: Journal, action: Action, verdict: Verdict) -> None:
    """Record a decision about an action in doubt. Raises StoreError where it is not in doubt."""
    standing = journal.recall(action)
    if isinstance(standing, Outcome) and standing == _outcome(verdict):
        return
    attempt = standing.attempt if isinstance(standing, InDoubt) else _no_attempt(action)
    journal.settle(attempt, _outcome(verdict))


def record_approval(
    journal: Journal, action: Action, tool: str, args: Args, approved: bool
) -> None:
    """Record whether exactly this call may be made."""
    fact = Attempt(approval_of(action, args), 1, tool, args, "fact")
    journal.settle(fact, Outcome("done", output=approved, by="person"))


def _outcome(verdict: Verdict) -> Outcome:
    match verdict.decision:
        case "done":
            output = verdict.output if verdict.known else None
            return Outcome("done", output=output, known=verdict.known, by="person")
        case "not_done":
            return Outcome("not_done", message="a person says that it was not done", by="person")
        case "give_up":
            return Outcome("given_up", message="a person left it undecided", by="person")


def _no_attempt(action: Action) -> Attempt:
    """Name an action that was never sent, for the journal to refuse."""
    return Attempt(action, 1, "", {}, "write")


def _given(answer: object) -> Mapping[str, Any]:
    if isinstance(answer, Mapping):
        return answer
    return {"verdict": answer.strip() if isinstance(answer, str) else answer}
