"""Reads the journal of a run that another process may be working on, changing nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from checkpoints import schema
from checkpoints.journal_loading import add_up, rows_of_task, rows_of_tasks
from checkpoints.opening import DATABASE_NAME
from checkpoints.processes import process_starts
from checkpoints.run_record import read_record
from checkpoints.store_errors import store_error
from checkpoints.task_history import TaskHistory
from checkpoints.trust import check_file, check_version, read_identity
from core.action import AttemptRecord
from core.errors import StoreError

Result = TypeVar("Result")


class JournalReader:
    """The journal as it is on disk, through a connection that can neither write nor checkpoint.

    Every method may raise StoreError. To be used as a context manager, by one thread.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / DATABASE_NAME
        check_file(self.path)
        try:
            self._connection = _connect(self.path)
            check_version(self.path, self._connection)
            self.identity = read_identity(self.path, self._connection)
            self.record, self.state = read_record(self.path, self._connection)
            self._process_starts = process_starts(self._connection)
        except (sqlite3.Error, StoreError) as problem:
            raise store_error(self.path, problem) from None

    def history(self, task_id: str) -> tuple[AttemptRecord, ...]:
        """Return the attempts of a task ("" for the facts of the run), in order of sequence."""
        rows = self._fetch(rows_of_task(task_id))
        history = TaskHistory(self._process_starts)
        return add_up(self.path, self.record.run_id, rows, history).records()

    def task_ids(self) -> tuple[str, ...]:
        """Return the tasks that have a row, oldest first ("" for the facts of the run)."""
        return tuple(self._fetch(lambda connection: rows_of_tasks(self.path, connection)))

    def _fetch(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        try:
            return work(self._connection)
        except sqlite3.Error as problem:
            raise store_error(self.path, problem) from None

    def __enter__(self) -> JournalReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    """Open for reading, also where the folder cannot be written and nothing is left to recover."""
    connection = schema.connect(path, "mode=ro")
    try:
        connection.execute("SELECT count(*) FROM meta")
    except sqlite3.OperationalError:
        connection.close()
        if path.with_name(path.name + "-wal").exists():
            raise
        return schema.connect(path, "mode=ro&immutable=1")
    return connection
