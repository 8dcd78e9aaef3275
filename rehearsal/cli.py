"""`run.py rehearse`. Light to import: what the command needs is imported when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def rehearse(
    tasks: Annotated[Path, typer.Option(help="The requests, a JSON array.")],
    tools: Annotated[Path, typer.Option(help="The catalog of tools, a JSON array.")],
    archive: Annotated[
        Path | None,
        typer.Argument(metavar="ZIP", help="A release archive; else this project's is made."),
    ] = None,
    budget: Annotated[str, typer.Option(help="USD for the model, or 'none'.")] = "3.00",
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds for the command.")] = 600.0,
    memory_limit: Annotated[
        int, typer.Option(min=64, help="MiB for the command and what it starts.")
    ] = 2048,
) -> None:
    """Run a release archive as a judge would: sealed off, metered, and scored."""
    from gateway.money import budget as read_budget
    from rehearsal.environment import fresh_environment
    from rehearsal.rehearse import rehearse as rehearse_archive
    from rehearsal.settings import RehearsalSettings

    settings = RehearsalSettings(
        archive=archive,
        tasks=tasks,
        tools=tools,
        budget=read_budget(budget, "--budget"),
        time_limit_s=time_limit,
        memory_limit_bytes=memory_limit << 20,
    )
    raise typer.Exit(rehearse_archive(settings, fresh_environment))
