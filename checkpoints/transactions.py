"""Runs a group of jobs as one SQLite transaction, and vouches that it is on disk."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias

from checkpoints.bulk import execute_rows
from checkpoints.run_lock import RunLock
from checkpoints.schema import INSERT_JOURNAL
from core.crash_points import CrashPoints
from core.errors import StoreError

Row: TypeAlias = tuple[str, tuple[Any, ...]]  # a statement as in checkpoints.bulk, and its values
Work: TypeAlias = Callable[[sqlite3.Connection], None]


class Transactions:
    """Owns the connection; used by one thread only."""

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        lock: RunLock,
        crash_points: CrashPoints,
    ) -> None:
        self._connection = connection
        self._lock = lock
        self._crash_points = crash_points
        self._files = (path, path.with_name(path.name + "-wal"), lock.path)
        self._places = self._places_now()
        self._journal_rows = int(connection.execute("SELECT count(*) FROM journal").fetchone()[0])

    def commit(self, jobs: Iterable[Row | Work]) -> None:
        """Run the jobs and return when their changes are on disk; raises whatever goes wrong."""
        self._run(jobs)
        if self._connection.in_transaction:
            self._crash_points.reach("before_commit")
            self._connection.execute("COMMIT")
            self._confirm()
            self._crash_points.reach("after_commit")

    def close(self) -> None:
        """Fold the write-ahead log into the database and let others have the run."""
        with suppress(sqlite3.Error):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.abandon()

    def abandon(self) -> None:
        """Let go without another write: what is committed is safe in the write-ahead log."""
        with suppress(sqlite3.Error):
            self._connection.close()
        self._lock.release()

    def _run(self, jobs: Iterable[Row | Work]) -> None:
        rows: dict[str, list[tuple[Any, ...]]] = {}
        for job in jobs:
            if isinstance(job, tuple):
                rows.setdefault(job[0], []).append(job[1])
            else:
                self._execute(rows)
                rows = {}
                job(self._connection)
        self._execute(rows)

    def _execute(self, rows: dict[str, list[tuple[Any, ...]]]) -> None:
        if rows and not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")
        for statement, values in rows.items():
            execute_rows(self._connection, statement, values)
            if statement is INSERT_JOURNAL:
                self._journal_rows += len(values)

    def _confirm(self) -> None:
        """Raise unless the files are still those that were opened; then move the mark."""
        if self._places_now() != self._places:
            raise StoreError(
                f"{self._files[0]}: the database, its -wal or the lock file was removed or "
                "replaced while the run was working; put the run's folder back as it was"
            )
        self._lock.mark(self._journal_rows)

    def _places_now(self) -> list[tuple[int, int]]:
        return [(found.st_dev, found.st_ino) for found in map(_status, self._files)]


def _status(path: Path) -> os.stat_result:
    try:
        return os.stat(path)
    except FileNotFoundError:
        raise StoreError(
            f"{path} was removed while the run was working; put the run's folder back as it was"
        ) from None
