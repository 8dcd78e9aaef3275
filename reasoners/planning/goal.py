"""A goal: what one clause wants, and the tools that may serve it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reasoners.meaning.tools import ToolMeaning
from reasoners.reading.clauses import Clause


@dataclass(frozen=True)
class Candidate:
    """A tool that may serve a goal: how well, 0 to 1, and the words that speak for it."""

    meaning: ToolMeaning
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Goal:
    """What one clause wants: to know (read) or to have done (write).

    `condition` is the clause on which it depends; `negated`: where that fails. An
    `optional` goal is never asked about.
    """

    kind: Literal["read", "write"]
    clause: Clause
    candidates: tuple[Candidate, ...]
    condition: Clause | None = None
    negated: bool = False
    optional: bool = False
