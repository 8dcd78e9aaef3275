"""A call in doubt that no rule can settle waits for a person; so does one that needs approval.

Nothing here acts before the interrupt: everything done earlier in the node is in the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from langgraph.types import interrupt

from core.action import AttemptRecord, InDoubt, Outcome
from core.approval import approval_of
from core.facts import recall_fact
from core.json_values import Json
from core.observation import Dispatch, Failure
from nodes.choices import Choice
from nodes.moves import InVain, Retry, Settled
from nodes.notes import call_in_words
from nodes.observing import without_output
from nodes.trouble import Case
from nodes.verdicts import (
    APPROVALS,
    DECISIONS,
    read_approval,
    read_verdict,
    record_approval,
    record_verdict,
)

Value = TypeVar("Value")


def asked_person(case: Case, choice: Choice) -> Retry | InVain:
    """Ask what became of the call, record the verdict, and let the journal speak."""
    if isinstance(case.standing, InDoubt):
        asked = _ask(_undecided(case, choice), lambda answer: read_verdict(answer, case.action.key))
        record_verdict(case.view.services.journal, case.action, asked)
    standing = case.standing
    if isinstance(standing, Outcome) and standing.kind == "not_done":
        return Retry(Dispatch(**{**case.dispatch, "attempt": case.attempt + 1}))
    return InVain()


def approved_or_refused(case: Case) -> Retry | Settled:
    """Ask whether exactly this call may be made, unless that was answered before."""
    journal, args = case.view.services.journal, case.dispatch["args"]
    fact = approval_of(case.action, args)
    approved = recall_fact(journal, fact)
    if approved is None:
        approved = _ask(_approval(case), lambda answer: read_approval(answer, case.action.key))
        record_approval(journal, case.action, case.tool.name, args, approved)
    if approved:
        return Retry(case.dispatch)
    declined = Failure(message="a person declined it", unrepairable=True)
    return Settled(without_output(case.dispatch, "rejected", declined, settled=True))


def left_undecided(case: Case, message: str) -> Settled:
    """Return what stays in doubt for good."""
    failure = Failure(message=message)
    return Settled(without_output(case.dispatch, "in_doubt", failure, settled=True))


def _ask(question: Mapping[str, Any], read: Callable[[object], Value | None]) -> Value:
    """Interrupt until the answer makes sense. An answer to an earlier question is passed over."""
    while True:
        answer = read(interrupt(dict(question)))
        if answer is not None:
            return answer


def _undecided(case: Case, choice: Choice) -> dict[str, Any]:
    call = call_in_words(case.tool.name, case.dispatch["args"])
    evidence = "; ".join(part for part in (choice.failure["message"], choice.before) if part)
    question = f"{call} could not be confirmed ({evidence}): was it done?"
    return {
        **_about(case, "in_doubt", question),
        "attempts": [_attempt(record) for record in case.records],
        "evidence": evidence,
        "answers": dict(DECISIONS),
    }


def _approval(case: Case) -> dict[str, Any]:
    call = call_in_words(case.tool.name, case.dispatch["args"])
    question = f"{call} needs a person's approval: {case.failure['message']}"
    return {**_about(case, "approval", question), "answers": dict(APPROVALS)}


def _about(case: Case, kind: str, question: str) -> dict[str, Any]:
    dispatch = case.dispatch
    return {
        "kind": kind,
        "question": question,
        "task": case.view.task_id,
        "action": case.action.key,
        "slot": dispatch["slot"],
        "item": dispatch["item"],
        "generation": dispatch["generation"],
        "tool": case.tool.name,
        "args": dispatch["args"],
    }


def _attempt(record: AttemptRecord) -> dict[str, Json]:
    outcome = record.outcome
    return {
        "number": record.attempt.number,
        "started_at": record.started_at,
        "ended_at": record.ended_at,
        "outcome": outcome.kind if outcome else None,
        "message": outcome.message if outcome else "the process ended during the call",
    }
