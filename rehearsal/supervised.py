"""Starts a supervisor and gives it its job; leaving the block ends all that came of it."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from app.release_archive import PROJECT
from rehearsal.errors import RehearsalFailed
from rehearsal.job import Ended, Job, ended_from, line_of
from rehearsal.supervisor import CLOSED, OPEN

# Longer than a supervisor may take to end what a job started.
_PATIENCE_S = 15.0


@dataclass(frozen=True)
class Supervisor:
    """A supervisor that waits for its job. `listener` is in the job's closed network, if any."""

    control: socket.socket
    listener: socket.socket | None

    def run(self, job: Job) -> Ended:
        """Run the job to its end. Raises RehearsalFailed where the supervisor itself was ended."""
        try:
            self.control.sendall(line_of(job))
            with self.control.makefile("rb") as lines:
                line = lines.readline()
        except OSError:
            line = b""
        if not line.endswith(b"\n"):
            raise RehearsalFailed("the process that supervised the command was ended from outside")
        return ended_from(line)


@contextlib.contextmanager
def supervisor() -> Iterator[Supervisor]:
    """Give a supervisor whose job can use the network as this process can."""
    with _started(OPEN) as ready:
        if ready is None:
            raise RehearsalFailed("a process to supervise the command cannot be started")
        yield ready


@contextlib.contextmanager
def closed_supervisor() -> Iterator[Supervisor]:
    """Give a supervisor whose job reaches its own loopback only, where the system allows that."""
    with contextlib.ExitStack() as stack:
        ready = stack.enter_context(_started(CLOSED))
        yield ready or stack.enter_context(supervisor())


@contextlib.contextmanager
def _started(network: str) -> Iterator[Supervisor | None]:
    """Start one; None where it could not close the network."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        process = subprocess.Popen(
            [sys.executable, "-m", "rehearsal.supervisor", str(theirs.fileno()), network],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            start_new_session=True,
        )
        theirs.close()
        ready = None
        try:
            ready = _greeted(ours)
            yield ready
        finally:
            if ready and ready.listener:
                ready.listener.close()
            ours.close()
            _wait(process)


def _greeted(control: socket.socket) -> Supervisor | None:
    greeting, passed, _, _ = socket.recv_fds(control, 1, 1)
    listener = socket.socket(fileno=passed[0]) if passed else None
    return Supervisor(control, listener) if greeting else None


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
