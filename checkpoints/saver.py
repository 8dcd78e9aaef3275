"""LangGraph's checkpoints in the run's store: a cache of what the journal knows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from concurrent.futures import Future
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)

from checkpoints import checkpoint_rows as rows
from checkpoints import checkpoint_upkeep as upkeep
from checkpoints.held_writes import HeldWrites, PendingWrites
from checkpoints.serializer import strict_serializer
from checkpoints.store import Store
from core.crash_points import NO_CRASH_POINTS, CrashPoints


class GroupCommitSaver(BaseCheckpointSaver[int]):
    """A saver whose `put` returns when its group is on disk; `put_writes` waits for nothing.

    Unless `history` is asked for, a new checkpoint removes all but itself and its parent of its
    thread and namespace in the same transaction, so that a thread's storage does not grow with its
    steps, and pending writes are stored only where they are needed (checkpoints.held_writes). A
    checkpoint that can only be rebuilt from its ancestors (DeltaChannel) keeps them. Any method may
    raise StoreError.
    """

    def __init__(
        self, store: Store, history: bool = False, crash_points: CrashPoints = NO_CRASH_POINTS
    ) -> None:
        super().__init__(serde=strict_serializer())
        self._store = store
        self._history = history
        self._crash_points = crash_points
        self._held = HeldWrites()
        self._threads = store.read(rows.thread_ids)

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        if not self._knows(config):
            return None
        self._release(rows.place_of(config)[0])
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
        self._release(None)
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
        self._held.hold(PendingWrites(config, writes, task_id, task_path))
        if self._history or any(channel in WRITES_IDX_MAP for channel, _ in writes):
            self._release(rows.place_of(config)[0])

    def delete_thread(self, thread_id: str) -> None:
        self._release(None)
        self._store.change(upkeep.delete_threads([thread_id])).result()

    def delete_for_runs(self, run_ids: Sequence[str]) -> None:
        self._release(None)
        self._store.change(upkeep.delete_runs(run_ids)).result()

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        self._release(None)
        self._threads.add(str(target_thread_id))
        self._store.change(upkeep.copy_thread(source_thread_id, target_thread_id)).result()

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        prunings = {"keep_latest": upkeep.keep_latest, "delete": upkeep.delete_threads}
        if strategy not in prunings:
            raise ValueError(f"unknown strategy {strategy!r}; choose from {', '.join(prunings)}")
        self._release(None)
        self._store.change(prunings[strategy](thread_ids)).result()

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        return await asyncio.to_thread(self.get_tuple, config) if self._knows(config) else None

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

    def _knows(self, config: RunnableConfig) -> bool:
        return rows.place_of(config)[0] in self._threads

    def _submit(
        self, config: RunnableConfig, checkpoint: Checkpoint, metadata: CheckpointMetadata
    ) -> Future[None]:
        self._crash_points.reach("saver_put")
        row = rows.checkpoint_row(self.serde, config, checkpoint, metadata)
        thread_id, _ = place = rows.place_of(config)
        self._threads.add(thread_id)
        if self._history or metadata.get("counters_since_delta_snapshot"):
            self._release(thread_id)
            return self._store.write(row)
        self._held.drop_until(place, config["configurable"].get("checkpoint_id") or "")
        return self._store.write(row, *rows.removal_of_older(config))

    def _release(self, thread_id: str | None) -> None:
        """Store what is held back, with whatever is stored next."""
        for pending in self._held.release(thread_id):
            self._store.add(*rows.write_rows(self.serde, *pending))
