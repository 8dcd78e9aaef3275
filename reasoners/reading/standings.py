"""How a clause says records stand in time: late, still in time, out or back again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from reasoners.meaning.words import stem
from reasoners.reading.clauses import Clause
from reasoners.reading.phrases import Phrase, end_of_period, phrases_between
from reasoners.reading.request import Request
from reasoners.reading.values import Value

Stand = Literal["late", "in_time", "away", "back", "due", "owed"]

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
_OWED = re.compile(
    rf"{_should('verb_too')}"
    r"|\b(?:ha(?:ve|s|d)(?: got)? to|must|needs?(?: to)?|(?:is|are) (?:meant |supposed )?to)\s+"
    r"(?:be\s+)?(?P<verb>[\w-]+)",
    re.I,
)
_DUE = re.compile(
    r"\b(?:(?:falls?|falling|fell|comes?|coming|came|becomes?|became|is|are|was|were|be|been)\s+)?"
    r"due\b(?!\s+(?:to|date))(?:\s+(?:back|again|for \w+|in (?=the\b)))?",
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
    r"|\bstill\s+(?:taken|occupied|in use|let out|rented|on (?:its|their|the) way|under way)\b"
    r"|\bstill\s+(?:\w{3,}ing|employed|with us|on the books|on board|here)\b"
    r"|\b(?:is|are|still|currently) (?:on loan|on hire|lent out|out on)\b|\bout on (?:loan|hire)\b",
    re.I,
)
_BACK = re.compile(
    r"(?P<nobody>\b(?:nobody|no one|none of \w+)\s+)?"
    r"\b(?:is|are|has|have|had)(?P<denied>\s+(?:not|never)|n['’]t)?"
    r"(?:\s+(?:already|yet|all|been|ever|even|anybody|anyone))*\s+"
    r"(?:come (?:back|in)|back|returned|(?:brought|given|handed|taken|sent) (?:\w+ )?(?:back|in)"
    r"|arrived|turned up|got here|got back|reached (?:us|them|him|her))\b"
    r"(?:\s+(?:yet|again|already|so far))?"
    r"|\b(?P<never>never|not yet|did(?:n['’]t| not)(?: ever)?)\s+"
    r"(?:came back|come back|returned?|arrived?|came in|turn(?:ed)? up|reach(?:ed)? (?:us|them))\b",
    re.I,
)


@dataclass(frozen=True)
class Standing:
    """How records stand, the stems of the verb it is said with, and where it is said: by its own
    words up to `said`, with a day up to `end`.

    `limit` is the day, other than today, that they are measured by: "due before May".
    """

    stand: Stand
    verbs: frozenset[str]
    start: int
    said: int
    end: int
    limit: Phrase | None = None

    def holds(self, start: int) -> bool:
        """Whether a word that starts here says how they stand, not of what that is said."""
        limit = self.limit.limit if self.limit is not None else None
        last = limit.start if limit is not None else self.end
        return self.start <= start < min(last, self.said) or last <= start < self.end


def standings(clause: Clause, request: Request) -> tuple[Standing, ...]:
    """Return how a clause says the records it asks for stand."""
    found: list[Standing] = []
    for one in (_measured(one, clause, request) for one in _found(clause)):
        told = one.limit is not None or one.stand not in ("owed", "due")
        if told and not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return tuple(replace(one, stand="late") if one.stand == "owed" else one for one in found)


_BY_A_DAY = frozenset({"late", "owed", "due"})
_FAR = 30
_DAYS = frozenset({"date", "month", "week", "year"})
_BREAK = re.compile(r"[,;?!]|\.(?=\s|$)|\b(?:and|but|or|that|which|who)\b", re.I)


def _measured(stand: Standing, clause: Clause, request: Request) -> Standing:
    """A standing with the day that is named right behind it: "should be back by Friday"."""
    behind = [v for v in request.inside(clause) if v.kind in _DAYS and v.start >= stand.end]
    day = min(behind, key=lambda v: v.start, default=None)
    if stand.stand not in _BY_A_DAY or day is None or day.start > stand.end + _FAR:
        return stand
    if _BREAK.search(request.text, stand.end, day.start):
        return stand
    end = end_of_period(request.text, day.end)
    parts = phrases_between(clause, request, stand.start, end)
    phrase = next((p for part in parts for p in part if p.limit == day), None)
    if phrase is None:
        return stand
    return replace(stand, limit=replace(phrase, limit=_of_its_year(day, phrase, request)), end=end)


_PAST = re.compile(r"\b(?:ha(?:ve|s|d)(?! (?:got )?to\b)|was|were|fell|came|became)\b", re.I)


def _of_its_year(day: Value, phrase: Phrase, request: Request) -> Value:
    """A day without its year lies behind where something should have been, or was to be."""
    named, now = str(day.value), request.today.isoformat()
    if day.whole or not _PAST.search(phrase.text) or named <= now[: len(named)]:
        return day
    return replace(day, value=f"{int(named[:4]) - 1}{named[4:]}")


def _found(clause: Clause) -> Iterator[Standing]:
    for pattern, stand in (
        (_IN_TIME, "in_time"),
        (_LATE, "late"),
        (_OWED, "owed"),
        (_DUE, "due"),
        (_AWAY, "away"),
        (_BACK, "back"),
    ):
        for match in pattern.finditer(clause.text):
            denied = stand == "back" and any(match[n] for n in ("denied", "nobody", "never"))
            yield _standing("away" if denied else stand, match, clause)  # type: ignore[arg-type]


def _standing(stand: Stand, match: re.Match[str], clause: Clause) -> Standing:
    verbs = (word for name, word in match.groupdict().items() if name.startswith("verb") and word)
    stems = frozenset(stem(word.lower()) for word in verbs)
    end = clause.start + match.end()
    return Standing(stand, stems, clause.start + match.start(), end, end)
