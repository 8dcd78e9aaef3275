"""`decide`: lists what waits for a person; takes the person's word, and finishes the task."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.decision import TakenRun, taken
from app.given_answer import GivenAnswer, Selection, question_for, read_answer
from app.list_runs import how_to_go_on
from app.named_run import named_run
from app.questions import Question, answer_known
from app.run_summary import summary_of
from app.show_questions import answer_command, question_lines
from app.shown import one_line
from app.stopping import StopRequest, signals_ask
from app.task_result import recall_result
from checkpoints.run_folder import FoundRun
from core.errors import InputError


def decide_in(
    run_dir: Path, name: str, words: Sequence[str], output: str | None, selection: Selection
) -> int:
    """List what waits in a run, or settle one question and finish its task; return the exit code.

    Raises InputError where nothing waits, or an answer makes no sense; StoreError where somebody
    works on the run.
    """
    answer = read_answer(words, output)
    found = named_run(run_dir, name)
    if found.state == "finished" and found.owner is None:
        raise InputError(f"run {found.record.run_id} is finished: nothing waits for a person")
    stop = StopRequest()
    with signals_ask(stop), taken(found, stop) as run:
        questions = run.questions()
        if answer is None:
            lines = _listed(run, questions, run_dir)
        else:
            lines = _settled(run, question_for(answer, selection, questions), answer)
        for line in lines:
            print(line)
    if answer is not None and stop.exit_code is None:
        _say_what_is_next(named_run(run_dir, found.record.run_id), run_dir)
    return stop.exit_code or 0


def _listed(run: TakenRun, questions: Sequence[Question], run_dir: Path) -> Iterator[str]:
    if not questions:
        raise InputError(f"nothing waits for a person in run {run.run.run_id}")
    for question in questions:
        known = answer_known(question, run.run.journal)
        yield from question_lines(question, run.run.journal.history(question.task.id), known)
        yield f"  {answer_command(question, run_dir)} ANSWER"
        yield ""
    yield f"{len(questions)} wait for a person in run {run.run.run_id}"


def _settled(run: TakenRun, question: Question, answer: GivenAnswer) -> Iterator[str]:
    run.answer(question, answer)
    run.work_on([question.task])
    task = one_line(question.task.id)
    result = recall_result(run.run.journal, run.run.run_id, question.task.id)
    if run.stop.exit_code is not None:
        yield f"task {task}: the answer is recorded; interrupted before the task was finished"
    elif result is None:
        again = run.questions_of(question.task)
        yield f"task {task} waits again: {'; '.join(one_line(one.text) for one in again)}"
    else:
        yield f"task {task}: {result.ending}"
        yield from (f"  {one_line(line)}" for line in result.entry["final_answer"].splitlines())


def _say_what_is_next(found: FoundRun, run_dir: Path) -> None:
    summary = summary_of(found)
    print(f"run {found.record.run_id}: {summary.state}, {summary.counted} have a result")
    if found.state != "finished":
        print(how_to_go_on(summary, run_dir))
