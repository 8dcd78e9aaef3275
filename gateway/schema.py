"""The ledger's tables. Money is in picodollars, times in seconds since the epoch."""

from __future__ import annotations

from gateway.totals import SCHEMA as _TOTALS

SCHEMA_VERSION = 2
_CALLS = """
CREATE TABLE accounts (
    key_id TEXT PRIMARY KEY,
    held INTEGER NOT NULL DEFAULT 0      -- spent and reserved together, in picodollars
) WITHOUT ROWID;
CREATE TABLE calls (
    id INTEGER PRIMARY KEY,
    key_id TEXT NOT NULL,
    task TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    model TEXT NOT NULL,
    started_at REAL NOT NULL,
    ends_by REAL NOT NULL,               -- upstream's answer cannot arrive later
    reserved INTEGER NOT NULL,
    bound_prompt INTEGER NOT NULL,
    bound_completion INTEGER NOT NULL,
    open INTEGER NOT NULL DEFAULT 1,
    status INTEGER,
    prompt_tokens INTEGER NOT NULL DEFAULT 0,
    cached_tokens INTEGER NOT NULL DEFAULT 0,
    completion_tokens INTEGER NOT NULL DEFAULT 0,
    cost INTEGER NOT NULL DEFAULT 0,
    priced INTEGER NOT NULL,
    estimated INTEGER NOT NULL DEFAULT 0,
    first_byte_ms REAL,
    total_ms REAL,
    note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX open_calls ON calls (ends_by) WHERE open;
"""
SCHEMA = _CALLS + _TOTALS
