"""Runs one job and ends everything it started: `python -m rehearsal.supervisor`.

It is told what to do over a socket. When that breaks off, whoever gave the job is gone, and the job
is ended too. Processes that leave their group or their parent are adopted, found and ended.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable

from core.clock import SystemClock
from core.seams import Clock
from rehearsal.job import Ended, EndedBy, Job, job_from, line_of
from rehearsal.linux import adopt_orphans, close_network, die_with_parent
from rehearsal.processes import children_of_this_process, descendants, resident_bytes

CLOSED, OPEN = "closed", "open"
_LOOK_EVERY_S = 0.1
# Helpers of a program (a resource tracker, a shell's pipe) end a moment after it.
_GRACE_S = 0.5
_ENDING_S = 10.0
_LARGEST_FILE = 1 << 30


def main() -> int:
    """Say that it is ready, with a listening socket where the network is closed; run the job."""
    control = socket.socket(fileno=int(sys.argv[1]))
    adopt_orphans()
    try:
        _greet(control, sys.argv[2])
    except OSError as problem:
        print(problem, file=sys.stderr)
        return 1
    line = _line(control)
    if line:
        ended = _supervised(job_from(line), control, SystemClock())
        control.sendall(line_of(ended))
    return 0


def _greet(control: socket.socket, network: str) -> None:
    if network == OPEN:
        control.sendall(b"\n")
        return
    close_network()
    # A socket stays in the network it was made in, whichever process accepts on it.
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        socket.send_fds(control, [b"\n"], [listener.fileno()])


def _line(control: socket.socket) -> bytes:
    """Return the next line, nothing where the other side has gone."""
    received = b""
    while not received.endswith(b"\n"):
        part = control.recv(65536)
        if not part:
            return b""
        received += part
    return received


def _supervised(job: Job, control: socket.socket, clock: Clock) -> Ended:
    wake = _children_wake()
    started = clock.monotonic()
    try:
        with open(job.log, "ab") as log:
            process = subprocess.Popen(
                job.command,
                cwd=job.folder,
                env=dict(job.environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_limits(job.memory_bytes),
            )
    except (OSError, subprocess.SubprocessError) as problem:
        return Ended(None, "itself", 0.0, 0, problem=str(problem))
    ended_by, peak = _watch(process, job, [control, wake], clock)
    seconds = clock.monotonic() - started
    left_behind = _left_behind(clock) if ended_by == "itself" else 0
    _end(process, clock)
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    return Ended(process.returncode, ended_by, seconds, max(peak, largest), left_behind)


def _limits(memory_bytes: int | None) -> Callable[[], None]:
    """Return what the job's process does before it becomes the command."""

    def limit() -> None:
        die_with_parent()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
        if memory_bytes is not None:
            resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))

    return limit


def _children_wake() -> socket.socket:
    """Return a socket that can be read when a child has ended."""
    ours, theirs = socket.socketpair()
    for end in (ours, theirs):
        end.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.set_wakeup_fd(theirs.detach(), warn_on_full_buffer=False)
    return ours


def _watch(
    process: subprocess.Popen[bytes], job: Job, ears: list[socket.socket], clock: Clock
) -> tuple[EndedBy, int]:
    """Wait for the end, a limit or the giver's disappearance; return which, and peak memory."""
    control, wake = ears
    started, peak = clock.monotonic(), 0
    while process.poll() is None:
        peak = max(peak, resident_bytes(descendants(os.getpid())))
        if job.memory_bytes is not None and peak > job.memory_bytes:
            return "memory", peak
        left = started + job.seconds - clock.monotonic()
        if left <= 0:
            return "time", peak
        heard, _, _ = select.select(ears, [], [], min(left, _LOOK_EVERY_S))
        if control in heard:
            return "nobody", peak
        if wake in heard:
            wake.recv(4096)
    return "itself", peak


def _left_behind(clock: Clock) -> int:
    until = clock.monotonic() + _GRACE_S
    while _some_left():
        if clock.monotonic() > until:
            return max(1, len(descendants(os.getpid())))
        clock.sleep(0.02)
    return 0


def _some_left() -> bool:
    """Whether a child lives. Every orphan is one: this cannot be outrun, unlike a list of them."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            continue
    except ChildProcessError:
        return False
    return True


def _end(process: subprocess.Popen[bytes], clock: Clock) -> None:
    """End the group, then whatever has left it: each end hands its own children to us."""
    _kill(os.killpg, process.pid)
    process.wait()
    until = clock.monotonic() + _ENDING_S
    while _some_left() and clock.monotonic() < until:
        for pid in children_of_this_process() or descendants(os.getpid()):
            _kill(os.kill, pid)
        clock.sleep(0.001)


def _kill(send: Callable[[int, int], None], pid: int) -> None:
    try:
        send(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


if __name__ == "__main__":
    sys.exit(main())
