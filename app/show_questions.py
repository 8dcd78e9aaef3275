"""A question to a person in words: the call, every attempt and look-up, and the answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.commands import run_command
from app.questions import Question
from app.show_attempts import attempt_lines
from app.shown import columns, in_call, indented, moment, one_line
from core.action import AttemptRecord

KEY_SHOWN = 8


def question_lines(
    question: Question, history: Sequence[AttemptRecord], known: str | None
) -> Iterator[str]:
    """Yield what a person needs for the answer; `known` is the answer that is recorded already."""
    yield f"task {one_line(question.task.id)} ({one_line(question.task.domain)})"
    yield f"  asked for  {one_line(question.task.prompt)}"
    yield f"  call       {in_call(question.tool, question.args)}"
    yield f"  key        {question.action.key}"
    yield f"  question   {one_line(question.text)}"
    since = history[0].started_at if history else 0.0
    for title, records in _evidence(question, history):
        yield f"  {title}, counted from {moment(since)}"
        for record in records:
            yield from indented(attempt_lines(record, since), by=4)
    if known is not None:
        yield f"  answered: {known.replace('_', ' ')}; the task is not finished yet"
    yield "  answers"
    yield from indented(columns([*_answers(question)]), by=4)


def answer_command(question: Question, run_dir: Path) -> str:
    """Return the beginning of the command that answers a question."""
    command = run_command("decide", question.action.run_id, run_dir)
    # A key may begin with a dash, which only "=" keeps from being an option.
    return f"{command} --action={question.action.key[:KEY_SHOWN]}"


def flag_of(answer: str) -> str:
    """Return the option that gives an answer."""
    return f"--{answer.replace('_', '-')}"


def _answers(question: Question) -> Iterator[tuple[str, str]]:
    for answer, meaning in question.answers.items():
        yield f"{flag_of(answer)}{' [JSON]' if answer == 'done' else ''}", meaning


def _evidence(
    question: Question, history: Sequence[AttemptRecord]
) -> Iterator[tuple[str, list[AttemptRecord]]]:
    attempts = [record for record in history if record.attempt.action == question.action]
    look_ups = [record for record in history if _stands_by(record, question)]
    choices = [record for record in history if _is_about(record, question)]
    if attempts:
        yield "what was sent", attempts
    if look_ups:
        yield "what looking showed", look_ups
    if choices:
        yield "what was tried", choices


def _stands_by(record: AttemptRecord, question: Question) -> bool:
    """Whether this is a look-up made for the action in question (nodes/looking.py)."""
    action, asked = record.attempt.action, question.action
    same = (action.item, action.generation) == (asked.item, asked.generation)
    return same and action.slot.partition(":")[2] == asked.slot


def _is_about(record: AttemptRecord, question: Question) -> bool:
    """Whether this is a choice of recover about the action in question (nodes/choices.py)."""
    asked = question.action
    place = f"recover:{asked.slot}:{asked.item}:{asked.generation}:"
    return record.attempt.action.slot.startswith(place)
