"""LangGraph's own conformance suite, and the same suite over the synchronous methods.

The suite's `passed_all` is also true when nothing was tested, so what ran is asserted, too.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
)
from langgraph.checkpoint.conformance import checkpointer_test, validate

from checkpoints.opening import create_store
from checkpoints.saver import GroupCommitSaver

TESTS_PER_CAPABILITY = {
    "put": 17,
    "put_writes": 10,
    "get_tuple": 10,
    "list": 16,
    "delete_thread": 5,
    "delete_for_runs": 7,
    "copy_thread": 8,
    "prune": 8,
}


class SynchronousTwin(BaseCheckpointSaver[int]):
    """Carries out every asynchronous method by the synchronous one of the saver under test."""

    def __init__(self, saver: GroupCommitSaver) -> None:
        super().__init__(serde=saver.serde)
        self._saver = saver

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        return self._saver.get_tuple(config)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        for found in self._saver.list(config, filter=filter, before=before, limit=limit):
            yield found

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        return self._saver.put(config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self,
        config: RunnableConfig,
        writes: Sequence[tuple[str, Any]],
        task_id: str,
        task_path: str = "",
    ) -> None:
        self._saver.put_writes(config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        self._saver.delete_thread(thread_id)

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        self._saver.delete_for_runs(run_ids)

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        self._saver.copy_thread(source_thread_id, target_thread_id)

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        self._saver.prune(thread_ids, strategy=strategy)


def _same(saver: GroupCommitSaver) -> BaseCheckpointSaver[int]:
    return saver


@pytest.mark.parametrize("of", [_same, SynchronousTwin], ids=["asynchronous", "synchronous"])
def test_every_capability_conforms(
    of: Callable[[GroupCommitSaver], BaseCheckpointSaver[int]], tmp_path: Path
) -> None:
    numbers = iter(range(100))

    @checkpointer_test(name="GroupCommitSaver")
    async def registered() -> AsyncGenerator[BaseCheckpointSaver[int], None]:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        store = create_store(folder)
        yield of(GroupCommitSaver(store, history=True))
        store.close()

    report = asyncio.run(validate(registered))

    assert [result.failures for result in report.results.values() if result.failures] == []
    ran = {name: result.tests_passed for name, result in report.results.items()}
    assert ran == TESTS_PER_CAPABILITY
