"""Keys as a table for the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from gateway.keys import Key
from gateway.money import amount_text

_HEADINGS = ("id", "name", "budget", "models", "a minute", "operator", "made", "revoked")


def key_table(keys: Iterable[Key]) -> str:
    """Return one line per key under a heading."""
    rows = [_HEADINGS, *(_row(key) for key in keys)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(lines)


def _row(key: Key) -> tuple[str, ...]:
    return (
        key.id,
        key.name,
        "none" if key.budget is None else amount_text(key.budget),
        "all" if key.models is None else ",".join(key.models),
        "-" if key.rate_per_minute is None else f"{key.rate_per_minute:g}",
        "yes" if key.operator else "-",
        _day(key.created_at),
        "-" if key.revoked_at is None else _day(key.revoked_at),
    )


def _day(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M")
