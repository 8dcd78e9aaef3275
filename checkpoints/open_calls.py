"""Which tasks have a call open right now, noted where a killed process leaves it to the next one.

A read has no durable intent, and yet may be what kills the process. So each open call fills a slot
of a small mapped file that is never waited for: what was written outlives the process, if not the
machine.
"""

from __future__ import annotations

import mmap
import re
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Final

from core.action import Action
from core.json_values import digest

CALLS_NAME = "calls"
_SLOT: Final = 52  # bytes: the number of a process and a task's digest, or spaces
_SLOTS: Final = 1_000
_FILLED: Final = re.compile(rb" *(\d+) ([\w-]{43})")
_EMPTY: Final = b" " * _SLOT


class OpenCalls:
    """The calls that this process has under way.

    `cut_off` holds what earlier processes left: their number, and the digest of the task. Used
    under the journal's lock. Where the file cannot be written, or more calls are open than it has
    slots, the note is missing and nothing else.
    """

    def __init__(self, folder: Path) -> None:
        path = folder / CALLS_NAME
        self.cut_off = _filled(path.read_bytes()) if path.exists() else frozenset()
        self._path = path
        self._notes: mmap.mmap | None = None
        self._process = 0
        self._slots: dict[tuple[Action, int], int] = {}
        self._free = list(range(_SLOTS))

    def start(self, process: int) -> None:
        """Forget what earlier processes left, and note the calls of this one."""
        self._process = process
        with suppress(OSError):
            self._path.write_bytes(_EMPTY * _SLOTS)  # real bytes: a mapped hole could find no room
            with self._path.open("r+b") as file:
                self._notes = mmap.mmap(file.fileno(), _SLOT * _SLOTS)

    def begin(self, action: Action, number: int) -> None:
        """Note that an attempt is on its way."""
        if self._free and self._notes is not None:
            slot = self._slots[action, number] = self._free.pop()
            task = task_digest(action.task_id).encode()
            self._notes[slot * _SLOT : (slot + 1) * _SLOT] = b"%8d %s" % (self._process, task)

    def end(self, action: Action, number: int) -> None:
        """Note that an attempt has ended, if it was noted at all."""
        slot = self._slots.pop((action, number), None)
        if slot is not None and self._notes is not None:
            self._free.append(slot)
            self._notes[slot * _SLOT : (slot + 1) * _SLOT] = _EMPTY

    def close(self) -> None:
        """Note nothing any more."""
        if self._notes is not None:
            self._notes.close()
            self._notes = None


@lru_cache(maxsize=1_000)
def task_digest(task_id: str) -> str:
    """Return what stands for a task in the notes."""
    return digest(task_id)


def _filled(content: bytes) -> frozenset[tuple[int, str]]:
    slots = [content[start : start + _SLOT] for start in range(0, len(content), _SLOT)]
    found = (_FILLED.fullmatch(slot) for slot in slots)
    return frozenset((int(one[1]), one[2].decode()) for one in found if one)
