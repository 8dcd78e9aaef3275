"""Pending writes that wait to see whether they are needed.

A step's writes matter only until the checkpoint that contains them is stored, mostly a moment
later: then they are dropped unseen. They are handed over when somebody reads, or when the thread
comes to a halt (an interrupt, an error). A crash may lose them; the journal knows what they knew.
"""

from __future__ import annotations

import threading
from typing import NamedTuple, TypeAlias

from checkpoints.transactions import Row

Place: TypeAlias = tuple[str, str]  # thread id, namespace


class _Held(NamedTuple):
    checkpoint_id: str
    rows: tuple[Row, ...]


class HeldWrites:
    """The writes held back, by thread and namespace; used by any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[Place, list[_Held]] = {}

    def hold(self, place: Place, checkpoint_id: str, rows: tuple[Row, ...]) -> None:
        """Keep rows that belong to a checkpoint."""
        with self._lock:
            self._held.setdefault(place, []).append(_Held(checkpoint_id, rows))

    def drop_until(self, place: Place, checkpoint_id: str) -> None:
        """Drop what belongs to a checkpoint or to one before it."""
        with self._lock:
            newer = [one for one in self._held.pop(place, ()) if one.checkpoint_id > checkpoint_id]
            if newer:
                self._held[place] = newer

    def release(self, thread_id: str | None) -> list[Row]:
        """Give back the rows of a thread, or of all."""
        if not self._held:
            return []
        with self._lock:
            places = [place for place in self._held if thread_id in {None, place[0]}]
            return [row for place in places for one in self._held.pop(place) for row in one.rows]
