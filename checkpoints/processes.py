"""The processes that worked on a run, numbered from 1, and the tasks they died over."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from checkpoints.checksums import checksum
from checkpoints.store_errors import damaged


def begin_process(
    path: Path,
    connection: sqlite3.Connection,
    pid: int,
    started_at: float,
    cut_off: Iterable[tuple[int, str]],
) -> list[float]:
    """Enter this process, and which tasks (digests) earlier ones left in an open call.

    Returns when each process began, this one last.
    """
    connection.executemany("INSERT OR IGNORE INTO cut_calls VALUES (?, ?)", cut_off)
    starts = process_starts(path, connection)
    entry = (len(starts) + 1, pid, started_at)
    connection.execute("INSERT INTO processes VALUES (?, ?, ?, ?)", (*entry, checksum(entry)))
    return [*starts, started_at]


def process_starts(path: Path, connection: sqlite3.Connection) -> list[float]:
    """Return when each process began, in seconds since the epoch; the first is number 1."""
    rows = connection.execute("SELECT number, pid, started_at, crc FROM processes ORDER BY number")
    starts: list[float] = []
    for number, pid, started_at, crc in rows:
        if crc != checksum((number, pid, started_at)) or number != len(starts) + 1:
            raise damaged(path, f"what it says of process {number} is not as it was written")
        starts.append(started_at)
    return starts


def deaths_over(connection: sqlite3.Connection, task_digest: str, task_id: str) -> int:
    """Count the processes that died in an open call of this task, since it last gained a row."""
    query = (
        "SELECT count(*) FROM cut_calls WHERE task_digest = ? AND process > "
        "(SELECT coalesce(max(process), 0) FROM journal WHERE task_id = ?)"
    )
    return int(connection.execute(query, (task_digest, task_id)).fetchone()[0])
