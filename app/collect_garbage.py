"""`gc`: deletes finished runs, and says what it did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.shown import moment
from checkpoints.reading import JournalReader
from checkpoints.run_folder import FoundRun, delete_run, list_runs
from checkpoints.run_marker import read_marker
from core.clock import SystemClock
from core.errors import InputError, StoreError

_AGE: Final = re.compile(r"(\d+)([smhdw])")
_SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


@dataclass(frozen=True)
class FinishedRun:
    """A run that nobody needs to go on; `ended_at` in seconds since the epoch."""

    found: FoundRun
    ended_at: float


def collect_garbage(
    run_dir: Path, keep: int | None, older_than: str | None, *, dry_run: bool
) -> int:
    """Delete finished runs beyond the newest `keep` and older than an age; return the exit code.

    Raises InputError where neither is said.
    """
    if keep is None and older_than is None:
        raise InputError("say what to keep: --keep N, --older-than 30d, or both")
    now = SystemClock().now()
    before = now if older_than is None else now - _seconds(older_than)
    finished = sorted(_finished(run_dir), key=lambda run: run.ended_at, reverse=True)
    old = [run for run in finished[keep or 0 :] if run.ended_at <= before]
    failures = 0
    for run in old:
        failures += not _delete(run, dry_run=dry_run)
    deleted = len(old) - failures
    print(f"{'would delete' if dry_run else 'deleted'} {deleted} of {len(finished)} finished runs")
    return 4 if failures else 0


def _seconds(age: str) -> float:
    found = _AGE.fullmatch(age.strip())
    if found is None:
        raise InputError(
            f"{age!r} is not an age; write it like 30d (s, m, h, d or w)", entry="--older-than"
        )
    return int(found[1]) * _SECONDS[found[2]]


def _finished(run_dir: Path) -> Iterator[FinishedRun]:
    for run in list_runs(run_dir):
        if isinstance(run, FoundRun) and run.state == "finished" and run.owner is None:
            with JournalReader(run.folder) as reader:
                yield FinishedRun(run, reader.last_moment())


def _delete(run: FinishedRun, *, dry_run: bool) -> bool:
    name = f"{run.found.record.run_id} (finished {moment(run.ended_at)}){_remark(run.found)}"
    if dry_run:
        print(f"would delete {name}")
        return True
    try:
        delete_run(run.found.folder)
    except StoreError as problem:
        print(f"kept {name}: {problem}")
        return False
    print(f"deleted {name}")
    return True


def _remark(found: FoundRun) -> str:
    """Say what its deletion means for who gives the same command again."""
    try:
        marker = read_marker(Path(found.record.output))
    except StoreError:
        return ""
    if marker is None or marker.run_id != found.record.run_id or not marker.changed_world:
        return ""
    return (
        "; it changed something outside, so its command given again stops "
        f"and names --fresh as long as {found.record.output}.run is there"
    )
