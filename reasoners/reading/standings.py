"""How a clause says records stand in time: late, still in time, out or back again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from reasoners.meaning.words import stem
from reasoners.reading.clauses import Clause

Stand = Literal["late", "in_time", "away", "back"]

_NOT_SO = (
    r"(?:,?\s+(?:and|but|yet|though)\s+[^,.;?!]{0,30}?(?:n['’]t|not|never)\b(?:\s+[\w-]+){0,4})"
)


def _should(name: str) -> str:
    return (
        r"\b(?:should|ought to|(?:is|are|was|were) (?:supposed|meant|due|to) ?(?:to)?)\s+"
        r"(?:long\s+)?(?:have\s+(?:been\s+)?|be(?:en)?\s+)?"
        rf"(?P<{name}>[\w-]+)(?:\s+[\w-]+){{0,3}}?"
    )


_NOW = r"\s*\b(?:by (?:now|today|then)|already|long ago|before (?:now|today))"
_IN_TIME = re.compile(
    r"(?:\bnot|n['’]t)\s+(?:yet\s+)?(?:due|late|overdue)\b(?:\s+yet)?"
    r"|\bstill\s+(?:has|have|got) time"
    r"|\b(?:has|have)\s+(?:still\s+)?(?:got\s+)?time (?:left|to run)|\bstill (?:with)?in time\b",
    re.I,
)
_LATE = re.compile(
    rf"{_should('verb')}{_NOW}\b{_NOT_SO}?|{_should('verb_too')}{_NOT_SO}"
    rf"|\b(?:was|were) due (?:by |before )?(?:now|today|already|long ago)?{_NOT_SO}"
    r"|\b(?:long )?(?:overdue|past due|behind time)\b(?:\s+(?:by now|already|today))?"
    r"|\bpast (?:its|their|the) (?:due date|deadline|date)\b"
    r"|\b(?:has|have) (?:passed|missed|overrun) (?:its|their|the) (?:due |dead)?(?:date|line)"
    r"|(?<!how )\b(?:is|are|['’]re|running|already|still) late\b(?!\s+\w*(?:fee|shift|charge))",
    re.I,
)
_AT_HAND = (
    r"(?=\s*(?:at (?:the|this) moment|(?:right |just )?now\b|currently|today|there"
    r"|on (?:loan|hire|rent)\b|with\b|[?.,;:)]|$))"
)
_AWAY = re.compile(
    rf"(?:\b(?:is|are|was|were|be|still|currently|have|has|got)|['’]s|['’]re|['’]ve)(?:\s+(?!n?ot\b|run\b|ran\b|found\b)[\w-]+)"
    rf"{{0,3}}?\s+out\b{_AT_HAND}"
    r"|\bstill\s+(?:ha(?:s|ve|d)|got|(?:has|have) got)\b(?! (?:to|time)\b)"
    r"|\bstill\s+(?:\w{3,}ing|employed|with us|on the books|on board|here)\b"
    r"|\b(?:is|are|still|currently) (?:on loan|on hire|lent out|out on)\b|\bout on (?:loan|hire)\b",
    re.I,
)
_BACK = re.compile(
    r"\b(?:is|are|has|have|had)(?P<denied>\s+not|n['’]t)?(?:\s+(?:already|yet|all|been))*\s+"
    r"(?:come back|back|returned|(?:brought|given|handed) back)\b(?:\s+(?:yet|again|already))?",
    re.I,
)


@dataclass(frozen=True)
class Standing:
    """How records stand, the stems of the verb it is said with, and where it is said."""

    stand: Stand
    verbs: frozenset[str]
    start: int
    end: int


def standings(clause: Clause) -> tuple[Standing, ...]:
    """Return how a clause says the records it asks for stand."""
    found: list[Standing] = []
    for one in _found(clause):
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return tuple(found)


def _found(clause: Clause) -> Iterator[Standing]:
    for pattern, stand in (
        (_IN_TIME, "in_time"),
        (_LATE, "late"),
        (_AWAY, "away"),
        (_BACK, "back"),
    ):
        for match in pattern.finditer(clause.text):
            denied = stand == "back" and match["denied"]
            yield _standing("away" if denied else stand, match, clause)  # type: ignore[arg-type]


def _standing(stand: Stand, match: re.Match[str], clause: Clause) -> Standing:
    verbs = (word for name, word in match.groupdict().items() if name.startswith("verb") and word)
    stems = frozenset(stem(word.lower()) for word in verbs)
    return Standing(stand, stems, clause.start + match.start(), clause.start + match.end())
