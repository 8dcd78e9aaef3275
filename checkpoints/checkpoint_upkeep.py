"""Deleting, copying and pruning checkpoints: work for the store's connection."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Final

from checkpoints.transactions import Work

_TABLES: Final = ("checkpoints", "writes")
_CHOSEN: Final = "IN (SELECT value FROM json_each(?))"
_RUN_ID: Final = "json_extract(CAST(metadata AS TEXT), '$.run_id')"
_REBUILT_FROM_ANCESTORS: Final = (
    "json_extract(CAST(c.metadata AS TEXT), '$.counters_since_delta_snapshot') IS NOT NULL"
)


def delete_threads(thread_ids: Sequence[str]) -> Work:
    """Delete everything of these threads."""
    chosen = json.dumps([str(thread_id) for thread_id in thread_ids])

    def work(connection: sqlite3.Connection) -> None:
        for table in _TABLES:
            connection.execute(f"DELETE FROM {table} WHERE thread_id {_CHOSEN}", (chosen,))

    return work


def delete_runs(run_ids: Sequence[str]) -> Work:
    """Delete the checkpoints that these runs made, with their writes."""
    chosen = (json.dumps([str(run_id) for run_id in run_ids]),)
    theirs = f"FROM checkpoints WHERE {_RUN_ID} {_CHOSEN}"

    def work(connection: sqlite3.Connection) -> None:
        connection.execute(
            "DELETE FROM writes WHERE (thread_id, checkpoint_ns, checkpoint_id) IN "
            f"(SELECT thread_id, checkpoint_ns, checkpoint_id {theirs})",
            chosen,
        )
        connection.execute(f"DELETE {theirs}", chosen)

    return work


def copy_thread(source: str, target: str) -> Work:
    """Copy every checkpoint and write of one thread to another."""

    def work(connection: sqlite3.Connection) -> None:
        connection.execute(
            "INSERT OR REPLACE INTO checkpoints SELECT ?, checkpoint_ns, checkpoint_id, "
            "parent_checkpoint_id, type, checkpoint, metadata, crc "
            "FROM checkpoints WHERE thread_id = ?",
            (str(target), str(source)),
        )
        connection.execute(
            "INSERT OR REPLACE INTO writes SELECT ?, checkpoint_ns, checkpoint_id, task_id, "
            "task_path, idx, channel, type, value, crc FROM writes WHERE thread_id = ?",
            (str(target), str(source)),
        )

    return work


def keep_latest(thread_ids: Sequence[str]) -> Work:
    """Keep each thread's last checkpoint per namespace, with its writes.

    Where the last one can only be rebuilt from its ancestors (LangGraph's DeltaChannel), all stay.
    """
    chosen = json.dumps([str(thread_id) for thread_id in thread_ids])
    newer = (
        "EXISTS (SELECT 1 FROM checkpoints AS c WHERE c.thread_id = {0}.thread_id "
        "AND c.checkpoint_ns = {0}.checkpoint_ns AND c.checkpoint_id > {0}.checkpoint_id)"
    )
    needed = (
        "EXISTS (SELECT 1 FROM checkpoints AS c WHERE c.thread_id = {0}.thread_id "
        f"AND c.checkpoint_ns = {{0}}.checkpoint_ns AND {_REBUILT_FROM_ANCESTORS})"
    )

    def work(connection: sqlite3.Connection) -> None:
        for table in reversed(_TABLES):
            connection.execute(
                f"DELETE FROM {table} WHERE thread_id {_CHOSEN} "
                f"AND {newer.format(table)} AND NOT {needed.format(table)}",
                (chosen,),
            )

    return work
