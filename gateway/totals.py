"""Running sums over ended calls, kept in the transaction that ends a call.

So a look at the figures costs what there is to show, however many calls the ledger holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields

# Widths of the bars over time, in seconds, and how many of one width are kept.
BAR_SIZES = (10, 60, 300, 3_600, 86_400, 604_800)
_BARS = 120


@dataclass(frozen=True)
class Totals:
    """Sums over ended calls; money in picodollars, times in milliseconds.

    `answered` calls have a time to the first byte; `unpriced` ones no known price.
    """

    calls: int = 0
    estimated: int = 0
    unpriced: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    cost: int = 0
    answered: int = 0
    first_byte_ms: float = 0.0
    total_ms: float = 0.0

    def __add__(self, other: Totals) -> Totals:
        return Totals(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


_FIGURES = tuple(field.name for field in fields(Totals))
_SUMS = ", ".join(f"sum({name})" for name in _FIGURES)
SCHEMA = f"""
CREATE TABLE totals (
    dimension TEXT NOT NULL,             -- model, task, "time 60", or "status 200"
    name TEXT NOT NULL,                  -- the model, the task, or seconds since the epoch
    key_id TEXT NOT NULL,
    {", ".join(f"{name} NUMERIC NOT NULL" for name in _FIGURES)},
    PRIMARY KEY (dimension, name, key_id)
) WITHOUT ROWID;
"""
_ADD = f"""
INSERT INTO totals VALUES (?, ?, ?{", ?" * len(_FIGURES)}) ON CONFLICT DO UPDATE
SET {", ".join(f"{name} = {name} + excluded.{name}" for name in _FIGURES)}
"""


def bars(started_at: float, first: float) -> dict[str, str]:
    """Return the bars that a call belongs to, of every width that still spans from the first call.

    So their number is bounded, whatever the clock does.
    """
    fitting = [size for size in BAR_SIZES[:-1] if abs(started_at - first) <= size * _BARS]
    return {
        f"time {size}": str(int(started_at // size) * size) for size in (*fitting, BAR_SIZES[-1])
    }


def bar_size(connection: sqlite3.Connection, key_id: str | None) -> int:
    """Return the narrowest width whose bars hold every call."""
    rows = connection.execute(
        "SELECT CAST(substr(dimension, 6) AS INTEGER), sum(calls) FROM totals"
        " WHERE dimension GLOB 'time *' AND (:key IS NULL OR key_id = :key) GROUP BY 1",
        {"key": key_id},
    )
    held = dict(rows.fetchall())
    return min((size for size in held if held[size] == max(held.values())), default=BAR_SIZES[0])


def add_ended(
    connection: sqlite3.Connection, key_id: str, names: Mapping[str, str], ended: Totals
) -> None:
    """Add one ended call to every dimension in `names` (dimension -> name)."""
    values = astuple(ended)
    connection.executemany(_ADD, [(dim, name, key_id, *values) for dim, name in names.items()])


def grouped(
    connection: sqlite3.Connection, by: str, dimension: str, key_id: str | None, order: str = ""
) -> dict[str, Totals]:
    """Return the totals of a dimension by an expression of its columns; of one key, or of all."""
    rows = connection.execute(
        f"SELECT {by}, {_SUMS} FROM totals"
        " WHERE dimension = :dimension AND (:key IS NULL OR key_id = :key)"
        f" GROUP BY 1 {order}",
        {"dimension": dimension, "key": key_id},
    )
    return {str(name): Totals(*sums) for name, *sums in rows}


def statuses(
    connection: sqlite3.Connection, key_id: str | None
) -> dict[tuple[str, str, str], Totals]:
    """Return totals by key, model and HTTP status, "0" where there was no answer."""
    rows = connection.execute(
        f"SELECT key_id, name, substr(dimension, 8), {_SUMS} FROM totals"
        " WHERE dimension GLOB 'status *' AND (:key IS NULL OR key_id = :key)"
        " GROUP BY 1, 2, 3",
        {"key": key_id},
    )
    return {(key, model, status): Totals(*sums) for key, model, status, *sums in rows}
