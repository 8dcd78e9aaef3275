"""A folder to give commands in, and a tool server that can lose its answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.run_commands import RunsFolder
from tests.faults.tool_server_process import ToolServerProcess, tool_server


@pytest.fixture
def runs_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> RunsFolder:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "MODEL_GATEWAY_URL", "MODEL_GATEWAY_KEY"):
        monkeypatch.delenv(name, raising=False)
    return RunsFolder(tmp_path, capsys)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ToolServerProcess]:
    with tool_server(tmp_path_factory.mktemp("tool_server")) as running:
        yield running
