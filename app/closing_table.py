"""The table that ends a batch."""

from __future__ import annotations

import sys
from pathlib import Path

from app.tally import Tally


def print_closing_table(tally: Tally, seconds: float, output: Path, run: Path) -> None:
    """Print what a batch came to, on standard error."""
    from rich.console import Console
    from rich.table import Table

    table = Table(show_header=False, box=None, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for label, value in closing_rows(tally, seconds, output, run):
        table.add_row(label, value)
    Console(file=sys.stderr, highlight=False).print(table)


def closing_rows(tally: Tally, seconds: float, output: Path, run: Path) -> list[tuple[str, str]]:
    """Return the table's rows as text."""
    done, asked = tally.endings["finished"], tally.endings["question"]
    waiting = tally.endings["undecided"]
    unfinished = f"{tally.unfinished}" + (f" ({waiting} wait for a person)" if waiting else "")
    return [
        ("tasks", f"{tally.total}"),
        ("finished", f"{done + asked}" + (f" ({asked} with a question back)" if asked else "")),
        ("partial", f"{tally.endings['partial']}"),
        ("failed", f"{tally.endings['failed']}"),
        ("unfinished", unfinished),
        ("calls", f"{tally.calls}"),
        ("retries", f"{tally.retries}"),
        ("tokens", f"{tally.tokens}" + (f" (${tally.usd:.4f})" if tally.usd else "")),
        ("wall time", f"{seconds:.1f} s"),
        ("results", f"{output}"),
        ("run", f"{run}"),
    ]
