"""How a run grows, how fast it is gone on with after a kill, and what an intent costs."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from bench.durability_ours import RUN, attempt_at, journaled, open_run
from bench.durability_tasks import OUTPUT, STEPS, TaskState, chain, run_tasks, task_config
from checkpoints.journal import SqliteJournal
from checkpoints.opening import DATABASE_NAME, open_store
from checkpoints.saver import GroupCommitSaver
from core.action import ActionEffect, Outcome
from core.clock import SystemClock


@dataclass(frozen=True)
class Growth:
    """One task of so many steps, a checkpoint each: the database once it is closed."""

    steps: int
    bytes: int


@dataclass(frozen=True)
class Resume:
    """From opening a killed run's store to its first new call being intended on disk."""

    tasks: int
    journal_rows: int
    seconds: float


@dataclass(frozen=True)
class Intent:
    """What a write costs more than a read: its intent and its outcome are waited for."""

    at_once: int
    read_ms: float
    write_ms: float

    @property
    def cost_ms(self) -> float:
        return self.write_ms - self.read_ms


def growth(folder: Path, steps: int) -> Growth:
    """Measure one task of `steps` steps."""
    folder.mkdir()
    with open_run(folder) as (store, journal):
        graph = chain(GroupCommitSaver(store), journaled(journal), steps)
        graph.invoke(TaskState(prompt="count"), task_config(0), durability="sync")
    return Growth(steps, (folder / DATABASE_NAME).stat().st_size)


def resume(folder: Path, tasks: int) -> Resume:
    """Measure going on with a run of `tasks` tasks that was killed before its last step."""
    folder.mkdir()
    killed = folder.with_name(f"{folder.name}-killed")
    with open_run(folder) as (_, journal):
        done = Outcome("done", output=OUTPUT)
        for task in range(tasks):
            journal.settle_all(
                (attempt_at(f"task-{task}", number), done) for number in range(STEPS)
            )
            journal.forget(f"task-{task}")
        journal.intend(attempt_at("task-0", STEPS, "write"))
        shutil.copytree(folder, killed)
    clock = SystemClock()
    started = clock.monotonic()
    store = open_store(killed)
    journal = SqliteJournal(store, RUN, clock)
    journal.history("task-0")
    journal.intend(attempt_at("task-0", STEPS + 1, "write"))
    seconds = clock.monotonic() - started
    journal.close()
    store.close()
    return Resume(tasks, tasks * STEPS + 1, seconds)


def intent(folder: Path, tasks: int, at_once: int) -> Intent:
    """Measure steps that read against steps that write, without a graph round them."""
    folder.mkdir()
    read = _milliseconds(folder / "read", "read", tasks, at_once)
    return Intent(at_once, read, _milliseconds(folder / "write", "write", tasks, at_once))


def _milliseconds(place: Path, effect: ActionEffect, tasks: int, at_once: int) -> float:
    place.mkdir()
    with open_run(place) as (_, journal):
        step = journaled(journal, effect)

        def one_task(task: int) -> None:
            for number in range(STEPS):
                step(f"task-{task}", number)

        return 1e3 * run_tasks(one_task, tasks, at_once) / tasks / STEPS
