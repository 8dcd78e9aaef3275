"""A store in a folder of its own, closed after each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checkpoints.opening import create_store
from checkpoints.store import Store
from core.clock import ManualClock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run's folder, still empty."""
    run = tmp_path / "run"
    run.mkdir()
    return run


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """A new store."""
    made = create_store(folder)
    yield made
    made.close()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()
