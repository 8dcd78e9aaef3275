"""Which tasks have a call open right now, noted where a killed process leaves it to the next one.

A read has no durable intent, and yet may be what kills the process. So each open call fills a slot
of a small file that is never waited for: what was written outlives the process, if not the machine.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

from core.action import Action
from core.json_values import digest

CALLS_NAME = "calls"
_SLOT: Final = 52  # bytes: the number of a process and a task's digest, or spaces
_FILLED: Final = re.compile(rb" *(\d+) ([\w-]{43})")
_EMPTY: Final = b" " * _SLOT


class OpenCalls:
    """The calls that this process has under way.

    `cut_off` holds what earlier processes left: their number, and the digest of the task. Used
    under the journal's lock. A file that cannot be written costs the note, nothing else.
    """

    def __init__(self, folder: Path) -> None:
        self._file = os.open(folder / CALLS_NAME, os.O_RDWR | os.O_CREAT, 0o644)
        self.cut_off = _filled(os.pread(self._file, os.fstat(self._file).st_size, 0))
        self._process = 0
        self._slots: dict[tuple[Action, int], int] = {}
        self._free: list[int] = []

    def start(self, process: int) -> None:
        """Forget what earlier processes left, and note the calls of this one."""
        os.ftruncate(self._file, 0)
        self._process = process

    def begin(self, action: Action, number: int) -> None:
        """Note that an attempt is on its way."""
        slot = self._free.pop() if self._free else len(self._slots)
        self._slots[action, number] = slot
        self._fill(slot, b"%8d %s" % (self._process, task_digest(action.task_id).encode()))

    def end(self, action: Action, number: int) -> None:
        """Note that an attempt has ended, if it was noted at all."""
        slot = self._slots.pop((action, number), None)
        if slot is not None:
            self._free.append(slot)
            self._fill(slot, _EMPTY)

    def close(self) -> None:
        os.close(self._file)

    def _fill(self, slot: int, content: bytes) -> None:
        with suppress(OSError):
            os.pwrite(self._file, content, slot * _SLOT)


def task_digest(task_id: str) -> str:
    """Return what stands for a task in the notes."""
    return digest(task_id)


def _filled(content: bytes) -> frozenset[tuple[int, str]]:
    slots = [content[start : start + _SLOT] for start in range(0, len(content), _SLOT)]
    found = (_FILLED.fullmatch(slot) for slot in slots)
    return frozenset((int(one[1]), one[2].decode()) for one in found if one)
