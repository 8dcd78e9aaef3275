"""One process at a time owns a run: flock on a file beside the database, never on the database.

The file also carries a mark: how many journal rows the store has confirmed. It is written after
each commit without waiting for the disk, so it outlives the process and never runs ahead of the
database; a database that has fewer rows has lost some (its write-ahead log was deleted, say).
"""

from __future__ import annotations

import fcntl
import os
import re
import weakref
from pathlib import Path

from checkpoints.store_errors import store_error
from core.errors import StoreError

LOCK_NAME = "lock"
_LINE = re.compile(rb"process +(\d+) rows +(\d+)\n")
_held: weakref.WeakSet[RunLock] = weakref.WeakSet()


class RunLock:
    """The lock of a run folder, held until `release`.

    `rows_confirmed` is the mark that the last owner left. Raises StoreError when somebody else
    holds the lock, or the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / LOCK_NAME
        self._file = _open(self.path)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._file)
            raise StoreError(
                f"the run in {folder} is in use by process {_read(self.path)[0] or 'unknown'}; "
                "wait until it ends, or stop it"
            ) from None
        self.rows_confirmed = _read(self.path)[1]
        _held.add(self)

    def mark(self, rows: int) -> None:
        """Note how many journal rows are on disk."""
        os.pwrite(self._file, b"process %10d rows %20d\n" % (os.getpid(), rows), 0)

    def release(self) -> None:
        """Let others have the run."""
        _held.discard(self)
        os.close(self._file)

    def close_copy(self) -> None:
        """Close the copy that a fork made, which else would hold the lock beyond its owner."""
        os.close(self._file)


def create_lock(folder: Path) -> None:
    """Make the lock file of a new run folder."""
    os.close(os.open(folder / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o644))


def owner_of(folder: Path) -> int | None:
    """Return the process that works on the run, None when nobody does (or none can be told)."""
    try:
        file = os.open(folder / LOCK_NAME, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return _read(folder / LOCK_NAME)[0] or None
    finally:
        os.close(file)
    return None


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR)
    except FileNotFoundError:
        raise StoreError(
            f"{path} is missing; if no process works on this run, create it empty"
        ) from None
    except OSError as problem:
        raise store_error(path, problem) from None


def _read(path: Path) -> tuple[int, int]:
    found = _LINE.fullmatch(path.read_bytes())
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _close_copies() -> None:
    for lock in list(_held):
        lock.close_copy()


os.register_at_fork(after_in_child=_close_copies)
