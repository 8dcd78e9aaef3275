"""The tables of a run's database, and the version by which code and database know each other.

`checkpoints` and `writes` are langgraph-checkpoint-sqlite's own tables with one more column
(`crc`), so that its tools read them. `journal` is append-only: a row is the intent of an attempt,
its outcome, or both at once.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final, Literal, TypeAlias
from urllib.parse import quote

from checkpoints.checksums import checksum

APPLICATION_ID = 0x53464F54  # "SFOT"
SCHEMA_VERSION = 1

_TABLES = """
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    crc INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE processes (
    number INTEGER PRIMARY KEY,
    pid INTEGER NOT NULL,
    started_at REAL NOT NULL,
    crc INTEGER NOT NULL
);
CREATE TABLE cut_calls (
    process INTEGER NOT NULL,
    task_digest TEXT NOT NULL,
    PRIMARY KEY (process, task_digest)
) WITHOUT ROWID;
CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY,
    process INTEGER NOT NULL,
    at REAL NOT NULL,
    task_id TEXT NOT NULL,
    slot TEXT NOT NULL,
    item TEXT NOT NULL,
    generation INTEGER NOT NULL,
    number INTEGER NOT NULL,
    started_at REAL,
    attempt TEXT,
    outcome TEXT,
    crc INTEGER NOT NULL
);
CREATE TABLE checkpoints (
    thread_id TEXT NOT NULL,
    checkpoint_ns TEXT NOT NULL DEFAULT '',
    checkpoint_id TEXT NOT NULL,
    parent_checkpoint_id TEXT,
    type TEXT,
    checkpoint BLOB,
    metadata BLOB,
    crc INTEGER,
    PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id)
);
CREATE TABLE writes (
    thread_id TEXT NOT NULL,
    checkpoint_ns TEXT NOT NULL DEFAULT '',
    checkpoint_id TEXT NOT NULL,
    task_id TEXT NOT NULL,
    task_path TEXT NOT NULL DEFAULT '',
    idx INTEGER NOT NULL,
    channel TEXT NOT NULL,
    type TEXT,
    value BLOB,
    crc INTEGER,
    PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
);
"""


INSERT_JOURNAL: Final = "INSERT INTO journal VALUES {rows}"

Access: TypeAlias = Literal["mode=rw", "mode=ro", "mode=ro&immutable=1"]


def connect(path: Path, access: Access) -> sqlite3.Connection:
    """Open a connection that commits only when told to, and trusts nothing in the file."""
    uri = f"file:{quote(str(path.absolute()))}?{access}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def make_durable(connection: sqlite3.Connection) -> None:
    """Have every commit on the disk itself when it returns."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = ON")


def create_tables(connection: sqlite3.Connection, identity: str) -> None:
    """Fill an empty database; `identity` is its own for ever."""
    connection.executescript(f"BEGIN IMMEDIATE; {_TABLES}")
    named = ("identity", identity)
    connection.execute("INSERT INTO meta VALUES (?, ?, ?)", (*named, checksum(named)))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.execute("COMMIT")


def versions(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return (application id, schema version) of the database."""
    application_id = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    return int(application_id), int(version)
