"""Reads the journal of a run that another process may be working on, changing nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import TracebackType

from checkpoints import schema
from checkpoints.journal_loading import add_up, rows_of_task
from checkpoints.opening import DATABASE_NAME
from checkpoints.processes import process_starts
from checkpoints.store_errors import store_error
from checkpoints.task_history import TaskHistory
from checkpoints.trust import check_file, check_version, read_identity
from core.action import AttemptRecord
from core.errors import StoreError


class JournalReader:
    """The journal as it is on disk, through a connection that can neither write nor checkpoint.

    Every method may raise StoreError. To be used as a context manager, by one thread.
    """

    def __init__(self, folder: Path, run_id: str) -> None:
        self.path = folder / DATABASE_NAME
        self._run_id = run_id
        check_file(self.path)
        try:
            self._connection = schema.connect(self.path, "ro")
            check_version(self.path, self._connection)
            self.identity = read_identity(self.path, self._connection)
            self._process_starts = process_starts(self._connection)
        except (sqlite3.Error, StoreError) as problem:
            raise store_error(self.path, problem) from None

    def history(self, task_id: str) -> tuple[AttemptRecord, ...]:
        """Return the attempts of a task ("" for the facts of the run), in order of sequence."""
        try:
            rows = rows_of_task(task_id)(self._connection)
        except sqlite3.Error as problem:
            raise store_error(self.path, problem) from None
        return add_up(self.path, self._run_id, rows, TaskHistory(self._process_starts)).records()

    def __enter__(self) -> JournalReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()
