"""A task: one request of the tasks file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One request. `id` is text of the author's choice and never used as a path."""

    id: str
    domain: str
    prompt: str
