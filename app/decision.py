"""A run taken to answer what waits in it, and to finish the tasks that waited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from app.given_answer import GivenAnswer
from app.inputs import Inputs
from app.open_run import BatchRun, take_run
from app.progress import NoProgress
from app.questions import Question, answer_known, open_questions
from app.recorded_inputs import recorded_inputs, recorded_settings
from app.run_choice import check_versions
from app.settings import BatchSettings
from app.show_questions import flag_of
from app.stopping import StoppableClock, StopRequest
from app.task_result import RESULT
from app.withheld_headers import filled_from_files
from app.work import work_on
from catalog.index import ToolCatalog
from checkpoints.reading import JournalReader
from checkpoints.run_folder import FoundRun
from core.crash_points import NO_CRASH_POINTS
from core.errors import InputError
from core.task import Task
from nodes.verdicts import DECISIONS, Verdict, record_approval, record_verdict


@dataclass(frozen=True)
class TakenRun:
    """A run that this process owns, with what it was given; `begun` are its tasks under way,
    which `all_wait` where no other work is left."""

    run: BatchRun
    inputs: Inputs
    settings: BatchSettings
    begun: tuple[Task, ...]
    all_wait: bool
    stop: StopRequest

    def questions(self) -> list[Question]:
        """Return what waits for a person.

        Where every task under way waits and checkpoints are gone, the tasks ask again first: the
        journal answers all that they did before.
        """
        found = [*open_questions(self.run, self.begun)]
        asking = {question.task.id for question in found}
        silent = tuple(task for task in self.begun if task.id not in asking)
        if silent and self.all_wait:
            self.work_on(silent)
            found = [*open_questions(self.run, self.begun)]
        return found

    def questions_of(self, task: Task) -> list[Question]:
        """Return what one task waits for."""
        return [*open_questions(self.run, [task])]

    def answer(self, question: Question, given: GivenAnswer) -> None:
        """Journal an answer. Raises InputError where another one is known by now."""
        known = answer_known(question, self.run.journal)
        if known not in (None, given.word):
            raise InputError(
                f"{question.tool} is answered by now: {known}; {flag_of(str(known))} or the batch "
                "command finishes the task",
                entry=f"task {question.task.id}",
            )
        if known is None:
            _record(question, given, self.run)

    def work_on(self, tasks: Sequence[Task]) -> None:
        """Take these tasks as far as they go, keep the results file, record where the run is."""
        only = tuple(task.id for task in tasks)
        inputs = replace(self.inputs, selected=tuple(tasks))
        settings = replace(self.settings, only=only)
        tally = work_on(self.run, inputs, settings, self.stop, NoProgress())
        if self.stop.exit_code is None:
            self.run.close_as(tally)


@contextmanager
def taken(found: FoundRun, stop: StopRequest) -> Iterator[TakenRun]:
    """Take a run to answer what waits in it; everything it needs is in its journal.

    Raises StoreError where somebody else works on it or another version began it, InputError where
    a secret that its tools need is missing.
    """
    check_versions(found)
    with JournalReader(found.folder) as reader:
        settings = replace(recorded_settings(reader), quiet=True)
        inputs = recorded_inputs(reader)
        ended = {task_id for task_id, _ in reader.settled(RESULT)}
        seen = set(reader.task_ids())
    tools = filled_from_files(inputs.catalog.tools, settings)
    inputs = replace(inputs, catalog=ToolCatalog(tools))
    begun = tuple(task for task in inputs.tasks if task.id in seen and task.id not in ended)
    with take_run(found, settings, inputs, StoppableClock(stop), NO_CRASH_POINTS) as run:
        yield TakenRun(run, inputs, settings, begun, found.state == "waiting", stop)


def _record(question: Question, given: GivenAnswer, run: BatchRun) -> None:
    if question.kind == "approval":
        approved = given.word == "approve"
        record_approval(run.journal, question.action, question.tool, question.args, approved)
        return
    decision = next(word for word in DECISIONS if word == given.word)
    verdict = Verdict(decision, given.output[0] if given.output else None, bool(given.output))
    record_verdict(run.journal, question.action, verdict)
