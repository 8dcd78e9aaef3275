"""LangGraph's own server opens the graph, runs a task, and takes a person's answer."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from langgraph_sdk import get_sync_client
from langgraph_sdk.client import SyncLangGraphClient

PROJECT = Path(__file__).parents[2]
LANGGRAPH = Path(sys.executable).parent / "langgraph"
APPROVED = "schedule_event"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as the server sees it, with its own runs, and one tool that needs approval."""
    folder = tmp_path_factory.mktemp("studio")
    for entry in PROJECT.iterdir():
        if not entry.name.startswith(".") and entry.name != "runs":
            (folder / entry.name).symlink_to(entry)
    bindings = json.loads((PROJECT / "examples/bindings.json").read_text(encoding="utf-8"))
    for binding in bindings["tools"].values():
        for key in {"fixture", "ledger"} & set(binding):
            place = PROJECT / "examples" if key == "fixture" else folder
            binding[key] = str(place / binding[key])
    bindings["tools"][APPROVED]["approve"] = True
    (folder / "asking.json").write_text(json.dumps(bindings), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[SyncLangGraphClient]:
    """A client of a server on a free port of the loopback interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (folder / "server.log").open("w", encoding="utf-8")
    server = subprocess.Popen(
        [LANGGRAPH, "dev", "--no-browser", "--no-reload", "--port", str(port)],
        cwd=folder,
        env={**os.environ, "SUREFOOT_BINDINGS": str(folder / "asking.json")},
        stdout=log,
        stderr=log,
    )
    try:
        _wait_for(server, port)
        with get_sync_client(url=f"http://127.0.0.1:{port}") as client:
            yield client
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def _wait_for(server: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(600):
        assert server.poll() is None, "the server ended"
        with socket.socket() as probe:
            probe.settimeout(0.1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        with pytest.raises(subprocess.TimeoutExpired):
            server.wait(0.1)
    raise AssertionError("the server did not start")


def _task(task_id: str) -> dict[str, Any]:
    tasks = json.loads((PROJECT / "examples/tasks.json").read_text(encoding="utf-8"))
    return {"task": next(task for task in tasks if task["id"] == task_id)}


def _values(client: SyncLangGraphClient, thread: str) -> dict[str, Any]:
    return cast("dict[str, Any]", client.threads.get_state(thread)["values"])


def test_the_server_runs_a_sample_and_keeps_its_journal_by_thread(
    client: SyncLangGraphClient, folder: Path
) -> None:
    thread = client.threads.create()["thread_id"]
    parts = client.runs.stream(thread, "surefoot", input=_task("task_001"), stream_mode="updates")
    nodes = [name for part in parts if part.event == "updates" for name in part.data]
    assert nodes[0] == "plan" and nodes[-1] == "finalize"
    assert _values(client, thread)["ending"] == "finished"
    assert (folder / "runs/studio" / thread).is_dir()


def test_a_persons_answer_goes_in_through_the_interrupt(client: SyncLangGraphClient) -> None:
    thread = client.threads.create()["thread_id"]
    client.runs.wait(thread, "surefoot", input=_task("task_018"))
    (waiting,) = client.threads.get_state(thread)["interrupts"]
    assert waiting["value"]["tool"] == APPROVED
    client.runs.wait(thread, "surefoot", command={"resume": {waiting["id"]: "approve"}})
    state = _values(client, thread)
    assert state["ending"] == "finished"
    assert "Done" in state["answer"]


def test_the_server_draws_the_graph(client: SyncLangGraphClient) -> None:
    drawn = client.assistants.get_graph(client.assistants.search()[0]["assistant_id"])
    assert {"plan", "select_tool", "call_tool", "recover", "finalize"} <= {
        node["id"] for node in drawn["nodes"]
    }
