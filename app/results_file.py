"""results.json: whole and valid at every instant, replaced in one step, refreshed meanwhile."""

from __future__ import annotations

import errno
import glob
import json
import os
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from core.crash_points import NO_CRASH_POINTS, CrashPoints
from core.errors import StoreError
from core.seams import Clock

REFRESH_SPACING = 20


def write_results(
    path: Path,
    entries: Iterable[Mapping[str, Any]],
    crash_points: CrashPoints = NO_CRASH_POINTS,
) -> None:
    """Replace `path` by the entries, durably: a reader sees the old file or the new one, whole."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            _write_array(file.write, entries)
            file.flush()
            os.fsync(file.fileno())
        crash_points.reach("results_written")
        os.replace(temporary, path)
        crash_points.reach("results_renamed")
        _sync_folder(path.parent)
    except OSError as problem:
        temporary.unlink(missing_ok=True)
        raise StoreError(
            f"{path}: results cannot be written ({problem.strerror}); nothing is lost: "
            f"{_remedy(problem)}, then run the same command again"
        ) from problem


def _remedy(problem: OSError) -> str:
    if problem.errno in (errno.EMFILE, errno.ENFILE):
        return "lower --concurrency or raise the limit on open files (ulimit -n)"
    return "make room or make the folder writable"


def remove_leftovers(path: Path) -> None:
    """Remove what processes that were killed while they wrote `path` have left beside it."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.tmp"):
        pid = left.name.split(".")[-2]
        if pid.isdigit() and not _is_running(int(pid)):
            left.unlink(missing_ok=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError as problem:
        return not isinstance(problem, ProcessLookupError)
    return True


def _write_array(write: Callable[[str], int], entries: Iterable[Mapping[str, Any]]) -> None:
    separator = "[\n"
    for entry in entries:
        write(separator + json.dumps(entry, ensure_ascii=False))
        separator = ",\n"
    write("[]\n" if separator == "[\n" else "\n]\n")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_entries(path: Path) -> dict[str, Any]:
    """Return the entries of a results file by task id, none where it is missing or not ours."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return {str(entry["id"]): entry for entry in entries}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


class ResultsRefresh:
    """Rewrites the results while a run goes on, at most a twentieth of the time."""

    def __init__(self, write: Callable[[], None], clock: Clock) -> None:
        self._write, self._clock = write, clock
        self._not_before = clock.monotonic()
        self._lock = threading.Lock()

    def due(self) -> None:
        """Refresh if twenty times the cost of the last refresh has passed, else do nothing."""
        if self._clock.monotonic() < self._not_before or not self._lock.acquire(blocking=False):
            return
        try:
            started = self._clock.monotonic()
            self._write()
            ended = self._clock.monotonic()
            self._not_before = ended + REFRESH_SPACING * (ended - started)
        finally:
            self._lock.release()

    def now(self) -> None:
        """Refresh whatever the time."""
        with self._lock:
            self._write()
