"""What the journal refuses to record, whoever asks: the last gate before an effect.

A refusal is a defect of the program or of a second one; it stops the run, since going on could
repeat an effect.
"""

from __future__ import annotations

from typing import Final

from checkpoints.task_history import TaskHistory
from core.action import Attempt, InDoubt, Outcome
from core.errors import StoreError
from core.json_values import digest, storable

_REPEATABLE_IN_DOUBT: Final = frozenset({"key", "natural"})


def check_storable(attempt: Attempt, outcome: Outcome | None) -> None:
    """Raise core.json_values.UnstorableValue where a value would not come back as it is."""
    storable(attempt.args, f"the arguments of {attempt.tool}")
    if outcome is not None:
        storable(outcome.output, f"the output of {attempt.tool}")
        storable(outcome.message, f"the message of {attempt.tool}")


def check_intent(attempt: Attempt, task: TaskHistory, open_now: bool) -> None:
    """Raise StoreError unless this attempt may begin."""
    if open_now or task.record(attempt.action, attempt.number) is not None:
        raise _refused(attempt, "was begun before")
    if attempt.effect != "write":
        return
    standing = task.standing(attempt.action)
    if isinstance(standing, InDoubt) and attempt.idempotency not in _REPEATABLE_IN_DOUBT:
        raise _refused(attempt, "would repeat a call in doubt that is not safe to repeat")
    if isinstance(standing, Outcome) and standing.final:
        raise _refused(attempt, f"comes after the final outcome {standing.kind!r}")
    if any(digest(r.attempt.args) != digest(attempt.args) for r in task.attempts(attempt.action)):
        raise _refused(attempt, "has other arguments than an earlier attempt with the same key")


def check_outcome(attempt: Attempt, outcome: Outcome, task: TaskHistory) -> None:
    """Raise StoreError unless this outcome can be."""
    begun = task.record(attempt.action, attempt.number) is not None
    if attempt.effect == "write" and outcome.by == "tool" and not begun:
        raise _refused(attempt, f"has the outcome {outcome.kind!r} and was never intended")
    if outcome.by == "person" and attempt.effect in {"read", "write"}:
        if not isinstance(task.standing(attempt.action), InDoubt):
            raise _refused(attempt, "is not in doubt, so there is nothing for a person to decide")


def _refused(attempt: Attempt, why: str) -> StoreError:
    action = attempt.action
    return StoreError(
        f"task {action.task_id!r}, {attempt.tool}, action {action.slot} generation "
        f"{action.generation}, attempt {attempt.number} {why}; nothing was recorded"
    )
