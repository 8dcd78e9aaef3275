"""The result of a task: recorded in the journal when it ends, so that it never runs again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from app.result_entry import ResultEntry, result_entry
from app.task_end import TaskEnd
from core.action import Action, AttemptRecord, Outcome
from core.facts import record_fact
from core.json_values import Json
from core.seams import Journal
from core.state import Ending, State
from nodes.notes import call_in_words

RESULT = "result"


@dataclass(frozen=True)
class TaskResult:
    """The entry of results.json and how the task ended; "undecided" waits for a person."""

    entry: ResultEntry
    ending: Ending


def recall_result(journal: Journal, run_id: str, task_id: str) -> TaskResult | None:
    """Return the result of a task that ended, None while it has none."""
    recorded = journal.recall(Action(run_id, task_id, RESULT))
    return recorded_result(recorded) if isinstance(recorded, Outcome) else None


def recorded_result(outcome: Outcome) -> TaskResult:
    """Return a result as the journal has it."""
    stored = cast("dict[str, Any]", outcome.output)
    return TaskResult(stored["entry"], stored["ending"])


def conclude(journal: Journal, run_id: str, task_id: str, end: TaskEnd) -> TaskResult:
    """Return the result of a task, recorded where it is final."""
    state, history = end.state, journal.history(task_id)
    if end.waits:
        state = cast(State, {**state, "answer": _waiting_answer(end.waits, history)})
        return TaskResult(result_entry(task_id, state, history), "undecided")
    entry = result_entry(task_id, state, history)
    result = TaskResult(entry, state["ending"])
    value = cast(Json, {"entry": entry, "ending": result.ending})
    record_fact(journal, Action(run_id, task_id, RESULT), value)
    return result


def _waiting_answer(waits: tuple[Any, ...], history: Iterable[AttemptRecord]) -> str:
    """Say what a person is asked, in the words of the interrupts, and what is done by now."""
    questions = [str(wait.get("question", wait)) for wait in waits]
    done = [
        f"Done: {call_in_words(one.attempt.tool, one.attempt.args)}."
        for one in history
        if one.attempt.effect == "write" and one.outcome and one.outcome.kind == "done"
    ]
    return "\n".join(["Waits for a person. " + " ".join(questions), *done])
