"""The machine that figures were measured on, in one line to print beside them."""

from __future__ import annotations

import os
import platform
import sqlite3


def machine() -> str:
    """Return processors, system, Python and SQLite."""
    return (
        f"{os.cpu_count()} processors, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )
