"""How far a run is, read from its journal in one pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from app.recorded_inputs import recorded_settings, recorded_task_ids
from app.settings import BatchSettings
from app.task_result import RESULT, recorded_result
from checkpoints.reading import JournalReader
from checkpoints.run_folder import FoundRun
from core.state import Ending


@dataclass(frozen=True)
class RunSummary:
    """A run with its tasks (all that it accepted) and how those that have a result ended.

    `settings` are those of the last command that worked on it; `last_moment` in seconds since the
    epoch.
    """

    found: FoundRun
    task_ids: tuple[str, ...]
    endings: Mapping[str, Ending]
    settings: BatchSettings
    last_moment: float

    @property
    def state(self) -> str:
        """In one word, and who works on it."""
        if self.found.owner is not None:
            return f"running (process {self.found.owner})"
        return "unfinished" if self.found.state == "running" else self.found.state

    @property
    def counted(self) -> str:
        """Tasks done of all tasks."""
        return f"{len(self.endings)}/{len(self.task_ids)} tasks"

    @property
    def ended_as(self) -> Counter[Ending]:
        """How many tasks ended how."""
        return Counter(self.endings.values())


def summary_of(found: FoundRun) -> RunSummary:
    """Read what a run came to so far. Raises StoreError where it is damaged."""
    with JournalReader(found.folder) as reader:
        return RunSummary(
            found,
            recorded_task_ids(reader),
            {task_id: recorded_result(result).ending for task_id, result in reader.settled(RESULT)},
            recorded_settings(reader),
            reader.last_moment(),
        )
