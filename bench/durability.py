"""Tasks and durable steps per second, growth, resume and the cost of an intent.

    python -m bench.durability [--quick] [--json FILE]

Eight steps a task, `synchronous=FULL` everywhere; ours with every step journaled. Exit 1 where a
bound is missed. "Nothing durable" is the same graph without a saver; "keeps nothing" shows what
LangGraph itself spends on calling a saver, which none can be faster than. LangGraph's own savers
are one for threads and one for coroutines; ours is the same for both. The best of each is compared.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from bench.durability_growth import Growth, Intent, Resume, growth, intent, resume
from bench.durability_ours import Profile, profile
from bench.durability_speeds import (
    KEEPS_NOTHING,
    MOST,
    NOTHING,
    OURS_END,
    OURS_STEP,
    STOCK_STEP,
    Row,
    best,
    speeds,
)
from bench.machine import machine

STEP_BOUND, END_BOUND, LINE_BOUND = 2.0, 5.0, 0.25
SHARE_AIMED_AT: Final = 0.7  # of nothing durable, with checkpoints at the end


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    tasks: dict[int, int]  # by how many are under way at once
    rounds: int
    growth: tuple[int, int, int]
    resume: tuple[int, ...]
    intents: int


QUICK: Final = Size({1: 6, 8: 24, MOST: 64}, 2, (10, 100, 400), (20, 1_000), 24)
FULL: Final = Size({1: 64, 8: 256, MOST: 512}, 3, (10, 100, 1_000), (20, 1_000, 10_000), 128)


@dataclass(frozen=True)
class Bound:
    """Something that must hold at 64 tasks at once, or over the lengths of a task."""

    what: str
    measured: float
    wanted: float
    held: bool


def bounds(rows: list[Row], grown: list[Growth]) -> list[Bound]:
    """Judge what was measured."""
    stock_rate = best(rows, STOCK_STEP)
    step, end = best(rows, OURS_STEP) / stock_rate, best(rows, OURS_END) / stock_rate
    first, middle, last = grown
    bend = abs(_slope(middle, last) / _slope(first, middle) - 1)
    against = f"times the best stock saver with a checkpoint at every step, {MOST} at once"
    return [
        Bound(f"checkpoints at every step: {against}", step, STEP_BOUND, step >= STEP_BOUND),
        Bound(f"checkpoints at the end: {against}", end, END_BOUND, end >= END_BOUND),
        Bound("bend of bytes against steps", bend, LINE_BOUND, bend <= LINE_BOUND),
    ]


def _slope(one: Growth, other: Growth) -> float:
    return (other.bytes - one.bytes) / (other.steps - one.steps)


@dataclass(frozen=True)
class Report:
    """Everything that was measured."""

    machine: str
    rows: list[Row]
    growth: list[Growth]
    resume: list[Resume]
    intents: list[Intent]
    profiles: list[Profile]
    bounds: list[Bound]


def measure(size: Size) -> Report:
    """Measure everything."""
    with tempfile.TemporaryDirectory(prefix="durability-") as name:
        scratch = Path(name)
        rows = speeds(size.tasks, size.rounds, scratch)
        grown = [growth(scratch / f"growth-{steps}", steps) for steps in size.growth]
        resumed = [resume(scratch / f"resume-{tasks}", tasks) for tasks in size.resume]
        intents = [intent(scratch / f"intents-{n}", size.intents, n) for n in (1, MOST)]
        tasks = size.tasks[MOST]
        profiles = [
            profile("sync", Path(tempfile.mkdtemp(dir=scratch)), tasks, MOST),
            profile("exit", Path(tempfile.mkdtemp(dir=scratch)), tasks, MOST),
        ]
    return Report(machine(), rows, grown, resumed, intents, profiles, bounds(rows, grown))


def lines(report: Report) -> Iterator[str]:
    """Yield the report as a table."""
    yield report.machine
    rate = {(row.name, row.at_once): row for row in report.rows}
    names = dict.fromkeys(row.name for row in report.rows)
    levels = list(dict.fromkeys(row.at_once for row in report.rows))
    heads = "".join(f"{f'{level} at once':>12}" for level in levels)
    yield f"\n{'tasks per second (eight steps each)':42}{heads}{'steps/s':>10}"
    for name in names:
        cells = "".join(f"{rate[name, level].tasks_per_second:12.0f}" for level in levels)
        yield f"{name:42}{cells}{rate[name, levels[-1]].steps_per_second:10.0f}"
    yield from _where_the_time_goes(report)
    for grown in report.growth:
        yield f"a task of {grown.steps} steps leaves {grown.bytes} bytes"
    for back in report.resume:
        yield f"resume over {back.tasks} tasks: {back.seconds:.2f} s until the first new call"
    for one in report.intents:
        yield f"a write costs {one.cost_ms:.2f} ms more than a read, {one.at_once} at once"
    for bound in report.bounds:
        verdict = "held" if bound.held else "MISSED"
        yield f"{verdict}: {bound.what}: {bound.measured:.2f} (bound {bound.wanted:.2f})"


def _where_the_time_goes(report: Report) -> Iterator[str]:
    nothing = best(report.rows, NOTHING)
    share = best(report.rows, OURS_END) / nothing
    floor = best(report.rows, KEEPS_NOTHING) / nothing
    yield ""
    for one in report.profiles:
        yield (
            f"{one.name}: {one.commits_per_task:.1f} commits a task shared by all, "
            f"{one.kib_per_step:.1f} KiB written a step; a task spends {one.put_ms:.1f} ms in "
            f"the saver and {one.journal_ms:.1f} ms in the journal, waiting for other threads "
            f"included; the writer's processor time is {one.writer_ms:.2f} ms a task"
        )
    yield (
        f"checkpoints at the end reach {share:.2f} of nothing durable (aim {SHARE_AIMED_AT}); "
        f"LangGraph with a saver that keeps nothing reaches {floor:.2f}; nothing durable is "
        f"{nothing / best(report.rows, STOCK_STEP):.1f} times the best stock saver"
    )


def main() -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    flags = parser.parse_args()
    report = measure(QUICK if flags.quick else FULL)
    print("\n".join(lines(report)))
    if flags.json:
        flags.json.write_text(json.dumps(asdict(report), indent=1), encoding="utf-8")
    return 0 if all(bound.held for bound in report.bounds) else 1


if __name__ == "__main__":
    sys.exit(main())
