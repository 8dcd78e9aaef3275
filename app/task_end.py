"""Where work on a task came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.state import State


@dataclass(frozen=True)
class TaskEnd:
    """The state at an end. `waits` holds what a person is asked, and is empty at a real end."""

    state: State
    waits: tuple[Any, ...]
