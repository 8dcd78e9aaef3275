"""Reads the journal back: where each task's rows are, and the rows themselves, checked."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeAlias

from checkpoints.journal_rows import SELECT_ROWS, JournalRow, row_of, undamaged
from checkpoints.store_errors import damaged
from checkpoints.task_history import TaskHistory
from core.action import Outcome

Values: TypeAlias = tuple[Any, ...]
TASK_ID = 3  # position in SELECT_ROWS


def rows_of_tasks(path: Path, connection: sqlite3.Connection) -> dict[str, array[int]]:
    """Read the whole journal once: task id -> sequences of its rows. Raises StoreError."""
    found: dict[str, array[int]] = {}
    for values in connection.execute(f"{SELECT_ROWS} ORDER BY sequence"):
        _check(path, values)
        found.setdefault(values[TASK_ID], array("q")).append(values[0])
    return found


def rows_at(sequences: Iterable[int]) -> Callable[[sqlite3.Connection], list[Values]]:
    """Return the work that fetches these rows, in their order."""
    chosen = json.dumps(list(sequences))
    query = f"{SELECT_ROWS} WHERE sequence IN (SELECT value FROM json_each(?)) ORDER BY sequence"
    return lambda connection: connection.execute(query, (chosen,)).fetchall()


def rows_of_task(task_id: str) -> Callable[[sqlite3.Connection], list[Values]]:
    """Return the work that looks through the journal for one task's rows."""
    query = f"{SELECT_ROWS} WHERE task_id = ? ORDER BY sequence"
    return lambda connection: connection.execute(query, (task_id,)).fetchall()


def rows_with_slot(slot: str) -> Callable[[sqlite3.Connection], Iterator[Values]]:
    """Return the work that looks through the journal for the rows of one slot, of any task."""
    query = f"{SELECT_ROWS} WHERE slot = ? ORDER BY sequence"
    return lambda connection: connection.execute(query, (slot,))


def rows_before(task_id: str, slot: str) -> Callable[[sqlite3.Connection], list[Values]]:
    """Return the work that fetches one task's rows, up to the first row of a slot."""
    first = "SELECT min(sequence) FROM journal WHERE task_id = ? AND slot = ?"
    query = f"{SELECT_ROWS} WHERE task_id = ? AND sequence < ({first}) ORDER BY sequence"
    values = (task_id, task_id, slot)
    return lambda connection: connection.execute(query, values).fetchall()


def rows_by_task(connection: sqlite3.Connection) -> Iterator[tuple[str, Iterator[Values]]]:
    """Read the whole journal once, task by task."""
    rows = connection.execute(f"{SELECT_ROWS} ORDER BY task_id, sequence")
    return groupby(rows, key=itemgetter(TASK_ID))


def outcome_in(path: Path, run_id: str, values: Values) -> Outcome | None:
    """Return the outcome in one row. Raises StoreError where the row is damaged."""
    _check(path, values)
    return row_of(run_id, values).outcome


def add_up(path: Path, run_id: str, rows: Iterable[Values], history: TaskHistory) -> TaskHistory:
    """Add rows to a history. Raises StoreError where one is damaged."""
    for row in _read(path, run_id, rows):
        try:
            history.add(row)
        except ValueError as problem:
            raise damaged(path, str(problem)) from None
    return history


def _read(path: Path, run_id: str, rows: Iterable[Values]) -> Iterator[JournalRow]:
    for values in rows:
        _check(path, values)
        yield row_of(run_id, values)


def _check(path: Path, values: Values) -> None:
    if not undamaged(values):
        raise damaged(path, f"journal row {values[0]} is not as it was written")
