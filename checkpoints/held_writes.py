"""Pending writes that wait to see whether they are needed.

A step's writes matter only until the checkpoint that contains them is stored, mostly a moment
later: then they are dropped unseen. They are handed over when somebody reads, or when the thread
comes to a halt (an interrupt, an error). A crash may lose them; the journal knows what they knew.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from langchain_core.runnables import RunnableConfig

from checkpoints.checkpoint_rows import place_of

Place: TypeAlias = tuple[str, str]  # thread id, namespace


class PendingWrites(NamedTuple):
    """What one call of `put_writes` was given."""

    config: RunnableConfig
    writes: Sequence[tuple[str, Any]]
    task_id: str
    task_path: str

    @property
    def checkpoint_id(self) -> str:
        return str(self.config["configurable"]["checkpoint_id"])


class HeldWrites:
    """The writes held back, by thread and namespace; used by any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[Place, list[PendingWrites]] = {}

    def hold(self, pending: PendingWrites) -> None:
        """Keep writes until they are dropped or released."""
        with self._lock:
            self._held.setdefault(place_of(pending.config), []).append(pending)

    def drop_until(self, place: Place, checkpoint_id: str) -> None:
        """Drop what belongs to a checkpoint or to one before it."""
        with self._lock:
            newer = [one for one in self._held.pop(place, ()) if one.checkpoint_id > checkpoint_id]
            if newer:
                self._held[place] = newer

    def release(self, thread_id: str | None) -> list[PendingWrites]:
        """Give back the writes of a thread, or of all."""
        if not self._held:
            return []
        with self._lock:
            places = [place for place in self._held if thread_id in {None, place[0]}]
            return [one for place in places for one in self._held.pop(place)]
