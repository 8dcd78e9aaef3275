"""What the tests that kill processes share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.agent import Agents, fork_server
from tests.faults.batch import Batch
from tests.faults.tool_server_process import ToolServerProcess, tool_server


@pytest.fixture(scope="session")
def agents() -> Iterator[Agents]:
    with fork_server() as server:
        yield server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ToolServerProcess]:
    with tool_server(tmp_path) as running:
        yield running


@pytest.fixture
def batch(agents: Agents, server: ToolServerProcess, tmp_path: Path) -> Batch:
    return Batch(agents, server, tmp_path / "batch")
