"""The part of the journal that is held in memory: where rows are, and the tasks now worked on."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from checkpoints.journal_loading import add_up, rows_at
from checkpoints.journal_rows import JournalRow
from checkpoints.store import Store
from checkpoints.task_history import TaskHistory


class Histories:
    """Task histories, each read when first asked for; used under the journal's lock."""

    def __init__(
        self,
        store: Store,
        run_id: str,
        rows: dict[str, array[int]],
        process_starts: Sequence[float],
    ) -> None:
        self._store = store
        self._run_id = run_id
        self._rows = rows
        self._process_starts = process_starts
        self._tasks: dict[str, TaskHistory] = {}

    def task(self, task_id: str) -> TaskHistory:
        """Return what is known of a task, reading it at first."""
        history = self._tasks.get(task_id)
        if history is None:
            history = self._tasks[task_id] = self._read(task_id)
        return history

    def peek(self, task_id: str) -> TaskHistory:
        """Return what is known of a task, without keeping it in memory for that."""
        return self._tasks.get(task_id) or self._read(task_id)

    def take_in(self, row: JournalRow) -> None:
        """Add a row that is now on disk."""
        task_id = row.action.task_id
        self._rows.setdefault(task_id, array("q")).append(row.sequence)
        if task_id in self._tasks:
            self._tasks[task_id].add(row)

    def forget(self, task_id: str) -> None:
        """Free a task's memory."""
        self._tasks.pop(task_id, None)

    def task_ids(self) -> tuple[str, ...]:
        """Return every task that has a row."""
        return tuple(self._rows)

    def _read(self, task_id: str) -> TaskHistory:
        history = TaskHistory(self._process_starts)
        sequences = self._rows.get(task_id)
        if sequences:
            rows = self._store.read(rows_at(sequences))
            add_up(self._store.path, self._run_id, rows, history)
        return history
