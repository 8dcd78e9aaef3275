"""The real journal, in a folder of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checkpoints.journal import SqliteJournal
from checkpoints.opening import create_store
from core.clock import ManualClock


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def journal(tmp_path: Path, clock: ManualClock) -> Iterator[SqliteJournal]:
    folder = tmp_path / "run"
    folder.mkdir()
    store = create_store(folder)
    yield SqliteJournal(store, "run", clock)
    store.close()
