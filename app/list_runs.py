"""`runs`: every run, how far it is, and how to go on with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from app.commands import batch_command, run_command
from app.run_summary import RunSummary, summary_of
from app.shown import moment, one_line
from checkpoints.run_folder import UnreadableRun, list_runs, user_runs_folder
from core.errors import StoreError


def print_runs(run_dir: Path) -> int:
    """Print the runs, newest first, and return the exit code."""
    runs = list_runs(run_dir)
    if not runs:
        print(f"no runs in {run_dir} or {user_runs_folder()}")
    for run in reversed(runs):
        if isinstance(run, UnreadableRun):
            print(_unreadable(run.folder, run.problem))
            continue
        try:
            lines = [*_lines(summary_of(run), run_dir)]
        except StoreError as problem:
            lines = [_unreadable(run.folder, str(problem))]
        print("\n".join(lines))
    return 0


def _lines(summary: RunSummary, run_dir: Path) -> Iterator[str]:
    record = summary.found.record
    begun = f"begun {moment(record.created_at)}, last worked on {moment(summary.last_moment)}"
    yield f"{record.run_id}  {summary.state}  {summary.counted}  {begun}"
    yield f"    results: {one_line(record.output)}"
    yield f"    {how_to_go_on(summary, run_dir)}"


def how_to_go_on(summary: RunSummary, run_dir: Path) -> str:
    """Say what a person does next with a run."""
    run_id, folder = summary.found.record.run_id, _folder_to_name(summary, run_dir)
    if summary.found.owner is not None:
        return f"look: {run_command('show', run_id, folder)}"
    if summary.found.state == "waiting":
        return f"decide: {run_command('decide', run_id, folder)}"
    if summary.found.state == "finished":
        return f"look back: {run_command('show', run_id, folder)}"
    return f"go on: {batch_command(summary.settings)}"


def _folder_to_name(summary: RunSummary, run_dir: Path) -> Path:
    """Runs in the user's own folder are found whatever --run-dir says."""
    return run_dir if summary.found.folder.parent == run_dir.absolute() else Path("runs")


def _unreadable(folder: Path, problem: str) -> str:
    return f"{one_line(folder.name)}  unreadable\n    {one_line(problem)}"
