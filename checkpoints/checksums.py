"""Tells whether stored values are those that were written: SQLite itself has no checksums."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Any


def checksum(values: Iterable[Any]) -> int:
    """Return the CRC-32 of values as SQLite gives them back."""
    return zlib.crc32("\x00".join(map(str, values)).encode())
