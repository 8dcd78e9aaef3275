"""The commands that look back at runs, decide what waits in them, and clean up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Run = Annotated[str, typer.Argument(metavar="RUN", help="Its id, the beginning of it, or 'last'.")]
RunDir = Annotated[Path, typer.Option(help="Where runs are kept.")]
RUNS = Path("runs")


def add_commands(app: typer.Typer) -> None:
    """Put the commands beside the batch command."""
    for command in (runs, show, replay, gc, decide):
        app.command()(command)


def runs(run_dir: RunDir = RUNS) -> None:
    """List the runs, and how to go on with each."""
    from app.list_runs import print_runs

    raise typer.Exit(print_runs(run_dir))


def show(
    run: Run,
    task: Annotated[str | None, typer.Argument(help="A task of the run.")] = None,
    run_dir: RunDir = RUNS,
) -> None:
    """Show a run, or all that happened in one task."""
    from app.show import show_run, show_task

    if task is None:
        raise typer.Exit(show_run(run_dir, run))
    raise typer.Exit(show_task(run_dir, run, task))


def replay(
    run: Run,
    task: Annotated[str, typer.Argument(help="A task of the run that has a result.")],
    run_dir: RunDir = RUNS,
) -> None:
    """Replay a task from its journal; is it the same?"""
    from app.replay import replay_task

    raise typer.Exit(replay_task(run_dir, run, task))


def gc(
    keep: Annotated[
        int | None, typer.Option(min=0, help="Keep this many of the newest finished runs.")
    ] = None,
    older_than: Annotated[
        str | None, typer.Option(help="Only runs last worked on so long ago: 30d, 12h, 2w.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be deleted; delete nothing.")
    ] = False,
    run_dir: RunDir = RUNS,
) -> None:
    """Delete finished runs, and no others."""
    from app.collect_garbage import collect_garbage

    raise typer.Exit(collect_garbage(run_dir, keep, older_than, dry_run=dry_run))


def decide(
    run: Run,
    output: Annotated[
        str | None,
        typer.Argument(metavar="[JSON]", help="With --done: what the tool gave back."),
    ] = None,
    done: Annotated[bool, typer.Option("--done", help="It was done.")] = False,
    not_done: Annotated[
        bool, typer.Option("--not-done", help="It was certainly not done: call it again.")
    ] = False,
    give_up: Annotated[
        bool, typer.Option("--give-up", help="Leave it undecided, and finish the task.")
    ] = False,
    approve: Annotated[bool, typer.Option("--approve", help="Make exactly this call.")] = False,
    decline: Annotated[bool, typer.Option("--decline", help="Do not make this call.")] = False,
    action: Annotated[
        str | None, typer.Option(metavar="KEY", help="Which action: the beginning of its key.")
    ] = None,
    task: Annotated[str | None, typer.Option(help="Which task.")] = None,
    run_dir: RunDir = RUNS,
) -> None:
    """List or answer what waits for a person in a run."""
    from app.decide import decide_in
    from app.given_answer import Selection

    given = {
        "done": done,
        "not_done": not_done,
        "give_up": give_up,
        "approve": approve,
        "decline": decline,
    }
    words = tuple(word for word, is_given in given.items() if is_given)
    raise typer.Exit(decide_in(run_dir, run, words, output, Selection(action, task)))
