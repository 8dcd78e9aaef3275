"""Tasks per second of everybody who is compared, at each number of tasks at once."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Literal, TypeAlias

from bench.durability_dbos import DbosProcess
from bench.durability_ours import forgetful, forgetful_in_a_loop, ours, ours_in_a_loop
from bench.durability_rivals import (
    nothing_durable,
    nothing_durable_in_a_loop,
    stock,
    stock_async,
)
from bench.durability_tasks import STEPS

Group: TypeAlias = Literal[
    "ours, every step", "ours, at the end", "stock, every step", "keeps nothing", "nothing", "other"
]
Measure: TypeAlias = Callable[[Path, int, int], float]
OURS_STEP: Final = "ours, every step"
OURS_END: Final = "ours, at the end"
STOCK_STEP: Final = "stock, every step"
KEEPS_NOTHING: Final = "keeps nothing"
NOTHING: Final = "nothing"
OTHER: Final = "other"
MOST: Final = 64


@dataclass(frozen=True)
class Contestant:
    """Who runs the tasks. `group` is what it is compared as."""

    name: str
    group: Group
    measure: Measure


def contestants(dbos: DbosProcess) -> tuple[Contestant, ...]:
    """Return everybody, us first."""
    return (
        Contestant("surefoot, every step, threads", OURS_STEP, partial(ours, "sync")),
        Contestant("surefoot, every step, coroutines", OURS_STEP, partial(ours_in_a_loop, "sync")),
        Contestant("surefoot, at the end, threads", OURS_END, partial(ours, "exit")),
        Contestant("surefoot, at the end, coroutines", OURS_END, partial(ours_in_a_loop, "exit")),
        Contestant("SqliteSaver, sync", STOCK_STEP, partial(stock, "sync")),
        Contestant("SqliteSaver, async", STOCK_STEP, partial(stock, "async")),
        Contestant("SqliteSaver, exit", OTHER, partial(stock, "exit")),
        Contestant("AsyncSqliteSaver, sync", STOCK_STEP, partial(stock_async, "sync")),
        Contestant("AsyncSqliteSaver, async", STOCK_STEP, partial(stock_async, "async")),
        Contestant("AsyncSqliteSaver, exit", OTHER, partial(stock_async, "exit")),
        Contestant("DBOS Transact", OTHER, dbos.measure),
        Contestant("keeps nothing, every step, threads", OTHER, partial(forgetful, "sync")),
        Contestant("keeps nothing, at the end, threads", KEEPS_NOTHING, partial(forgetful, "exit")),
        Contestant(
            "keeps nothing, at the end, coroutines",
            KEEPS_NOTHING,
            partial(forgetful_in_a_loop, "exit"),
        ),
        Contestant("nothing durable, threads", NOTHING, nothing_durable),
        Contestant("nothing durable, coroutines", NOTHING, nothing_durable_in_a_loop),
    )


@dataclass(frozen=True)
class Row:
    """The best of the rounds."""

    name: str
    group: Group
    at_once: int
    tasks_per_second: float

    @property
    def steps_per_second(self) -> float:
        return STEPS * self.tasks_per_second


def speeds(tasks_at: Mapping[int, int], rounds: int, scratch: Path) -> list[Row]:
    """Measure everybody, the rounds of all in turn; `tasks_at`: tasks by how many at once."""
    dbos = DbosProcess(scratch)
    fastest: dict[tuple[str, int], float] = {}
    everybody = contestants(dbos)
    for at_once, tasks in tasks_at.items():
        for turn in range(rounds):
            for one in everybody:
                if turn == 0 or (one.group != OTHER and at_once == MOST):
                    rate = tasks / one.measure(Path(tempfile.mkdtemp(dir=scratch)), tasks, at_once)
                    fastest[one.name, at_once] = max(rate, fastest.get((one.name, at_once), 0.0))
    dbos.stop()
    return [
        Row(one.name, one.group, at_once, round(fastest[one.name, at_once], 1))
        for one in everybody
        for at_once in tasks_at
    ]


def best(rows: Sequence[Row], group: Group) -> float:
    """Return the tasks per second of the fastest of a group, MOST at once."""
    return max(row.tasks_per_second for row in rows if row.at_once == MOST and row.group == group)
