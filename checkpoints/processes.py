"""The processes that worked on a run, numbered from 1."""

from __future__ import annotations

import sqlite3


def begin_process(connection: sqlite3.Connection, pid: int, started_at: float) -> list[float]:
    """Enter this process, and return when each one began, this one last."""
    connection.execute("INSERT INTO processes (pid, started_at) VALUES (?, ?)", (pid, started_at))
    return process_starts(connection)


def process_starts(connection: sqlite3.Connection) -> list[float]:
    """Return when each process began, in seconds since the epoch; the first is number 1."""
    return [
        row[0] for row in connection.execute("SELECT started_at FROM processes ORDER BY number")
    ]
