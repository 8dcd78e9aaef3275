"""What waits for a person in a run: interrupts of tasks, and what the journal says by now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from langchain_core.runnables import RunnableConfig

from app.open_run import BatchRun
from core.action import Action, InDoubt, Outcome
from core.approval import approval_of
from core.facts import recall_fact
from core.json_values import Args
from core.seams import Journal
from core.task import Task

QuestionKind: TypeAlias = Literal["in_doubt", "approval"]


@dataclass(frozen=True)
class Question:
    """One question to a person. `answers` maps each word that answers it to what it means."""

    kind: QuestionKind
    task: Task
    action: Action
    tool: str
    args: Args
    text: str
    answers: Mapping[str, str]


def open_questions(run: BatchRun, tasks: Iterable[Task]) -> Iterator[Question]:
    """Yield what these tasks wait for."""
    for task in tasks:
        config: RunnableConfig = {"configurable": {"thread_id": task.id}}
        for interrupt in run.graph.get_state(config).interrupts:
            yield _question(run.run_id, task, interrupt.value)


def answer_known(question: Question, journal: Journal) -> str | None:
    """Return the answer that the journal has by now, None while the question is open."""
    if question.kind == "approval":
        approved = recall_fact(journal, approval_of(question.action, question.args))
        return None if approved is None else "approve" if approved else "decline"
    standing = journal.recall(question.action)
    if isinstance(standing, InDoubt):
        return None
    kind = standing.kind if isinstance(standing, Outcome) else "nothing"
    return "give_up" if kind == "given_up" else kind


def _question(run_id: str, task: Task, asked: Mapping[str, Any]) -> Question:
    action = Action(run_id, task.id, asked["slot"], asked["item"], asked["generation"])
    return Question(
        asked["kind"],
        task,
        action,
        asked["tool"],
        asked["args"],
        asked["question"],
        asked["answers"],
    )
