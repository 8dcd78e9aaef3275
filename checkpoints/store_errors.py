"""What went wrong with a store, in words for the person who can mend it."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

from core.errors import StoreError

_DAMAGED = (
    "is damaged; copy its folder away, and restore it from a backup or start anew with --fresh"
)
_ADVICE = {
    "SQLITE_FULL": "the disk is full; make room, then give the same command again",
    "SQLITE_IOERR_FSYNC": (
        "the disk failed to confirm a write, so nothing more is trusted to it; "
        "check the disk, then give the same command again"
    ),
    "SQLITE_IOERR": (
        "writing or reading failed; check the disk and the limit on file sizes, "
        "then give the same command again"
    ),
    "SQLITE_READONLY": "it cannot be written; give the folder back its write permission",
    "SQLITE_CANTOPEN": "it cannot be opened; check that folder and file exist and may be written",
    "SQLITE_PERM": "it cannot be opened; check the permissions of folder and file",
    "SQLITE_BUSY": "another program holds it locked; end that program",
    "SQLITE_LOCKED": "another program holds it locked; end that program",
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
}


def store_error(path: Path, problem: BaseException) -> StoreError:
    """Translate what SQLite or the system said about the store at `path`."""
    if isinstance(problem, StoreError):
        return problem
    if isinstance(problem, sqlite3.Error):
        return StoreError(f"{path}: {_advice(problem)} ({problem})")
    if isinstance(problem, OSError):
        return StoreError(f"{path}: {_system_advice(problem)}")
    return StoreError(f"{path}: writing failed ({type(problem).__name__}: {problem})")


def damaged(path: Path, how: str) -> StoreError:
    """The store at `path` cannot be trusted: say how that shows."""
    return StoreError(f"{path} {_DAMAGED} ({how})")


def _advice(problem: sqlite3.Error) -> str:
    if "decode to UTF-8" in str(problem):  # Python's own finding, without a code of SQLite
        return _DAMAGED
    parts = str(getattr(problem, "sqlite_errorname", None) or "").split("_")
    for length in range(len(parts), 1, -1):
        advice = _ADVICE.get("_".join(parts[:length]))
        if advice:
            return advice
    return "the database refused"


def _system_advice(problem: OSError) -> str:
    advice = {
        errno.ENOSPC: _ADVICE["SQLITE_FULL"],
        errno.EDQUOT: _ADVICE["SQLITE_FULL"],
        errno.EROFS: _ADVICE["SQLITE_READONLY"],
        errno.EACCES: _ADVICE["SQLITE_READONLY"],
        errno.EIO: _ADVICE["SQLITE_IOERR"],
    }.get(problem.errno or 0, "the system refused")
    return f"{advice} ({os.strerror(problem.errno or 0)})"
