"""The batch command: open the run, work on its tasks, keep the results file, say how it ended."""

from __future__ import annotations

import sys

from app.closing_table import print_closing_table
from app.commands import run_command
from app.inputs import Inputs, check_output, read_inputs
from app.open_run import BatchRun, open_run
from app.progress import progress_for
from app.results_file import remove_leftovers, write_results
from app.settings import BatchSettings
from app.stopping import StoppableClock, StopRequest, signals_ask
from app.tally import Tally
from app.work import work_on
from core.crash_points import NO_CRASH_POINTS, CrashPoints


def run_batch(settings: BatchSettings, crash_points: CrashPoints = NO_CRASH_POINTS) -> int:
    """Carry out a batch and return the exit code. Raises InputError or StoreError."""
    check_output(settings)
    inputs = read_inputs(settings)
    for warning in inputs.warnings:
        _tell(settings, f"warning: {warning}")
    if not inputs.tasks:
        write_results(settings.output, ())
        return 0
    stop = StopRequest()
    clock = StoppableClock(stop)
    with signals_ask(stop), open_run(settings, inputs, clock, crash_points) as run:
        tally = _carry_out(run, inputs, settings, stop)
    if stop.exit_code is not None:
        print("interrupted; the same command goes on where this one ended", file=sys.stderr)
        return stop.exit_code
    _name_waiting(tally, run.run_id, settings)
    return _exit_code(tally) if settings.strict else 0


def _carry_out(run: BatchRun, inputs: Inputs, settings: BatchSettings, stop: StopRequest) -> Tally:
    for line in run.announcements:
        _tell(settings, line)
    remove_leftovers(settings.output)
    started = run.clock.monotonic()
    progress = progress_for(len(inputs.tasks), run.clock, quiet=settings.quiet)
    try:
        tally = work_on(run, inputs, settings, stop, progress)
    finally:
        progress.close()
    if stop.exit_code is None:
        run.close_as(tally)
    if not settings.quiet:
        seconds = run.clock.monotonic() - started
        print_closing_table(tally, seconds, settings.output, run.folder)
    return tally


def _name_waiting(tally: Tally, run_id: str, settings: BatchSettings) -> None:
    waiting = tally.endings["undecided"]
    if waiting:
        one = "1 task waits" if waiting == 1 else f"{waiting} tasks wait"
        command = run_command("decide", run_id, settings.run_dir)
        print(f"{one} for a person: {command}", file=sys.stderr)


def _exit_code(tally: Tally) -> int:
    if tally.money_ended:
        return 3
    return 1 if tally.shortfall else 0


def _tell(settings: BatchSettings, line: str) -> None:
    if not settings.quiet:
        print(line, file=sys.stderr)
