"""Surefoot's store under the same tasks: every step journaled, with and without checkpoints."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from langgraph.checkpoint.base import BaseCheckpointSaver

from bench.durability_tasks import (
    OUTPUT,
    STEPS,
    Durability,
    Step,
    chain,
    chain_of_coroutines,
    run_coroutines,
    run_graph,
)
from checkpoints.journal import SqliteJournal
from checkpoints.opening import create_store
from checkpoints.saver import GroupCommitSaver
from checkpoints.store import Store
from core.action import Action, ActionEffect, Attempt, Outcome
from core.clock import SystemClock
from core.crash_points import NO_CRASH_POINTS, CrashPoints
from core.json_values import Json

RUN = "bench"
Result = TypeVar("Result")


@contextmanager
def open_run(
    folder: Path, crash_points: CrashPoints = NO_CRASH_POINTS
) -> Iterator[tuple[Store, SqliteJournal]]:
    """Lend a new store with its journal."""
    store = create_store(folder, crash_points)
    journal = SqliteJournal(store, RUN, SystemClock())
    try:
        yield store, journal
    finally:
        journal.close()
        store.close()


def attempt_at(task_id: str, number: int, effect: ActionEffect = "read") -> Attempt:
    """Return the call of one step."""
    action = Action(RUN, task_id, f"1.s{number}")
    return Attempt(
        action, 1, "get_order", {"order_id": "A-1001"}, effect, "none", "http://shop", 30.0
    )


def journaled(journal: SqliteJournal, effect: ActionEffect = "read") -> Step:
    """Return a step whose call is intended and settled as the agent's calls are."""

    def step(task_id: str, number: int) -> Json:
        attempt = attempt_at(task_id, number, effect)
        journal.intend(attempt)
        journal.settle(attempt, Outcome("done", output=OUTPUT))
        return OUTPUT

    return step


def ours(durability: Durability, folder: Path, tasks: int, at_once: int) -> float:
    """Journal and checkpoints of all tasks in one run's store."""
    with open_run(folder) as (store, journal):
        graph = chain(GroupCommitSaver(store), journaled(journal))
        return run_graph(graph, durability, tasks, at_once)


def ours_in_a_loop(durability: Durability, folder: Path, tasks: int, at_once: int) -> float:
    """The same from coroutines in one event loop."""
    with open_run(folder) as (store, journal):
        graph = chain_of_coroutines(GroupCommitSaver(store), journaled(journal))
        return asyncio.run(run_coroutines(graph, durability, tasks, at_once))


class Forgetful(BaseCheckpointSaver[int]):
    """A saver that keeps nothing: what remains is LangGraph's own cost of calling one."""

    def get_tuple(self, config: Any) -> None:
        return None

    def put(self, config: Any, checkpoint: Any, metadata: Any, new_versions: Any) -> Any:
        place = {**config["configurable"], "checkpoint_id": checkpoint["id"]}
        return {"configurable": place}

    def put_writes(self, config: Any, writes: Any, task_id: str, task_path: str = "") -> None:
        pass

    async def aget_tuple(self, config: Any) -> None:
        return None

    async def aput(self, config: Any, checkpoint: Any, metadata: Any, new_versions: Any) -> Any:
        return self.put(config, checkpoint, metadata, new_versions)

    async def aput_writes(self, *given: Any) -> None:
        pass


def forgetful(durability: Durability, folder: Path, tasks: int, at_once: int) -> float:
    """LangGraph with a saver that costs nothing, without a journal: the least there is."""
    graph = chain(Forgetful(), lambda task_id, number: OUTPUT)
    return run_graph(graph, durability, tasks, at_once)


def forgetful_in_a_loop(durability: Durability, folder: Path, tasks: int, at_once: int) -> float:
    """The same from coroutines."""
    graph = chain_of_coroutines(Forgetful(), lambda task_id, number: OUTPUT)
    return asyncio.run(run_coroutines(graph, durability, tasks, at_once))


@dataclass(frozen=True)
class Profile:
    """What a run of ours did, per task or step."""

    name: str
    commits_per_task: float
    kib_per_step: float
    put_ms: float
    journal_ms: float
    writer_ms: float


class Waits:
    """Adds up the time that calls took, over all threads; and counts commits."""

    def __init__(self) -> None:
        self._clock = SystemClock()
        self._lock = threading.Lock()
        self.seconds: Counter[str] = Counter()
        self.commits = 0

    def reach(self, point: str) -> None:
        if point == "after_commit":
            self.commits += 1

    def timed(self, name: str, work: Callable[..., Result]) -> Callable[..., Result]:
        """Return `work`, its time added under `name`."""

        def measured(*given: Any) -> Result:
            started = self._clock.monotonic()
            try:
                return work(*given)
            finally:
                seconds = self._clock.monotonic() - started
                with self._lock:
                    self.seconds[name] += seconds  # type: ignore[assignment]

        return measured


def profile(durability: Durability, folder: Path, tasks: int, at_once: int) -> Profile:
    """Run the tasks once more, watching who waits for what."""
    waits = Waits()
    with open_run(folder, waits) as (store, journal):
        saver = GroupCommitSaver(store)
        saver.put = waits.timed("put", saver.put)  # type: ignore[method-assign]
        graph = chain(saver, waits.timed("journal", journaled(journal)))
        written, worked = _bytes_written(), _writer_seconds()
        run_graph(graph, durability, tasks, at_once)
        written, worked = _bytes_written() - written, _writer_seconds() - worked
    return Profile(
        "checkpoints at every step" if durability == "sync" else "checkpoints at the end",
        waits.commits / tasks,
        written / 1024 / tasks / STEPS,
        1e3 * waits.seconds["put"] / tasks,
        1e3 * waits.seconds["journal"] / tasks,
        1e3 * worked / tasks,
    )


def _bytes_written() -> int:
    """What this process has given to the disk so far (Linux)."""
    lines = Path("/proc/self/io").read_text(encoding="ascii").splitlines()
    return int(dict(line.split(": ") for line in lines)["write_bytes"])


def _writer_seconds() -> float:
    """The processor time of the store's thread (Linux)."""
    (writer,) = (one for one in threading.enumerate() if one.name == "store-writer")
    schedule = Path(f"/proc/self/task/{writer.native_id}/schedstat").read_text(encoding="ascii")
    return int(schedule.split()[0]) / 1e9
