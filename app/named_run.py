"""Finds the run that a person names: by its id, the beginning of it, or "last"."""

from __future__ import annotations

from pathlib import Path
from typing import Final, TypeAlias

from app.shown import one_line
from checkpoints.run_folder import FoundRun, UnreadableRun, list_runs
from core.errors import InputError, StoreError

LAST: Final = "last"
Run: TypeAlias = FoundRun | UnreadableRun


def named_run(run_dir: Path, name: str) -> FoundRun:
    """Return the run. Raises InputError for none or several, StoreError for an unreadable one."""
    runs = list_runs(run_dir)
    if not runs:
        raise InputError(f"there are no runs in {run_dir}; another folder: --run-dir")
    fitting = runs[-1:] if name == LAST else [run for run in runs if _is_named(run, name)]
    if not fitting:
        raise InputError(
            f"no run is called {one_line(name)!r}; python run.py runs lists them, "
            f"and the newest is {runs[-1].folder.name}"
        )
    if len(fitting) > 1:
        names = ", ".join(run.folder.name for run in fitting)
        raise InputError(f"{one_line(name)!r} begins the names of {len(fitting)} runs: {names}")
    found = fitting[0]
    if isinstance(found, UnreadableRun):
        raise StoreError(found.problem)
    return found


def _is_named(run: Run, name: str) -> bool:
    return bool(name) and run.folder.name.startswith(name)
