"""The processes that worked on a run, numbered from 1, and the tasks they died over."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable


def begin_process(
    connection: sqlite3.Connection,
    pid: int,
    started_at: float,
    cut_off: Iterable[tuple[int, str]],
) -> list[float]:
    """Enter this process, and which tasks (digests) earlier ones left in an open call.

    Returns when each process began, this one last.
    """
    connection.executemany("INSERT OR IGNORE INTO cut_calls VALUES (?, ?)", cut_off)
    connection.execute("INSERT INTO processes (pid, started_at) VALUES (?, ?)", (pid, started_at))
    return process_starts(connection)


def process_starts(connection: sqlite3.Connection) -> list[float]:
    """Return when each process began, in seconds since the epoch; the first is number 1."""
    rows = connection.execute("SELECT started_at FROM processes ORDER BY number")
    return [row[0] for row in rows]


def deaths_over(connection: sqlite3.Connection, task_digest: str, task_id: str) -> int:
    """Count the processes that died in an open call of this task, since it last gained a row."""
    query = (
        "SELECT count(*) FROM cut_calls WHERE task_digest = ? AND process > "
        "(SELECT coalesce(max(process), 0) FROM journal WHERE task_id = ?)"
    )
    return int(connection.execute(query, (task_digest, task_id)).fetchone()[0])
