"""LangGraph's checkpoints in the run's store: a cache of what the journal knows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import Future
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)

from checkpoints import checkpoint_rows as rows
from checkpoints import checkpoint_upkeep as upkeep
from checkpoints.serializer import strict_serializer
from checkpoints.store import Store
from core.crash_points import NO_CRASH_POINTS, CrashPoints


class GroupCommitSaver(BaseCheckpointSaver[int]):
    """A saver whose `put` returns when its group is on disk; `put_writes` waits for nothing.

    Pending writes reach the disk before, or together with, whatever is stored after them. Unless
    `history` is asked for, a new checkpoint removes all but itself and its parent of its thread
    and namespace in the same transaction, so that a thread's storage does not grow with its steps.
    Any method may raise StoreError.
    """

    def __init__(
        self, store: Store, history: bool = False, crash_points: CrashPoints = NO_CRASH_POINTS
    ) -> None:
        super().__init__(serde=strict_serializer())
        self._store = store
        self._history = history
        self._crash_points = crash_points

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        found = self._store.read(rows.latest(config))
        return rows.checkpoint_tuple(self.serde, found[0]) if found else None

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        for found in self._store.read(rows.matching(config, filter, before, limit)):
            yield rows.checkpoint_tuple(self.serde, found)

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        self._submit(config, checkpoint, metadata).result()
        return rows.stored_config(config, checkpoint)

    def put_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        self._crash_points.reach("saver_put_writes")
        self._store.add(*rows.write_rows(self.serde, config, writes, task_id, task_path))

    def delete_thread(self, thread_id: str) -> None:
        self._store.change(upkeep.delete_threads([thread_id])).result()

    def delete_for_runs(self, run_ids: Sequence[str]) -> None:
        self._store.change(upkeep.delete_runs(run_ids)).result()

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        self._store.change(upkeep.copy_thread(source_thread_id, target_thread_id)).result()

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        prunings = {"keep_latest": upkeep.keep_latest, "delete": upkeep.delete_threads}
        if strategy not in prunings:
            raise ValueError(f"unknown strategy {strategy!r}; choose from {', '.join(prunings)}")
        self._store.change(prunings[strategy](thread_ids)).result()

    def get_next_version(self, current: int | str | None, channel: None) -> int:
        """Count on, also from the texts by which other savers count."""
        return int(str(current or 0).split(".")[0]) + 1

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        return await asyncio.to_thread(self.get_tuple, config)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        found = self.list(config, filter=filter, before=before, limit=limit)
        for one in await asyncio.to_thread(tuple, found):
            yield one

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        await asyncio.wrap_future(self._submit(config, checkpoint, metadata))
        return rows.stored_config(config, checkpoint)

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        self.put_writes(config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        await asyncio.to_thread(self.delete_thread, thread_id)

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        await asyncio.to_thread(self.delete_for_runs, run_ids)

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        await asyncio.to_thread(self.copy_thread, source_thread_id, target_thread_id)

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        await asyncio.to_thread(self.prune, thread_ids, strategy=strategy)

    def _submit(
        self, config: RunnableConfig, checkpoint: Checkpoint, metadata: CheckpointMetadata
    ) -> Future[None]:
        self._crash_points.reach("saver_put")
        row = rows.checkpoint_row(self.serde, config, checkpoint, metadata)
        return self._store.write(row, *self._removals(config, metadata))

    def _removals(self, config: RunnableConfig, metadata: CheckpointMetadata) -> Iterator[Any]:
        """A checkpoint that needs its ancestors (LangGraph's DeltaChannel) lets them be."""
        if not self._history and not metadata.get("counters_since_delta_snapshot"):
            yield from rows.removal_of_older(config)
