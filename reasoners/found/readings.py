"""What one field of a record tells about what is said of the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.json_values import Json
from core.plan import Operator
from reasoners.found.facts import Cell
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import EMPTY_WORDS, stem, stems_of
from reasoners.reading.phrases import Phrase, flipped

Row = Mapping[str, Json]
Words = Mapping[str, frozenset[str]]

NAMED, MEANT, LIKELY, FAINT = 2.0, 1.4, 1.0, 0.8


@dataclass(frozen=True)
class Reading:
    """Whether one record bears a phrase out, what shows it, and how much speaks for that reading.

    `path`, `operator` and `value` are the comparison that holds just where the phrase does.
    """

    holds: bool
    path: str
    operator: Operator
    value: Json
    shown: str
    weight: float

    @property
    def unlike(self) -> Reading:
        """The reading of the phrase denied."""
        return replace(self, holds=not self.holds, operator=flipped(self.operator))


def reading(cell: Cell, holds: bool, operator: Operator, value: Json, weight: float) -> Reading:
    """Return what a cell tells: the comparison of it that holds just where the phrase does."""
    return Reading(holds, cell.path, operator, value, "", weight)


def own_words(cell: Cell, phrase: Phrase) -> int:
    """How many telling words of a cell's name a phrase says."""
    return len({stem(w) for w in cell.words if w not in EMPTY_WORDS} & phrase.stems)


def concepts_of(cell: Cell) -> frozenset[str]:
    """The concepts of a cell's name."""
    return lexicon().concepts(stems_of(cell.words))


def relevance(cell: Cell, phrase: Phrase) -> float:
    """How much a phrase speaks of a cell."""
    meant = {c for c in concepts_of(cell) if not c.startswith("kind_")}
    return own_words(cell, phrase) + 0.6 * len(meant & phrase.concepts("field", "thing", "state"))
