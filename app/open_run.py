"""Opens the run that a batch command works on, with everything bound, and closes it again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.inputs import Inputs
from app.means import Means, prepare_means
from app.reasoning import Thinking, choose_reasoner
from app.recorded_inputs import record_inputs, recorded_outputs
from app.run_choice import find_earlier, purpose_of
from app.services import build_services
from app.settings import BatchSettings
from app.spent import spent_before
from app.tally import Tally
from app.task_runner import Graph
from checkpoints import run_folder
from checkpoints.journal import SqliteJournal
from checkpoints.run_folder import FoundRun
from checkpoints.saver import GroupCommitSaver
from core.action import Action
from core.crash_points import CrashPoints
from core.facts import RUN_NOW, recall_or_record
from core.seams import Clock
from core.services import Services
from graph.build import build_graph

# Ours ends a task first: a round is at most plan, select_tool, call_tool, recover.
STEPS_PER_ROUND = 5


@dataclass(frozen=True)
class BatchRun:
    """A run this process owns. `task_ended` is told of each task that comes to an end; `resumed`
    tells that an earlier process worked on it."""

    opened: run_folder.OpenRun
    journal: SqliteJournal
    graph: Graph
    recursion_limit: int
    clock: Clock
    crash_points: CrashPoints
    task_ended: Callable[[str], None]
    resumed: bool
    announcements: tuple[str, ...]

    @property
    def run_id(self) -> str:
        return self.opened.run_id

    @property
    def folder(self) -> Path:
        return self.opened.folder

    def close_as(self, tally: Tally) -> None:
        """Record how far the run came: finished, waiting for a person, or still to go on with."""
        self.crash_points.reach("before_finish")
        if tally.unfinished == 0:
            outputs = recorded_outputs(self.journal)
            run_folder.finish_run(self.opened, "finished", tally.changed_world, outputs)
        elif tally.unfinished == tally.endings["undecided"]:
            run_folder.finish_run(self.opened, "waiting", tally.changed_world)


@contextmanager
def open_run(
    settings: BatchSettings, inputs: Inputs, clock: Clock, crash_points: CrashPoints
) -> Iterator[BatchRun]:
    """Go on with the run under way, or begin one. Raises InputError or StoreError."""
    means = prepare_means(settings, inputs, clock, crash_points)
    purpose = purpose_of(inputs)
    earlier = find_earlier(settings, purpose)
    if earlier is not None:
        with _taken(earlier, settings, inputs, means, clock, crash_points) as run:
            run_folder.mark(run.opened, settings.output)
            yield run
        return
    opened = run_folder.create_run(settings.run_dir, settings.output, purpose, clock, crash_points)
    with closing(opened.store):
        yield _bound(opened, settings, inputs, means, clock, None)


@contextmanager
def take_run(
    found: FoundRun,
    settings: BatchSettings,
    inputs: Inputs,
    clock: Clock,
    crash_points: CrashPoints,
) -> Iterator[BatchRun]:
    """Take a run that was found, to go on with it. Raises StoreError where somebody else has it."""
    means = prepare_means(settings, inputs, clock, crash_points)
    with _taken(found, settings, inputs, means, clock, crash_points) as run:
        yield run


@contextmanager
def _taken(
    found: FoundRun,
    settings: BatchSettings,
    inputs: Inputs,
    means: Means,
    clock: Clock,
    crash_points: CrashPoints,
) -> Iterator[BatchRun]:
    opened = run_folder.open_run(found, crash_points)
    with closing(opened.store):
        yield _bound(opened, settings, inputs, means, clock, found)


def bind(
    settings: BatchSettings,
    inputs: Inputs,
    means: Means,
    journal: SqliteJournal,
    run_id: str,
    clock: Clock,
) -> tuple[Services, Thinking]:
    """Return the services of a run, and who thinks in it."""
    recall_or_record(journal, Action(run_id, "", RUN_NOW), clock.now)
    before = spent_before(journal, clock.now())
    thinking = choose_reasoner(settings, inputs, journal, run_id, means.minds, clock, before)
    services = build_services(settings, inputs, means, thinking, journal, run_id, clock)
    return services, thinking


def _bound(
    opened: run_folder.OpenRun,
    settings: BatchSettings,
    inputs: Inputs,
    means: Means,
    clock: Clock,
    earlier: FoundRun | None,
) -> BatchRun:
    crash_points = opened.crash_points
    journal = SqliteJournal(opened.store, opened.run_id, clock, crash_points)
    # Before any work, so that nothing that was accepted can be lost unseen.
    record_inputs(journal, opened.run_id, inputs, settings)
    services, thinking = bind(settings, inputs, means, journal, opened.run_id, clock)
    return BatchRun(
        opened,
        journal,
        build_graph(services, GroupCommitSaver(opened.store, settings.history, crash_points)),
        STEPS_PER_ROUND * services.limits.rounds,
        clock,
        crash_points,
        thinking.task_ended,
        earlier is not None,
        (thinking.announcement, *_how_it_began(opened, settings, earlier)),
    )


def _how_it_began(
    opened: run_folder.OpenRun, settings: BatchSettings, earlier: FoundRun | None
) -> Iterator[str]:
    if earlier is not None and earlier.state == "finished":
        yield (
            f"run {opened.run_id} is finished and has changed something: its results are written "
            "again and nothing is called; --fresh starts anew"
        )
    elif earlier is not None:
        yield f"going on with run {opened.run_id}"
    elif opened.folder.parent != settings.run_dir.absolute():
        yield f"{settings.run_dir} cannot be written: the run is kept in {opened.folder}"
