"""Time and memory of the batch command against the number of tasks.

    python -m bench.scale [--quick] [--json FILE]

Each size is one run of run.py in a process of its own, look-ups through mocks. Exit 1 where the
results are incomplete, memory grows with the tasks after start-up, or time grows faster than they.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from bench.machine import machine
from core.clock import SystemClock

PROJECT = Path(__file__).parents[1]
SIZES = (1_000, 3_000, 10_000)
QUICK_SIZES = (200, 600, 1_800)
# Of ten times the tasks: how much more of each is still "flat" and "linear".
MEMORY_BOUND = 1.25
TIME_BOUND = 1.3
SECONDS_BETWEEN_LOOKS = 0.1


@dataclass(frozen=True)
class Row:
    """One size. `rss_start_mb` is the resident memory when the first results stood."""

    tasks: int
    seconds: float
    tasks_per_second: float
    rss_start_mb: float
    rss_peak_mb: float
    results: int


def measure(tasks: int) -> Row:
    """Run the batch command over so many tasks."""
    clock = SystemClock()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tasks.json").write_text(json.dumps([_task(n) for n in range(tasks)]), "utf-8")
        started = clock.monotonic()
        process = psutil.Popen(_command(folder), cwd=folder, stderr=subprocess.DEVNULL)
        sizes = list(_resident(process, folder / "results.json"))
        seconds = clock.monotonic() - started
        if process.returncode != 0:
            raise SystemExit(f"run.py ended with {process.returncode} over {tasks} tasks")
        results = json.loads((folder / "results.json").read_text("utf-8"))
        complete = sum(entry["tool_calls_count"] == 1 for entry in results)
    return Row(tasks, round(seconds, 1), round(tasks / seconds, 1), sizes[0], max(sizes), complete)


def _task(number: int) -> dict[str, Any]:
    prompt = "Which plan is alex@acme.test on?"
    return {"id": f"task_{number:06}", "domain": "support", "prompt": prompt}


def _command(folder: Path) -> list[str]:
    examples = PROJECT / "examples"
    return [
        *(sys.executable, str(PROJECT / "run.py"), "--quiet", "--reasoner", "symbolic"),
        *("--tasks", str(folder / "tasks.json"), "--output", str(folder / "results.json")),
        *("--tools", str(examples / "tools.json")),
    ]


def _resident(process: psutil.Popen, output: Path) -> Sequence[float]:
    """Return the resident memory in MB from the moment the first results stand to the end."""
    sizes: list[float] = []
    pause = threading.Event()
    while process.poll() is None:
        try:
            resident = process.memory_info().rss / 1e6
        except psutil.NoSuchProcess:
            break
        if output.exists():
            sizes.append(round(resident, 1))
        pause.wait(SECONDS_BETWEEN_LOOKS)
    return sizes or [0.0]


def missed(rows: Sequence[Row]) -> list[str]:
    """Return what does not hold."""
    first, last = rows[0], rows[-1]
    found = [f"{row.tasks}: {row.results} results" for row in rows if row.results != row.tasks]
    if last.rss_peak_mb > MEMORY_BOUND * first.rss_peak_mb:
        found.append(f"memory grew from {first.rss_peak_mb} to {last.rss_peak_mb} MB")
    marginal = (last.seconds - first.seconds) / (last.tasks - first.tasks)
    middle = (rows[1].seconds - first.seconds) / (rows[1].tasks - first.tasks)
    if marginal > TIME_BOUND * middle:
        found.append(
            f"a further task took {middle * 1e3:.1f} ms at first, {marginal * 1e3:.1f} then"
        )
    return found


def main() -> int:
    """Measure, print, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    flags = parser.parse_args()
    rows = [measure(tasks) for tasks in (QUICK_SIZES if flags.quick else SIZES)]
    print(machine())
    print(
        f"{'tasks':>8} {'seconds':>8} {'tasks/s':>8} {'MB start':>9} {'MB peak':>8} {'results':>8}"
    )
    for row in rows:
        print(
            f"{row.tasks:8} {row.seconds:8} {row.tasks_per_second:8} {row.rss_start_mb:9} "
            f"{row.rss_peak_mb:8} {row.results:8}"
        )
    problems = missed(rows)
    for problem in problems:
        print(f"missed: {problem}")
    if flags.json:
        report = {"machine": machine(), "rows": [asdict(row) for row in rows], "missed": problems}
        flags.json.write_text(json.dumps(report, indent=1), encoding="utf-8")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
