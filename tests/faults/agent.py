"""The agent as real processes that a test starts, pauses, kills and waits for."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.faults.order import Order
from tests.faults.tool_server_process import PROJECT

LONGEST_S = 60.0


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code, minus the signal that ended it; and what it said."""

    code: int
    stdout: str
    stderr: str

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL


class AgentProcess:
    """One process. It has a process id of its own until `end` was called."""

    def __init__(self, agents: Agents, pid: int, folder: Path) -> None:
        self._agents, self.pid, self._folder = agents, pid, folder
        self._handle = os.pidfd_open(pid)

    def ends_within(self, seconds: float) -> bool:
        """Wait so long for the process to end by itself."""
        return _heard_within(seconds, self._handle)

    def works_or_ends(self, fifo: int) -> None:
        """Wait until it announces its first call (Order.announce), or ends."""
        _heard_within(LONGEST_S, self._handle, fifo)

    def send(self, number: signal.Signals) -> None:
        """Send a signal; nothing happens where the process has ended."""
        signal.pidfd_send_signal(self._handle, number)

    def end(self) -> Ended:
        """Wait until it ends, and say how. Raises AssertionError where it never does."""
        ended = self.ends_within(LONGEST_S)
        if not ended:
            self.send(signal.SIGKILL)
        code = self._agents.reap(self.pid)
        os.close(self._handle)
        assert ended, f"the agent in {self._folder} did not end within {LONGEST_S:g} s"
        return Ended(code, self._read("stdout"), self._read("stderr"))

    def kill(self) -> Ended:
        """End it at once."""
        self.send(signal.SIGKILL)
        return self.end()

    def _read(self, name: str) -> str:
        path = self._folder / name
        return path.read_text(encoding="utf-8") if path.exists() else ""  # killed at its start


class Agents:
    """Starts agents by way of a fork server; from any thread."""

    def __init__(self, server: subprocess.Popen[str]) -> None:
        self._server = server
        self._lock = threading.Lock()

    def start(self, order: Order) -> AgentProcess:
        """Start a process on its way."""
        pid = self._ask({"start": asdict(order)})
        return AgentProcess(self, pid, Path(order.folder))

    def reap(self, pid: int) -> int:
        """Return the exit code of a process that has ended."""
        return os.waitstatus_to_exitcode(self._ask({"reap": pid}))

    def _ask(self, order: dict[str, Any]) -> int:
        with self._lock:
            assert self._server.stdin is not None and self._server.stdout is not None
            self._server.stdin.write(json.dumps(order) + "\n")
            self._server.stdin.flush()
            return int(self._server.stdout.readline())


@contextmanager
def fork_server() -> Iterator[Agents]:
    """Run a fork server for a test session."""
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.fork_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )
    try:
        yield Agents(server)
    finally:
        server.kill()
        server.communicate()


def _heard_within(seconds: float, *descriptors: int) -> bool:
    """Wait until one of the descriptors has something to say."""
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(max(seconds, 0.0) * 1000))
