"""What is left of a whole after what is taken: seats that nobody has booked, stock not reserved."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.json_values import Json
from reasoners.meaning.words import name_words, stem, stems_of
from reasoners.reading.clauses import Clause

Row = Mapping[str, Json]
_NOT_TAKEN = re.compile(
    r"\b(?:nobody|no one|no-one|no (?:customer|client|guest|member)s?)(?: else)?"
    r"(?:\s+(?:has|have|had)|['’]s)?(?:\s+yet)?\s+(?P<by>\w+)"
    r"|(?:\bnot|n['’]t)(?:\s+(?:yet|already|been|currently))*\s+(?P<denied>\w+)"
    r"|\bun(?P<un>\w{3,})",
    re.I,
)
_STILL_THERE = re.compile(r"\b(?:left|free|available|remain(?:s|ing)?|to spare|vacant)\b", re.I)
_HOW_MANY = re.compile(r"\b(?:how (?:many|much)|number of|most|least|fewest)\b", re.I)
_TAKEN = re.compile(r"\w{2,}ed|taken|given|sold|spent|lent|let")


@dataclass(frozen=True)
class LeftOver:
    """The member that holds the whole, and the one that holds what is taken of it."""

    whole: str
    taken: str

    def of(self, row: Row) -> int:
        return _count(row.get(self.whole)) - _count(row.get(self.taken))


def left_over(rows: Sequence[Row], clause: Clause) -> LeftOver | None:
    """Return what a clause asks how much is left of; None where the rows do not tell it plainly."""
    if not _HOW_MANY.search(clause.text):
        return None
    counts = _counts(rows)
    taken = [name for name in counts if _is_left_out(name, clause)]
    wholes = [name for name in counts for part in taken if _holds(rows, name, part)]
    if len(taken) != 1 or len(wholes) != 1:
        return None
    return LeftOver(wholes[0], taken[0])


def _is_left_out(name: str, clause: Clause) -> bool:
    """Whether a member counts what is taken, and a clause speaks of what is not."""
    words = name_words(name)
    if not any(_TAKEN.fullmatch(word) for word in words):
        return False
    denied = {
        stem(word.lower())
        for found in _NOT_TAKEN.finditer(clause.text)
        for word in found.groups()
        if word
    }
    return bool(denied & set(stems_of(words))) or _STILL_THERE.search(clause.text) is not None


def _counts(rows: Sequence[Row]) -> list[str]:
    """The members that count something in every row."""
    names = rows[0] if rows else {}
    return [name for name in names if all(_is_count(row.get(name)) for row in rows)]


def _is_count(value: Json) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _holds(rows: Sequence[Row], whole: str, taken: str) -> bool:
    """Whether one member is never less than what is taken of it."""
    return whole != taken and all(_count(row[whole]) >= _count(row[taken]) for row in rows)


def _count(value: Json) -> int:
    return value if isinstance(value, int) else 0
