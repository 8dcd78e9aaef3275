"""`run.py package`: makes a release archive, or checks one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

DEFAULT_ARCHIVE = Path("surefoot.zip")


def package(
    archive: Annotated[Path, typer.Argument(help="Where the archive goes.")] = DEFAULT_ARCHIVE,
    check: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Examine this archive instead of making one."),
    ] = None,
) -> None:
    """Make the release archive: run.py, README.md, requirements.txt and what they need."""
    from app.archive_check import check_archive
    from app.release_archive import write_archive

    if check is None:
        for left_out in write_archive(archive):
            print(f"left out, since git does not know it: {left_out}")
        print(f"{archive}: {archive.stat().st_size} bytes")
    problems = check_archive(check or archive, os.environ)
    for problem in problems:
        print(problem)
    if check is not None and not problems:
        print(f"{check}: nothing wrong")
    raise typer.Exit(1 if problems else 0)
