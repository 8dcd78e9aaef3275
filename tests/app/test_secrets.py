"""A tool's secret goes to the tool and nowhere else, even where the tool gives it back."""

from __future__ import annotations

import json
import socket

import pytest

from tests.app.run_commands import PLAN, PLAN_TOOL, TICKET, TICKET_TOOL, RunsFolder
from tests.tool_adapters.raw_server import Received, answer_bytes, raw_server

CANARY = "canary-51a8f0c2d7"
ACCOUNT = {"account_id": "A-1", "plan": "Plus", "status": "active"}


def _echo(request: Received, connection: socket.socket) -> None:
    """Give the secret back: in an output to look-ups, in an error's text to changes."""
    told = json.dumps({**ACCOUNT, "note": f"you sent {request.headers}"}).encode()
    status = 200 if "lookup" in request.path else 500
    connection.sendall(answer_bytes(status, told, {"X-Echo": CANARY}))


def test_a_secret_in_a_header_is_in_no_file_and_in_nothing_that_is_printed(
    runs_folder: RunsFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_TOKEN", CANARY)
    with raw_server(_echo) as server:
        common = {"base_url": server.url, "headers": {"Authorization": "Bearer ${DESK_TOKEN}"}}
        bindings = {"defaults": {"adapter": "http", **common}, "tools": {}}
        runs_folder.write({"t1": PLAN, "t2": TICKET}, [PLAN_TOOL, TICKET_TOOL], bindings)
        printed = [runs_folder.batch(), runs_folder.batch("--explain")]
        assert f"Bearer {CANARY}" in {r.headers["authorization"] for r in server.requests}
    run = runs_folder.runs()[-1].folder.name
    commands = (("runs",), ("show", run), ("show", run, "t1"), ("show", run, "t2"), ("decide", run))
    printed += [runs_folder.command(*words) for words in commands]

    assert "Plus" in runs_folder.results()["t1"]["final_answer"]
    assert {ended.code for ended in printed} == {0}
    assert not any(CANARY in ended.out + ended.err for ended in printed)
    kept = [path for path in runs_folder.path.rglob("*") if path.is_file()]
    assert any(path.name.startswith("run.sqlite") for path in kept)
    assert [path for path in kept if CANARY.encode() in path.read_bytes()] == []
