"""The one thread that touches the ledger's database: callers' work joins in shared commits."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from core.errors import StoreError
from gateway.schema import SCHEMA, SCHEMA_VERSION

Result = TypeVar("Result")

_LARGEST_GROUP = 256


@dataclass(frozen=True)
class _Job:
    work: Callable[[sqlite3.Connection], Any]
    result: Future[Any]


class Writer:
    """Runs work in order on one connection; what it changed is on disk when its future is done."""

    def __init__(self, path: Path) -> None:
        self._connection = _opened(path)
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._failure: StoreError | None = None
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[sqlite3.Connection], Result]) -> Future[Result]:
        """Queue work. What it raises before it changes anything is its caller's; a failing
        database ends everything: this and all later work gets StoreError."""
        result: Future[Result] = Future()
        self._jobs.put(_Job(work, result))
        return result

    def close(self) -> None:
        """Finish what is queued and close the database."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (group := self._next_group()) is not None:
            # From here on a caller that leaves can no longer call its work off.
            self._commit_together([j for j in group if j.result.set_running_or_notify_cancel()])
        self._connection.close()

    def _next_group(self) -> list[_Job] | None:
        first = self._jobs.get()
        if first is None:
            return None
        group = [first]
        while len(group) < _LARGEST_GROUP:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            group.append(job)
        return group

    def _commit_together(self, group: list[_Job]) -> None:
        try:
            if self._failure:
                raise self._failure
            self._connection.execute("BEGIN IMMEDIATE")
            done = [_outcome(job, self._connection) for job in group]
            self._connection.execute("COMMIT")
        except (sqlite3.Error, StoreError) as problem:
            self._failure = StoreError(f"the ledger cannot be written: {problem}")
            for job in group:
                job.result.set_exception(self._failure)
            return
        for publish in done:
            publish()


def _outcome(job: _Job, connection: sqlite3.Connection) -> Callable[[], None]:
    """Do one job; what it came to is told only after the commit."""
    try:
        value = job.work(connection)
    except sqlite3.Error:
        raise
    except Exception as refused:
        return lambda problem=refused: job.result.set_exception(problem)  # type: ignore[misc]
    return lambda: job.result.set_result(value)


def _opened(path: Path) -> sqlite3.Connection:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=0)
        # Exclusive: before SQLite 3.51.3 two connections can damage one WAL file.
        connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN EXCLUSIVE")
        _prepare(connection, path)
        connection.execute("COMMIT")
    except OSError as problem:
        raise StoreError(f"{path}: {problem.strerror}") from None
    except sqlite3.Error as problem:
        busy = "another gateway is using it" if "locked" in str(problem) else str(problem)
        raise StoreError(f"{path}: {busy}; choose another folder with --data") from None
    return connection


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == SCHEMA_VERSION:
        return
    if version or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise StoreError(f"{path}: not a ledger of this version; choose another folder with --data")
    for statement in SCHEMA.split(";"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
