"""What a person gave the `decide` command: an answer, and which question it is for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from app.questions import Question
from app.show_questions import KEY_SHOWN, flag_of
from app.shown import one_line
from core.errors import InputError
from core.json_values import Json, storable


@dataclass(frozen=True)
class GivenAnswer:
    """An answer of app.questions.Question, and for "done" what the tool gave back where known.

    `output` is the value in a list of one, since it may be null.
    """

    word: str
    output: tuple[Json, ...] = ()


@dataclass(frozen=True)
class Selection:
    """Which question: the beginning of its action's key, its task, or the only one."""

    key: str | None
    task_id: str | None


def read_answer(words: Sequence[str], output: str | None) -> GivenAnswer | None:
    """Return the answer, None where none was given. Raises InputError where it makes no sense."""
    if len(words) > 1:
        raise InputError(f"{' and '.join(map(flag_of, words))} contradict each other; give one")
    if output is not None and tuple(words) != ("done",):
        raise InputError(f"{one_line(output)!r} is left over: what a tool gave back is for --done")
    if not words:
        return None
    return GivenAnswer(words[0], () if output is None else (_json(output),))


def question_for(
    answer: GivenAnswer, selection: Selection, questions: Sequence[Question]
) -> Question:
    """Return the one question that is answered. Raises InputError where that cannot be told."""
    selected = [question for question in questions if _is_selected(question, selection)]
    if not selected:
        raise InputError(f"nothing that waits fits; {_what_waits(questions)}")
    fitting = [question for question in selected if answer.word in question.answers]
    if not fitting:
        answers = ", ".join(map(flag_of, selected[0].answers))
        raise InputError(
            f"{flag_of(answer.word)} does not answer that; {answers} do",
            entry=f"task {selected[0].task.id}",
        )
    if len(fitting) > 1:
        raise InputError(f"choose one with --action or --task; {_what_waits(fitting)}")
    return fitting[0]


def _is_selected(question: Question, selection: Selection) -> bool:
    by_key = selection.key is None or question.action.key.startswith(selection.key)
    return by_key and selection.task_id in (None, question.task.id)


def _what_waits(questions: Iterable[Question]) -> str:
    waiting = ", ".join(
        f"{question.action.key[:KEY_SHOWN]} (task {question.task.id}, {question.tool})"
        for question in questions
    )
    return f"these wait: {waiting}" if waiting else "nothing waits for a person in this run"


def _json(text: str) -> Json:
    try:
        value: Json = json.loads(text, parse_constant=_no_constant)
        return storable(value, "it")
    except (ValueError, RecursionError) as problem:
        raise InputError(
            f"{one_line(text):.80} is not JSON ({problem}); write text in double quotes, or leave "
            "it out where what the tool gave back is not known",
            entry="--done",
        ) from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
