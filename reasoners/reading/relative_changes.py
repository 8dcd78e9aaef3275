"""Values told by another one: "by two more", "a day later", "accordingly", "half of it"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from reasoners.reading.quantities import number_in

Unit = Literal["days", "weeks", "months"]


@dataclass(frozen=True)
class Shift:
    """By how far a day is moved, back where the count is negative. `said` is the span in words,
    `part` the part of the sentence that it stands in."""

    count: int
    unit: Unit
    said: str
    part: str


_SOME = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|half an?|a few|\d+)"
_SPAN = r"(?:minutes?|hours?|days?|nights?|weeks?|fortnights?|months?|years?)"
_SHIFT = re.compile(
    rf"\b{_SOME} {_SPAN} (?:later|earlier|sooner|longer|shorter|further|forward|back|before"
    rf"|after)\b|\bby (?:another )?{_SOME} (?:more )?{_SPAN}\b"
    r"|\b(?:the (?:day|week|month) (?:before|after)|same (?:day|date|time))\b",
    re.I,
)
_BY = re.compile(r"\b(?:by|another|with)\s+(?:about |another |some )?$", re.I)
_MORE = re.compile(r"\s*(?:\w+\s+)?(?:more|fewer|less|extra|additional)\b", re.I)
_FROM_ANOTHER = re.compile(
    r"\b(?:accordingly|correspondingly|to match|in line with (?:it|that|this)|by (?:that|this)"
    r" (?:much|many)|that (?:much|many)|the (?:rest|difference|remainder)|half|double|twice"
    r"|a (?:third|quarter))\b",
    re.I,
)


def shifts_day(text: str) -> bool:
    """Whether a command tells a day by how far it is from another one."""
    return _SHIFT.search(text) is not None


def changes_by(text: str, start: int, end: int) -> bool:
    """Whether the figure at a place of a text says by how much, rather than to what."""
    return _BY.search(text[:start]) is not None or _MORE.match(text[end:]) is not None


def told_by_another(text: str) -> bool:
    """Whether a command leaves its figure to be worked out from what else is told."""
    return _FROM_ANOTHER.search(text) is not None


_FAR = rf"(?P<span>{_SOME} (?:{_SPAN}))"
_FORMS = (
    rf"\b{_FAR} (?P<way>later|longer|further|earlier|sooner|shorter)\b",
    rf"\b{_FAR}(?:['’]s?)? (?:of )?(?:grace|extension|reprieve|respite)\b",
    r"\b(?:grace|extension|prolongation)(?: period)? (?:of|by) (?:another |a further )?" + _FAR,
    rf"\b(?P<way>extend\w*|prolong\w*|postpon\w*|defer\w*|delay\w*|push\w* \w+ back|put \w+ back"
    rf"|shorten\w*|bring \w+ forward|pull \w+ forward)\b[^.;]*? by (?:another |a further )?{_FAR}",
)
_SHIFTS = tuple(re.compile(form, re.I) for form in _FORMS)
_SOONER = re.compile(r"earlier|sooner|shorte|forward", re.I)
_PARTS = re.compile(r"[,;:]\s|\.\s|\s(?:and|but|so)\s", re.I)
_UNITS: dict[str, tuple[int, Unit]] = {
    "day": (1, "days"),
    "night": (1, "days"),
    "week": (1, "weeks"),
    "fortnight": (2, "weeks"),
    "month": (1, "months"),
    "year": (12, "months"),
}


def shift_in(text: str) -> Shift | None:
    """Return by how far a text wants a day moved, None where it does not say so, or says two."""
    found = {(one.count, one.unit): one for one in _shifts_in(text)}
    return next(iter(found.values())) if len(found) == 1 else None


def _shifts_in(text: str) -> Iterator[Shift]:
    for part in _PARTS.split(text):
        for form in _SHIFTS:
            for match in form.finditer(part):
                shift = _shift(match, part)
                if shift is not None:
                    yield shift


def _shift(match: re.Match[str], part: str) -> Shift | None:
    said = match["span"]
    number, noun = said.rsplit(" ", 1)
    count = 1 if number.lower() in ("a", "an") else number_in(number)
    known = _UNITS.get(noun.lower().rstrip("s"))
    if known is None or not isinstance(count, int):
        return None
    back = _SOONER.search(match.groupdict().get("way") or "") is not None
    return Shift((-count if back else count) * known[0], known[1], said, part)
