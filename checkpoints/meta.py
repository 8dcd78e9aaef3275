"""The few named texts that a database says of itself."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Final

from checkpoints.checksums import checksum
from checkpoints.store_errors import damaged
from checkpoints.transactions import Row

_PUT: Final = "INSERT OR REPLACE INTO meta VALUES {rows}"


def meta_row(key: str, value: str) -> Row:
    """Return the row that sets a text."""
    return _PUT, (key, value, checksum((key, value)))


def read_meta(path: Path, connection: sqlite3.Connection) -> dict[str, str]:
    """Return every text by its name. Raises StoreError where one is not as it was written."""
    rows = connection.execute("SELECT key, value, crc FROM meta").fetchall()
    for key, value, crc in rows:
        if crc != checksum((key, value)):
            raise damaged(path, f"what it says of its {key} is not as it was written")
    return {key: value for key, value, _ in rows}
