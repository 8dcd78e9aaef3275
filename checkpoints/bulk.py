"""Runs one statement for many rows in few steps.

Every step of SQLite gives up Python's interpreter lock and has to win it back from all the other
threads, which costs more than the work itself; so rows go in blocks. Block sizes are powers of
two, so that SQLite's compiled statements are found again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, Final

_LARGEST_BLOCK: Final = 64


def execute_rows(
    connection: sqlite3.Connection, statement: str, rows: Sequence[tuple[Any, ...]]
) -> None:
    """Run `statement`, in which `{rows}` stands for the rows as SQL's VALUES list has them."""
    for block in _blocks(rows):
        text = _with_places(statement, len(block), len(block[0]))
        connection.execute(text, tuple(chain.from_iterable(block)))


def _blocks(rows: Sequence[tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    start = 0
    while start < len(rows):
        size = min(_LARGEST_BLOCK, 1 << ((len(rows) - start).bit_length() - 1))
        yield rows[start : start + size]
        start += size


@cache
def _with_places(statement: str, rows: int, columns: int) -> str:
    one = f"({', '.join('?' * columns)})"
    return statement.replace("{rows}", ", ".join([one] * rows))
