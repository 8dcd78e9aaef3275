"""Starts the tool server as a process, commands it, and reads what it did."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).parents[2]


class ToolServerProcess:
    """A running tool server. `url` is the base under which its tools are called."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, ledger: Path) -> None:
        self._process = process
        self.ledger = ledger
        self.port = port
        self.url = f"http://127.0.0.1:{port}/tools"

    def control(self, **settings: Any) -> None:
        """Set faults, flakiness and the rest (tests/faults/tool_server.py)."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/control", json.dumps(settings).encode(), method="POST"
        )
        with urllib.request.urlopen(request, timeout=10):
            pass

    def entries(self, event: str) -> list[dict[str, Any]]:
        """Return the lines of the ledger of one kind: "request", "effect" or "fault"."""
        lines = self.ledger.read_text(encoding="utf-8").splitlines()
        return [entry for entry in map(json.loads, lines) if entry["event"] == event]

    def requests(self) -> Counter[str]:
        """Return how many requests each logical action made."""
        return Counter(entry["tag"] for entry in self.entries("request"))

    def effects(self) -> Counter[str]:
        """Return how often each logical action happened."""
        return Counter(entry["tag"] for entry in self.entries("effect"))

    def faults(self) -> Counter[str]:
        """Return how often each kind of fault was played."""
        return Counter(entry["kind"] for entry in self.entries("fault"))

    def wait_for(self, event: str, count: int) -> None:
        """Wait until the ledger has so many lines of one kind."""
        for _ in range(2000):
            if len(self.entries(event)) >= count:
                return
            threading.Event().wait(0.005)
        raise AssertionError(f"the tool server never had {count} lines {event!r}")

    def kill(self) -> None:
        """End it at once; `start_tool_server` on the same ledger and port takes it up again."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()


def start_tool_server(folder: Path, port: int = 0) -> ToolServerProcess:
    """Start a server whose ledger is `folder`/ledger.jsonl, and wait until it serves."""
    ledger, port_file = folder / "ledger.jsonl", folder / "port"
    port_file.unlink(missing_ok=True)
    ledger.touch()
    command = [sys.executable, "-m", "tests.faults.tool_server", "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--ledger", str(ledger), "--port-file", str(port_file)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    for _ in range(4000):
        if port_file.exists():
            return ToolServerProcess(process, int(port_file.read_text(encoding="utf-8")), ledger)
        if process.poll() is not None:
            break
        threading.Event().wait(0.005)
    process.kill()
    process.wait()
    raise AssertionError("the tool server did not start")


@contextmanager
def tool_server(folder: Path) -> Iterator[ToolServerProcess]:
    """Run a server for a test."""
    server = start_tool_server(folder)
    try:
        yield server
    finally:
        server.kill()
