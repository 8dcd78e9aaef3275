"""Creates and opens the store of a run folder, and refuses one that cannot be trusted.

Where a database is expected, a missing, empty or damaged one is an error and never replaced by a
new one: an empty journal would perform every effect again.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from checkpoints import schema
from checkpoints.directories import sync_directory
from checkpoints.run_lock import RunLock, create_lock
from checkpoints.store import Store
from checkpoints.store_errors import store_error
from checkpoints.transactions import Transactions
from checkpoints.trust import check_contents, check_file, check_version, read_identity
from core.clock import SystemClock
from core.crash_points import NO_CRASH_POINTS, CrashPoints
from core.errors import StoreError

DATABASE_NAME = "run.sqlite"
_Prepare: TypeAlias = Callable[[Path, RunLock, sqlite3.Connection], None]


def create_store(folder: Path, crash_points: CrashPoints = NO_CRASH_POINTS) -> Store:
    """Make the store of a new run in an existing folder that has none. Raises StoreError."""
    path = folder / DATABASE_NAME
    if path.exists():
        raise StoreError(f"{path} exists already: a run folder holds one run")
    try:
        create_lock(folder)
        path.touch(exist_ok=False)
        sync_directory(folder)
    except OSError as problem:
        raise store_error(folder, problem) from None
    return _open(path, _create, crash_points)


def open_store(
    folder: Path, identity: str | None = None, crash_points: CrashPoints = NO_CRASH_POINTS
) -> Store:
    """Open the store of a run for work.

    `identity` is what the database must be, None where nothing is known of it. Raises StoreError
    where the store is missing, in use, damaged, of another version, or another one.
    """
    path = folder / DATABASE_NAME
    check_file(path)
    store = _open(path, _check, crash_points)
    if identity is not None and store.identity != identity:
        store.close()
        raise StoreError(
            f"{path} is not the database of this run (it is {store.identity}, not {identity}); "
            "put the right one back"
        )
    return store


def _open(path: Path, prepare: _Prepare, crash_points: CrashPoints) -> Store:
    lock = RunLock(path.parent)
    connection: sqlite3.Connection | None = None
    try:
        connection = schema.connect(path, "mode=rw")
        prepare(path, lock, connection)
        identity = read_identity(path, connection)
        transactions = Transactions(path, connection, lock, crash_points)
        return Store(path, identity, transactions, SystemClock())
    except (sqlite3.Error, OSError, StoreError) as problem:
        if connection is not None:
            connection.close()
        lock.release()
        raise store_error(path, problem) from None


def _create(path: Path, lock: RunLock, connection: sqlite3.Connection) -> None:
    schema.make_durable(connection)
    schema.create_tables(connection, str(uuid.uuid4()))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # a database even without its log


def _check(path: Path, lock: RunLock, connection: sqlite3.Connection) -> None:
    check_version(path, connection)
    schema.make_durable(connection)
    check_contents(path, connection, lock.rows_confirmed)
