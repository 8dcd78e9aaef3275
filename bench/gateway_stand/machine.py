"""What Linux knows of processes and of the machine: CPU seconds and memory."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * _TICK_S


def memory_mib(pid: int) -> float:
    """Return the memory that a process holds now."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


@dataclass(frozen=True)
class Moment:
    """CPU seconds used so far: by the whole machine, by some processes, and what there was."""

    busy: float
    own: float
    available: float


def moment(pids: Iterable[int]) -> Moment:
    """Read the machine's clocks."""
    line = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0]
    ticks = [int(value) * _TICK_S for value in line.split()[1:9]]
    idle = ticks[3] + ticks[4]
    return Moment(sum(ticks) - idle, sum(map(cpu_seconds, pids)), sum(ticks))


def others_share(before: Moment, after: Moment) -> float:
    """Return the part of the machine, 0 to 1, that other work took in between."""
    busy, own = after.busy - before.busy, after.own - before.own
    return max(0.0, busy - own) / (after.available - before.available)
