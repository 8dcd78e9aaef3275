"""SIGKILL at random instants over batches of all classes, whose tools fail at random."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.agent import Agents, Ended
from tests.faults.batch import Batch, plan, step
from tests.faults.checker import violations, violations_at_any_time
from tests.faults.classes import QUICK_TO_RECONCILE, change, task_of, wanted_of
from tests.faults.tool_server_process import ToolServerProcess

CLASSES = ("key", "natural", "reconcile", "none")
TASKS = 20
LONGEST_S = 0.25
AT_WORK = 0.85
KILLS_PER_BATCH = 20
RATE = 0.3
AT_ONCE = 4


@dataclass
class Tally:
    """What a sweep came to. `midway` counts kills of a process that had entered the run and had
    work left; `cut` those that left a call open."""

    kills: int = 0
    midway: int = 0
    cut: int = 0
    batches: int = 0
    undecided: int = 0
    wrong: list[str] = field(default_factory=list)


def sweep(
    agents: Agents,
    server: ToolServerProcess,
    folder: Path,
    seed: int,
    enough: Callable[[Tally], bool],
    planted: str | None = None,
) -> Tally:
    """Kill batch after batch, two at a time, until there is enough."""
    server.control(flaky={"rate": RATE, "seed": seed})
    tally, lock = Tally(), threading.Lock()
    numbers = iter(range(1_000_000))

    def work() -> None:
        while not enough(tally):
            with lock:
                number = next(numbers)
            batch = _batch(agents, server, folder / f"batch-{number}", number)
            _kill_to_the_end(batch, random.Random(f"{seed}/{number}"), tally, lock, planted)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        for worker in [threads.submit(work) for _ in range(AT_ONCE)]:
            worker.result()
    return tally


def _batch(agents: Agents, server: ToolServerProcess, folder: Path, number: int) -> Batch:
    """Tasks of one class each, and some that make a change of every class."""
    batch = Batch(agents, server, folder, flags=("--concurrency", "6"))
    tasks, wanted = [], []
    for place in range(TASKS):
        task, order = f"{number}.{place}", f"O-{number * TASKS + place}"
        kind = ("all", *CLASSES)[place % 5]
        if kind == "all":
            steps = [step("s0", "get_order", {"order_id": order})]
            steps += [change(f"s-{one}", one, order, f"{task}/{one}") for one in CLASSES]
            tasks.append((task, {"plans": [plan(*steps)], "insists": True}))
            wanted += [wanted_of(one, task, f"{task}/{one}") for one in CLASSES]
        else:
            tasks.append(task_of(kind, task, order, f"{task}/{kind}"))
            wanted.append(wanted_of(kind, task, f"{task}/{kind}"))
    batch.write(tasks, wanted, changes=QUICK_TO_RECONCILE)
    return batch


def _kill_to_the_end(
    batch: Batch, dice: random.Random, tally: Tally, lock: threading.Lock, planted: str | None
) -> None:
    cut: set[tuple[str, int]] = set()
    for _ in range(KILLS_PER_BATCH):
        entered = _processes(batch)
        ended = _kill_once(batch, dice, planted)
        if not ended.killed:
            break
        evidence = batch.evidence()
        open_now = {(one.key, one.number) for one in evidence.calls if one.outcome is None}
        with lock:
            tally.kills += 1
            tally.midway += _processes(batch) > entered
            tally.cut += not open_now <= cut
            tally.wrong += violations_at_any_time(evidence)
        cut |= open_now
    batch.run(planted=planted)
    evidence = batch.evidence()
    with lock:
        tally.batches += 1
        tally.wrong += violations(evidence)
        tally.undecided += sum("could not be" in answer for answer in batch.answers().values())


def _kill_once(batch: Batch, dice: random.Random, planted: str | None) -> Ended:
    """Kill mostly at work; now and then anywhere, start included."""
    fifo = batch.folder / "fifo"
    if not fifo.exists():
        os.mkfifo(fifo)
    heard = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    try:
        process = batch.start(planted=planted, announce="fifo")
        if dice.random() < AT_WORK:
            process.works_or_ends(heard)
        process.ends_within(dice.uniform(0, LONGEST_S))
        return process.kill()
    finally:
        os.close(heard)


def _processes(batch: Batch) -> int:
    """Return how many processes have entered the batch's run."""
    databases = list((batch.folder / "runs").glob("*/run.sqlite"))
    if not databases:
        return 0
    with closing(sqlite3.connect(f"file:{databases[0]}?mode=ro", uri=True)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM processes").fetchone()[0])
        except sqlite3.OperationalError:
            return 0  # killed before its tables were made
