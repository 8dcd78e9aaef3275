"""Reads the journal of a run that another process may be working on, changing nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from checkpoints import schema
from checkpoints.journal_loading import (
    TASK_ID,
    Values,
    add_up,
    outcome_in,
    rows_before,
    rows_by_task,
    rows_of_task,
    rows_of_tasks,
    rows_with_slot,
)
from checkpoints.opening import DATABASE_NAME
from checkpoints.processes import process_starts
from checkpoints.run_record import read_record
from checkpoints.store_errors import store_error
from checkpoints.task_history import TaskHistory
from checkpoints.trust import check_file, check_version, read_identity
from core.action import AttemptRecord, Outcome
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
            self._process_starts = process_starts(self.path, self._connection)
        except (sqlite3.Error, StoreError) as problem:
            raise store_error(self.path, problem) from None

    def history(self, task_id: str) -> tuple[AttemptRecord, ...]:
        """Return the attempts of a task ("" for the facts of the run), in order of sequence."""
        return self.task(task_id).records()

    def task(self, task_id: str) -> TaskHistory:
        """Return what the journal's rows of a task add up to."""
        return self._history(self._fetch(rows_of_task(task_id)))

    def task_before(self, task_id: str, slot: str) -> TaskHistory:
        """Return a task's history as it stood when something of this slot was first recorded."""
        return self._history(self._fetch(rows_before(task_id, slot)))

    def histories(self) -> Iterator[tuple[str, tuple[AttemptRecord, ...]]]:
        """Yield every task ("" for the facts of the run) with its attempts, reading once."""
        with self._telling():
            for task_id, rows in rows_by_task(self._connection):
                yield task_id, self._history(rows).records()

    def settled(self, slot: str) -> Iterator[tuple[str, Outcome]]:
        """Yield task and outcome of all that was settled under this slot, oldest first."""
        with self._telling():
            for values in rows_with_slot(slot)(self._connection):
                outcome = outcome_in(self.path, self.record.run_id, values)
                if outcome is not None:
                    yield values[TASK_ID], outcome

    def task_ids(self) -> tuple[str, ...]:
        """Return the tasks that have a row, oldest first ("" for the facts of the run)."""
        return tuple(self._fetch(lambda connection: rows_of_tasks(self.path, connection)))

    def last_moment(self) -> float:
        """Return when the journal last gained a row, or else when the run was begun."""
        query = "SELECT at FROM journal ORDER BY sequence DESC LIMIT 1"
        row = self._fetch(lambda connection: connection.execute(query).fetchone())
        return float(row[0]) if row else self.record.created_at

    def _history(self, rows: Iterable[Values]) -> TaskHistory:
        history = TaskHistory(self._process_starts)
        return add_up(self.path, self.record.run_id, rows, history)

    def _fetch(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        with self._telling():
            return work(self._connection)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
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
