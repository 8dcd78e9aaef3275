"""The store of a run: one SQLite connection in one thread, through which every thread writes.

What any thread writes joins the group that is open; the writer's thread commits the group as one
transaction (`synchronous=FULL`), and every caller of the group goes on once that is on disk. The
first failure fails its whole group and poisons the store: a commit whose result is unknown counts
as failed, and nothing is written by this process any more.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final, TypeVar

from checkpoints.store_errors import store_error
from checkpoints.transactions import Row, Transactions, Work
from core.errors import StoreError
from core.seams import Clock

Result = TypeVar("Result")
LINGER_S: Final = 0.01  # how long added rows may wait for somebody who wants a commit
CROWD: Final = 4  # where so many waited for a commit, others are about to ask for the next:
LET_IN_S: Final = 0.002  # they are let in first, since fewer and larger commits do more


class _Group:
    """What will be committed together, in order."""

    def __init__(self) -> None:
        self.jobs: list[Row | Work] = []
        self.wanted = False
        self.waiting = 0
        self.committed: Future[None] = Future()
        self.committed.set_running_or_notify_cancel()  # one caller cannot cancel it for all


class _Soon:
    """Stands in the queue for a group that nobody waits for."""


_SOON: Final = _Soon()


class Store:
    """Made by `checkpoints.opening`. Every method, or the Future it gives, may raise StoreError.

    Rows of one group that have the same SQL text run together: rows of different text must not
    depend on each other's order. Work given to `read` and `change` runs after every row given
    before it, and sees it.
    """

    def __init__(self, path: Path, identity: str, transactions: Transactions, clock: Clock) -> None:
        self.path, self.identity = path, identity
        self._transactions = transactions
        self._clock = clock
        self._process = os.getpid()
        self._refusal: StoreError | None = None
        self._entrance = threading.Lock()
        self._group = _Group()
        self._wanted: SimpleQueue[_Group | _Soon | None] = SimpleQueue()
        self._writer = threading.Thread(target=self._work, name="store-writer", daemon=True)
        self._writer.start()

    def write(self, *rows: Row) -> Future[None]:
        """Join the open group; the Future is done once the rows are on disk."""
        return self._join(rows).committed

    def add(self, *rows: Row) -> None:
        """Leave rows to the next group that somebody waits for; they go after LINGER_S at last."""
        with self._entrance:
            self._check_usable()
            if not self._group.jobs:
                self._wanted.put(_SOON)
            self._group.jobs.extend(rows)

    def change(self, work: Work) -> Future[None]:
        """Let `work` write what rows cannot say; the Future is done once that is on disk."""
        return self._join((_in_transaction(work),)).committed

    def read(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Return what `work` finds, which may not be on disk yet."""
        found: Future[Result] = Future()
        group = self._join((lambda connection: found.set_result(work(connection)),))
        group.committed.add_done_callback(lambda committed: _pass_failure(committed, found))
        return found.result()

    def close(self) -> None:
        """Commit what is left and let others have the run; raises when that fails."""
        if self._process != os.getpid() or not self._writer.is_alive():
            return
        with self._entrance:
            last = self._group if self._refusal is None else None
            self._refusal = self._refusal or StoreError(f"{self.path}: the store is closed")
            if last is not None and not last.wanted:
                self._wanted.put(last)
            self._wanted.put(None)
        self._writer.join()
        if last is not None:
            last.committed.result()

    def _join(self, jobs: tuple[Row | Work, ...]) -> _Group:
        with self._entrance:
            self._check_usable()
            group = self._group
            group.jobs.extend(jobs)
            group.waiting += 1
            if not group.wanted:
                group.wanted = True
                self._wanted.put(group)
            return group

    def _check_usable(self) -> None:
        if self._refusal is not None:
            raise self._refusal
        if self._process != os.getpid():
            raise StoreError(f"{self.path} belongs to process {self._process}, not to its fork")

    def _work(self) -> None:
        failure: StoreError | None = None
        crowd = False
        while (group := self._next()) is not None:
            if crowd:
                self._clock.sleep(LET_IN_S)
            if self._take(group):
                crowd = group.waiting >= CROWD
                failure = failure or self._commit(group)
                _tell(group, failure)
        if failure is None:
            self._transactions.close()
        else:
            self._transactions.abandon()

    def _next(self) -> _Group | None:
        """Wait for a group that somebody wants, or that has had its time."""
        wanted = self._wanted.get()
        while isinstance(wanted, _Soon):
            try:
                wanted = self._wanted.get(timeout=LINGER_S)
            except Empty:
                return self._group
        return wanted

    def _take(self, group: _Group) -> bool:
        """Close a group to newcomers; False where that was done before somebody wanted it."""
        with self._entrance:
            if group is not self._group:
                return False
            self._group = _Group()
            return True

    def _commit(self, group: _Group) -> StoreError | None:
        try:
            self._transactions.commit(group.jobs)
        except BaseException as problem:  # whatever it is, the callers must hear of it
            failure = store_error(self.path, problem)
            with self._entrance:
                self._refusal = failure
            return failure
        return None


def _in_transaction(work: Work) -> Work:
    def job(connection: sqlite3.Connection) -> None:
        if not connection.in_transaction:
            connection.execute("BEGIN IMMEDIATE")
        work(connection)

    return job


def _tell(group: _Group, failure: StoreError | None) -> None:
    if failure is None:
        group.committed.set_result(None)
    else:
        group.committed.set_exception(failure)


def _pass_failure(committed: Future[None], found: Future[Result]) -> None:
    failure = committed.exception()
    if failure is not None and not found.done():
        found.set_exception(failure)
