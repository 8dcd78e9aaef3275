"""The processes below one, and the memory they use, as /proc tells; elsewhere none are seen."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_PROC = Path("/proc")


def descendants(root: int) -> list[int]:
    """Return the living processes below `root`, at any depth."""
    children: dict[int, list[int]] = {}
    zombies: set[int] = set()
    for pid in _every_process():
        state, parent = _state(pid)
        children.setdefault(parent, []).append(pid)
        if state in "ZX":
            zombies.add(pid)
    found = list(children.get(root, ()))
    for pid in found:
        found += children.get(pid, ())
    return [pid for pid in found if pid not in zombies]


def children_of_this_process() -> list[int]:
    """Return the children, at once: a look at every process takes longer than some live."""
    try:
        listed = Path(_PROC, "thread-self", "children").read_text(encoding="ascii")
    except OSError:
        return []
    return [int(pid) for pid in listed.split()]


def resident_bytes(pids: Iterable[int]) -> int:
    """Return the memory that processes hold, added up."""
    return sum(_resident_pages(pid) for pid in pids) * os.sysconf("SC_PAGE_SIZE")


def _every_process() -> list[int]:
    try:
        return [int(name) for name in os.listdir(_PROC) if name.isdigit()]
    except OSError:
        return []


def _state(pid: int) -> tuple[str, int]:
    """Return state and parent; a process that has just gone is dead and nobody's."""
    try:
        fields = Path(_PROC, str(pid), "stat").read_bytes().rpartition(b")")[2].split()
        return fields[0].decode("ascii"), int(fields[1])
    except (OSError, IndexError):
        return "X", -1


def _resident_pages(pid: int) -> int:
    try:
        return int(Path(_PROC, str(pid), "statm").read_bytes().split()[1])
    except (OSError, IndexError):
        return 0
