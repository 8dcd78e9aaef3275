"""Runs and their folders: created, found again, opened, listed, deleted.

A run is recognised by the content of its tasks and catalog, never by paths.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from checkpoints.directories import sync_directory
from checkpoints.opening import create_store, open_store
from checkpoints.reading import JournalReader
from checkpoints.run_lock import RunLock, owner_of
from checkpoints.run_marker import RunMarker, read_marker, write_marker
from checkpoints.run_record import RunPurpose, RunRecord, RunState, write_record, write_state
from checkpoints.store import Store
from checkpoints.store_errors import store_error
from core.crash_points import NO_CRASH_POINTS, CrashPoints
from core.errors import StoreError
from core.seams import Clock


@dataclass(frozen=True)
class FoundRun:
    """A run on disk. `owner` is the process that works on it now, None when nobody does."""

    folder: Path
    identity: str
    record: RunRecord
    state: RunState
    owner: int | None


@dataclass(frozen=True)
class UnreadableRun:
    """A folder that looks like a run and cannot be read."""

    folder: Path
    problem: str


@dataclass(frozen=True)
class OpenRun:
    """A run that this process owns until its store is closed."""

    folder: Path
    record: RunRecord
    store: Store
    crash_points: CrashPoints = NO_CRASH_POINTS

    @property
    def run_id(self) -> str:
        return self.record.run_id


def user_runs_folder() -> Path:
    """Return where runs are kept when the run folder cannot be written."""
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(state) / "surefoot" / "runs"


def writable_runs_folder(run_dir: Path) -> Path:
    """Return `run_dir`, made if need be, or else the user's folder. Raises StoreError."""
    for folder in (run_dir, user_runs_folder()):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
    raise StoreError(
        f"neither {run_dir} nor {user_runs_folder()} can be written, and nothing is called "
        "without a journal; choose another folder with --run-dir"
    )


def create_run(
    run_dir: Path,
    output: Path,
    purpose: RunPurpose,
    clock: Clock,
    crash_points: CrashPoints = NO_CRASH_POINTS,
) -> OpenRun:
    """Begin a run: its folder, its store, and the marker beside the output, all durable."""
    runs = writable_runs_folder(run_dir).absolute()
    now = clock.now()
    # In order of their names runs are in order of their beginnings, also within a second.
    moment = datetime.fromtimestamp(now, UTC)
    record = RunRecord(
        f"{moment:%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}",
        now,
        str(output.absolute()),
        purpose,
    )
    folder = runs / record.run_id
    try:
        folder.mkdir()
        sync_directory(runs)
    except OSError as problem:
        raise store_error(folder, problem) from None
    run = _fill(folder, record, crash_points)
    mark(run, output)
    return run


def _fill(folder: Path, record: RunRecord, crash_points: CrashPoints) -> OpenRun:
    """Give a run its store; where that fails, its folder would only take up room."""
    try:
        store = create_store(folder, crash_points)
        write_record(store, record)
    except StoreError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return OpenRun(folder, record, store, crash_points)


def mark(run: OpenRun, output: Path) -> None:
    """Say beside the output that this run is under way."""
    write_marker(output, _marker(run), run.crash_points)


def finish_run(
    run: OpenRun, state: RunState, changed_world: bool, outputs: Iterable[Path] = ()
) -> None:
    """Record where the run came to: "waiting" for a person, or "finished".

    `outputs` are those that later commands named; beside each, and beside the first, it is said
    that the run is finished, unless another run has that output by now.
    """
    write_state(run.store, state)
    if state == "finished":
        marker = _marker(run, finished=True, changed_world=changed_world)
        for output in sorted({Path(run.record.output), *outputs}):
            if _is_marked_by(run, output):
                write_marker(output, marker, run.crash_points)


def _is_marked_by(run: OpenRun, output: Path) -> bool:
    if not os.access(output.parent, os.W_OK):
        return False
    try:
        marker = read_marker(output)
    except StoreError:
        return False
    return marker is not None and marker.identity == run.store.identity


def find_run(
    run_dir: Path, output: Path, tasks_digest: str, catalog_digest: str
) -> FoundRun | None:
    """Return the last run of these tasks over this catalog, None where there was none.

    Raises StoreError where the marker beside the output names a run of theirs that is missing,
    empty, damaged or another one: its effects would be repeated.
    """
    marker = read_marker(output)
    if marker is not None and (marker.tasks_digest, marker.catalog_digest) == (
        tasks_digest,
        catalog_digest,
    ):
        return _marked_run(marker)
    runs = [
        run
        for run in list_runs(run_dir)
        if isinstance(run, FoundRun)
        and run.record.purpose.tasks_digest == tasks_digest
        and run.record.purpose.catalog_digest == catalog_digest
    ]
    return runs[-1] if runs else None


def open_run(found: FoundRun, crash_points: CrashPoints = NO_CRASH_POINTS) -> OpenRun:
    """Take a run to work on it. Raises StoreError where somebody else works on it."""
    store = open_store(found.folder, found.identity, crash_points)
    return OpenRun(found.folder, found.record, store, crash_points)


def read_run(folder: Path) -> FoundRun:
    """Look at a run without touching it. Raises StoreError."""
    with JournalReader(folder) as reader:
        return FoundRun(folder, reader.identity, reader.record, reader.state, owner_of(folder))


def list_runs(run_dir: Path) -> tuple[FoundRun | UnreadableRun, ...]:
    """Return the runs in `run_dir` and in the user's folder, oldest first."""
    folders = {
        entry.absolute()
        for runs in (run_dir, user_runs_folder())
        if runs.is_dir()
        for entry in runs.iterdir()
        if (entry / "lock").exists()
    }
    return tuple(_look(folder) for folder in sorted(folders, key=lambda folder: folder.name))


def delete_run(folder: Path) -> None:
    """Delete a run that nobody works on. Raises StoreError."""
    lock = RunLock(folder)
    try:
        shutil.rmtree(folder)
    except OSError as problem:
        raise store_error(folder, problem) from None
    finally:
        lock.release()


def _marked_run(marker: RunMarker) -> FoundRun | None:
    folder = Path(marker.folder)
    if marker.finished and not marker.changed_world and not folder.exists():
        return None
    found = read_run(folder)
    if found.identity != marker.identity:
        raise StoreError(
            f"{folder} holds another run than the one that wrote the results "
            f"(database {found.identity}, not {marker.identity}); put the right one back"
        )
    return found


def _look(folder: Path) -> FoundRun | UnreadableRun:
    try:
        return read_run(folder)
    except StoreError as problem:
        return UnreadableRun(folder, str(problem))


def _marker(run: OpenRun, finished: bool = False, changed_world: bool = False) -> RunMarker:
    return RunMarker(
        run.run_id,
        run.store.identity,
        str(run.folder),
        run.record.purpose.tasks_digest,
        run.record.purpose.catalog_digest,
        finished,
        changed_world,
    )
