"""What to rehearse, and within which limits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class RehearsalSettings:
    """`archive` None: the project's own is made. Budget in picodollars, None for no limit."""

    archive: Path | None
    tasks: Path
    tools: Path
    budget: int | None
    time_limit_s: float
    memory_limit_bytes: int
