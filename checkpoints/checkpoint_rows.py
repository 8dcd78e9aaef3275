"""LangGraph's checkpoints as rows of langgraph-checkpoint-sqlite's tables, each with a checksum."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple, cast

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    PendingWrite,
    get_checkpoint_metadata,
    writes_sort_key,
)
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.sqlite.utils import search_where

from checkpoints.transactions import Row
from core.errors import StoreError

_INSERT_CHECKPOINT: Final = "INSERT OR REPLACE INTO checkpoints VALUES {rows}"
_KEEP_WRITE: Final = "INSERT OR IGNORE INTO writes VALUES {rows}"
_REPLACE_WRITE: Final = "INSERT OR REPLACE INTO writes VALUES {rows}"
_DELETE_OLDER: Final = (
    "DELETE FROM {table} WHERE rowid IN (SELECT one.rowid FROM (VALUES {rows}) AS oldest "
    "CROSS JOIN {table} AS one ON one.thread_id = oldest.column1 "
    "AND one.checkpoint_ns = oldest.column2 AND one.checkpoint_id < oldest.column3)"
)
_DELETE_OLDER_CHECKPOINTS: Final = _DELETE_OLDER.replace("{table}", "checkpoints")
_DELETE_OLDER_WRITES: Final = _DELETE_OLDER.replace("{table}", "writes")
_SELECT_CHECKPOINTS: Final = (
    "SELECT thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, type, checkpoint, "
    "metadata, crc FROM checkpoints"
)
_SELECT_WRITES: Final = (
    "SELECT task_path, task_id, idx, channel, type, value, crc FROM writes "
    "WHERE thread_id = ? AND checkpoint_ns = ? AND checkpoint_id = ?"
)


class Found(NamedTuple):
    """A checkpoint's row and the rows of its pending writes, not yet decoded."""

    checkpoint: tuple[Any, ...]
    writes: list[tuple[Any, ...]]


def checkpoint_row(
    serde: SerializerProtocol,
    config: RunnableConfig,
    checkpoint: Checkpoint,
    metadata: CheckpointMetadata,
) -> Row:
    """Return the row that stores a checkpoint."""
    place = config["configurable"]
    kind, blob = serde.dumps_typed(checkpoint)
    described = json.dumps(get_checkpoint_metadata(config, metadata), ensure_ascii=False)
    about = described.encode("utf-8", "ignore")
    return _INSERT_CHECKPOINT, (
        str(place["thread_id"]),
        place.get("checkpoint_ns", ""),
        checkpoint["id"],
        place.get("checkpoint_id"),
        kind,
        blob,
        about,
        _checksum(kind, blob, about),
    )


def write_rows(
    serde: SerializerProtocol,
    config: RunnableConfig,
    writes: Sequence[tuple[str, Any]],
    task_id: str,
    task_path: str,
) -> Iterator[Row]:
    """Yield the rows that store pending writes; only special ones (errors, interrupts) replace."""
    place = config["configurable"]
    special = all(channel in WRITES_IDX_MAP for channel, _ in writes)
    for position, (channel, value) in enumerate(writes):
        kind, blob = serde.dumps_typed(value)
        yield (
            _REPLACE_WRITE if special else _KEEP_WRITE,
            (
                str(place["thread_id"]),
                place.get("checkpoint_ns", ""),
                str(place["checkpoint_id"]),
                task_id,
                task_path,
                WRITES_IDX_MAP.get(channel, position),
                channel,
                kind,
                blob,
                _checksum(kind, blob, channel.encode()),
            ),
        )


def removal_of_older(config: RunnableConfig) -> Iterator[Row]:
    """Yield what removes all that is older than a new checkpoint's parent, which `config` names."""
    place = config["configurable"]
    parent = place.get("checkpoint_id")
    if parent:
        older = (str(place["thread_id"]), place.get("checkpoint_ns", ""), parent)
        yield _DELETE_OLDER_CHECKPOINTS, older
        yield _DELETE_OLDER_WRITES, older


def thread_ids(connection: sqlite3.Connection) -> set[str]:
    """Return every thread that has a checkpoint."""
    return {row[0] for row in connection.execute("SELECT DISTINCT thread_id FROM checkpoints")}


def latest(config: RunnableConfig) -> Callable[[sqlite3.Connection], list[Found]]:
    """Return the work that finds the checkpoint that `config` names, or the thread's last one."""
    place = config["configurable"]
    exact = {**place, "checkpoint_ns": place.get("checkpoint_ns", "")}
    return matching(cast("RunnableConfig", {"configurable": exact}), None, None, 1)


def matching(
    config: RunnableConfig | None,
    metadata: dict[str, Any] | None,
    before: RunnableConfig | None,
    limit: int | None,
) -> Callable[[sqlite3.Connection], list[Found]]:
    """Return the work that finds checkpoints, newest first."""
    where, values = search_where(_as_text(config), metadata, before)
    query = f"{_SELECT_CHECKPOINTS} {where} ORDER BY checkpoint_id DESC LIMIT ?"
    bound = -1 if limit is None else limit

    def work(connection: sqlite3.Connection) -> list[Found]:
        rows = connection.execute(query, (*values, bound)).fetchall()
        return [Found(row, connection.execute(_SELECT_WRITES, row[:3]).fetchall()) for row in rows]

    return work


def checkpoint_tuple(serde: SerializerProtocol, found: Found) -> CheckpointTuple:
    """Decode what was found. Raises StoreError where the bytes are not those that were written."""
    thread_id, namespace, checkpoint_id, parent, kind, blob, about, crc = found.checkpoint
    _check(crc, thread_id, kind, blob, about or b"")
    return CheckpointTuple(
        _config(thread_id, namespace, checkpoint_id),
        serde.loads_typed((kind, blob)),
        cast("CheckpointMetadata", json.loads(about) if about is not None else {}),
        _config(thread_id, namespace, parent) if parent else None,
        [_pending_write(serde, thread_id, row) for row in sorted(found.writes, key=_order)],
    )


def place_of(config: RunnableConfig) -> tuple[str, str]:
    """Return (thread id, namespace) of what `config` names."""
    place = config["configurable"]
    return str(place["thread_id"]), place.get("checkpoint_ns", "")


def stored_config(config: RunnableConfig, checkpoint: Checkpoint) -> RunnableConfig:
    """Return the address of a checkpoint just stored."""
    place = config["configurable"]
    return _config(place["thread_id"], place.get("checkpoint_ns", ""), checkpoint["id"])


def _config(thread_id: str, namespace: str, checkpoint_id: str) -> RunnableConfig:
    return {
        "configurable": {
            "thread_id": thread_id,
            "checkpoint_ns": namespace,
            "checkpoint_id": checkpoint_id,
        }
    }


def _as_text(config: RunnableConfig | None) -> RunnableConfig | None:
    """Thread ids are stored as text, whatever they were given as."""
    if config is None:
        return None
    place = config["configurable"]
    return cast("RunnableConfig", {"configurable": {**place, "thread_id": str(place["thread_id"])}})


def _order(row: tuple[Any, ...]) -> tuple[str, str, int]:
    return writes_sort_key(row[0], row[1], row[2])


def _pending_write(serde: SerializerProtocol, thread_id: str, row: tuple[Any, ...]) -> PendingWrite:
    _, task_id, _, channel, kind, blob, crc = row
    _check(crc, thread_id, kind, blob, channel.encode())
    return task_id, channel, serde.loads_typed((kind, blob))


def _checksum(kind: str, blob: bytes, more: bytes) -> int:
    crc = 0
    for part in (kind, blob, more):
        crc = zlib.crc32(part if isinstance(part, bytes) else str(part).encode(), crc)
    return crc


def _check(crc: int | None, thread_id: str, kind: str, blob: bytes, more: bytes) -> None:
    """A row of another saver has no checksum, and is taken as it is."""
    if crc is not None and crc != _checksum(kind, blob, more):
        raise StoreError(
            f"a checkpoint of thread {thread_id!r} is not as it was written: the database is "
            "damaged; restore the run's folder from a backup or start anew with --fresh"
        )
