"""Words that say no more than in which order a list is wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from reasoners.meaning.lexicon import Sense
from reasoners.meaning.words import EMPTY_WORDS, Token
from reasoners.reading.moods import strip_polite

_LONGEST = 5
_LONGEST_COMMAND = 14
_ORDERLY = frozenset({"first", "last", "sorted", "top", "bottom", "by", "order", "pls", "plz"})
_ORDER = (
    r"(?:(?:in )?(?:descending|ascending|alphabetical|chronological|reverse) order|alphabetically)"
)
# "Start with the largest amount", "Put those that wait longest first", "Sort them by due date".
ARRANGES = re.compile(
    r"(?:start(?:ing)?|begin(?:ning)?|lead|open|end) with\b"
    r"|(?:put|place|list|name|show|give|mention|arrange|have|keep)\b[^.;]*"
    rf"\b(?:first|last|on top|at the (?:top|bottom|end|beginning)|{_ORDER})\W*$"
    r"|(?:sort|arrange|rank|order|list|group|show)(?:ed)?\b[^.;]*"
    rf"\b(?:by\b|{_ORDER}|from\b[^.;]*\b(?:to|down|up)\b)"
    r"|(?:sort|arrange|rank|order|list|put|show)\b[^.;]*\bso (?:that )?[^.;]*\b(?:leads?|heads?"
    r"|comes? (?:first|last)|is (?:first|last|on top))\b[^;]*$"
    r"|(?:the |those |that )?(?:ones?|those|whichever|whatever)\b[^.;]*"
    r"\b(?:first|last|on top|at the (?:top|bottom|end))\W*$"
    r"|from (?:the )?\w+ to (?:the )?\w+\W*$",
    re.I,
)


class _Said(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def mood(self) -> str: ...
    @property
    def tokens(self) -> tuple[Token, ...]: ...
    @property
    def senses(self) -> tuple[Sense, ...]: ...


def only_orders(clause: _Said) -> bool:
    """Whether a clause says no more than what comes first: "Oldest bill first, please"."""
    ordering = _ordering(clause.senses)
    if not any(s.kind == "order" for s in clause.senses):
        return _sorts(clause)
    telling = [
        t
        for p, t in enumerate(clause.tokens)
        if t.lower not in EMPTY_WORDS | _ORDERLY and p not in ordering
    ]
    placed = any(t.lower in _ORDERLY for t in clause.tokens)
    few = len(telling) <= 1 < len(clause.tokens) <= _LONGEST
    return not telling or (clause.mood == "tell" and placed and few) or _arranges(clause)


def _ordering(senses: Sequence[Sense]) -> set[int]:
    """The places of words that rank."""
    ranks = ("priority", "high_level")
    return {p for s in senses if s.kind == "order" or s.concept in ranks for p in s.places}


def _arranges(clause: _Said) -> bool:
    short = len(clause.tokens) <= _LONGEST_COMMAND
    return short and ARRANGES.match(strip_polite(clause.text)) is not None


_SORTS = re.compile(
    r"(?:sort|rank|arrange|order)(?:ed)?\s+(?:them|it|these|those|the list|by)\b", re.I
)


def _sorts(clause: _Said) -> bool:
    """Whether a clause only names what to sort by: "Sort them by seats"."""
    return _arranges(clause) and _SORTS.match(strip_polite(clause.text)) is not None
