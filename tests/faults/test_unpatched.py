"""The command as a user types it: `python run.py`, its own reasoner, nothing put in its place."""

from __future__ import annotations

import json
import os
import random
import secrets
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults.checker import violations, violations_at_any_time
from tests.faults.evidence import Evidence, Wanted, read_evidence
from tests.faults.tool_catalog import write_catalog
from tests.faults.tool_server_process import PROJECT, ToolServerProcess

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
KILLS = 10
REQUESTS = (
    "Refund {amount} for order {order}.",
    "Set the status of order {order} to 'held'.",
    "Create a ticket with the subject 'Damaged parcel {order}'.",
    "What is the status of order {order}?",
)
TAGS = ("refund:{order}", "set_status:{order}", "create_ticket:Damaged parcel {order}")
TOOLS = ("refund", "set_status", "create_ticket")


class Command:
    """Twenty requests in plain words, and the command that carries them out."""

    def __init__(self, folder: Path, server: ToolServerProcess) -> None:
        self.folder, self.server = folder, server
        self.wanted: list[Wanted] = []
        tasks = [self._task(number) for number in range(1, 21)]
        (folder / "tasks.json").write_text(json.dumps(tasks), encoding="utf-8")
        write_catalog(folder, server.url)

    def start(self) -> subprocess.Popen[str]:
        words = ["--tasks", "tasks.json", "--tools", "tools.json", "--output", "results.json"]
        names = ("OPENAI_API_KEY", "OPENAI_BASE_URL", "MODEL_GATEWAY_URL", "MODEL_GATEWAY_KEY")
        return subprocess.Popen(
            [sys.executable, str(PROJECT / "run.py"), *words, "--bindings", "bindings.json"],
            cwd=self.folder,
            env={name: value for name, value in os.environ.items() if name not in names},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def evidence(self) -> Evidence:
        return read_evidence(self.folder, self.server.ledger, self.wanted)

    def _task(self, number: int) -> dict[str, Any]:
        kind, order = number % 4, f"O-{number}"
        if kind < 3:
            tag = TAGS[kind].format(order=order)
            self.wanted.append(Wanted(f"task {number}", tag, TOOLS[kind]))
        prompt = REQUESTS[kind].format(order=order, amount=number + 5)
        return {"id": f"task {number}", "domain": "support", "prompt": prompt}


def test_ten_kills_of_the_command_itself(server: ToolServerProcess, tmp_path: Path) -> None:
    seed = int(os.environ.get("FAULTS_SEED") or secrets.randbelow(10**6))
    dice = random.Random(seed)
    command = Command(tmp_path, server)
    at_work = 0
    for _ in range(KILLS):
        before = len(server.entries("request"))
        process = command.start()
        _wait_for_a_call(process, server, before, dice.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        at_work += process.returncode == -signal.SIGKILL
        assert violations_at_any_time(command.evidence()) == [], f"FAULTS_SEED={seed}"
    process = command.start()
    _, told = process.communicate()
    assert process.returncode == 0, told
    assert violations(command.evidence()) == [], f"FAULTS_SEED={seed}"
    assert at_work >= 3
    assert server.effects() == {one.tag: 1 for one in command.wanted}
    answers = (tmp_path / "results.json").read_bytes()
    requests = server.requests()
    process = command.start()
    process.communicate()
    assert process.returncode == 0
    assert server.requests() == requests
    assert (tmp_path / "results.json").read_bytes() == answers


def _wait_for_a_call(
    process: subprocess.Popen[str], server: ToolServerProcess, before: int, then: float
) -> None:
    """Wait until the process has called something, or has ended, and a moment more."""
    while process.poll() is None and len(server.entries("request")) == before:
        _ended_within(process, 0.01)
    _ended_within(process, then)


def _ended_within(process: subprocess.Popen[str], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass
