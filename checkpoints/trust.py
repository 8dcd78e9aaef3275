"""Whether a database may be trusted with what must not happen twice."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from checkpoints import schema
from checkpoints.meta import read_meta
from checkpoints.store_errors import damaged, store_error
from core.errors import StoreError

_MAGIC = b"SQLite format 3\x00"


def check_file(path: Path) -> None:
    """Raise StoreError unless `path` looks like a SQLite database from outside."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except FileNotFoundError:
        raise StoreError(
            f"{path} is missing; put the run's folder back, or start anew with --fresh "
            "(which repeats what the run had done)"
        ) from None
    except OSError as problem:
        raise store_error(path, problem) from None
    if start != _MAGIC:
        raise damaged(path, "not a SQLite database" if start else "the file is empty")


def check_version(path: Path, connection: sqlite3.Connection) -> None:
    """Raise StoreError when the database is not one of ours, or not of this version."""
    application_id, version = schema.versions(connection)
    if application_id != schema.APPLICATION_ID:
        raise StoreError(f"{path} is not the database of a run (application id {application_id})")
    if version != schema.SCHEMA_VERSION:
        raise StoreError(
            f"{path} has schema version {version}, this program reads {schema.SCHEMA_VERSION}; "
            "finish the run with the version that began it"
        )


def check_contents(path: Path, connection: sqlite3.Connection, rows_confirmed: int) -> None:
    """Raise StoreError where pages are broken, or journal rows that were confirmed are gone."""
    verdict = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
    if verdict != "ok":
        raise damaged(path, verdict.replace("\n", " "))
    rows, last = connection.execute("SELECT count(*), max(sequence) FROM journal").fetchone()
    if rows != (last or 0):
        raise damaged(path, f"{last} journal rows were written and {rows} are there")
    if rows < rows_confirmed:
        raise damaged(
            path,
            f"{rows_confirmed} journal rows were confirmed and {rows} are there: "
            "its -wal file is missing, older or damaged",
        )


def read_identity(path: Path, connection: sqlite3.Connection) -> str:
    """Return the database's own name, given once when it was made."""
    identity = read_meta(path, connection).get("identity")
    if identity is None:
        raise damaged(path, "it has no identity")
    return identity
