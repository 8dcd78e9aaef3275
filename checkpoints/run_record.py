"""What a run's database says of the run itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from checkpoints.meta import meta_row, read_meta
from checkpoints.store import Store
from checkpoints.store_errors import damaged

RunState: TypeAlias = Literal["running", "waiting", "finished"]


@dataclass(frozen=True)
class RunPurpose:
    """What a run was begun for, and with which code.

    `versions` names what must not change under a run (planner, code, schema); `targets` maps each
    write tool to where its calls go.
    """

    tasks_digest: str
    catalog_digest: str
    versions: Mapping[str, str]
    targets: Mapping[str, str]


@dataclass(frozen=True)
class RunRecord:
    """A run as it was begun; `created_at` in seconds since the epoch, `output` an absolute path."""

    run_id: str
    created_at: float
    output: str
    purpose: RunPurpose


def write_record(store: Store, record: RunRecord) -> None:
    """Store a new run's record; durable when this returns."""
    store.write(
        meta_row("record", json.dumps(asdict(record), ensure_ascii=False)),
        meta_row("state", "running"),
    ).result()


def write_state(store: Store, state: RunState) -> None:
    """Store how far the run is; durable when this returns."""
    store.write(meta_row("state", state)).result()


def read_record(path: Path, connection: sqlite3.Connection) -> tuple[RunRecord, RunState]:
    """Read what the database at `path` says of its run. Raises StoreError."""
    stored = read_meta(path, connection)
    try:
        members = json.loads(stored["record"])
        record = RunRecord(**{**members, "purpose": RunPurpose(**members["purpose"])})
        return record, _state(stored["state"])
    except (KeyError, ValueError, TypeError) as problem:
        raise damaged(path, f"its record of the run cannot be read: {problem}") from None


def _state(text: str) -> RunState:
    states: dict[str, RunState] = {
        "running": "running",
        "waiting": "waiting",
        "finished": "finished",
    }
    return states[text]
