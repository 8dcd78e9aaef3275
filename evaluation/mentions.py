"""Where a text says a fact, however it is written: 1,240.50 or 1240.5, 2025-05-19 or 19 May."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from core.json_values import Json

Fact: TypeAlias = (
    Json  # a number, a text, {"difference": [a, b]}, {"sum": [...]}, {"prefix": "TCK-"}
)

_NUMBER = re.compile(
    r"(?<![\d_./:,])(?<!\w-)\d[\d.,'\u202f\u00a0]*(?: \d{3}(?:[.,]\d+)?(?!\d))*(?![-/:]?\d|_)"
)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_GAP = r"[\s_\-\u2010-\u2015]+"
_GREATER = re.compile(
    r"\b(most|more|highest|higher|top|largest|larger|biggest|bigger|greatest|greater|best|worst|"
    r"leads|ahead|least|lowest|lower|fewest|fewer|less|smallest|cheapest|cheaper|earliest|latest|"
    r"longest|longer|oldest|newest)\b",
    re.IGNORECASE,
)


def position(text: str, fact: Fact) -> int | None:
    """Return where `text` first says `fact`, None where it does not.

    Raises ValueError where `fact` is none.
    """
    return min(positions(text, fact), default=None)


def positions(text: str, fact: Fact) -> Iterator[int]:
    """Yield every place at which `text` says `fact`."""
    if isinstance(fact, bool) or fact is None:
        raise ValueError(f"{fact!r} is not a fact: use a number, a text or a calculation")
    if isinstance(fact, int | float):
        yield from _of_number(text, Decimal(str(fact)))
    elif isinstance(fact, str):
        yield from (found.start() for found in _pattern(fact).finditer(text))
    elif isinstance(fact, Mapping):
        yield from _of_calculation(text, fact)
    else:
        raise ValueError(f"{fact!r} is not a fact: use a number, a text or a calculation")


def first(text: str, alternatives: Sequence[Fact]) -> int | None:
    """Return where `text` first says one of `alternatives`."""
    return min((at for fact in alternatives for at in positions(text, fact)), default=None)


def singles_out(text: str, chosen: Sequence[Fact], others: Sequence[Fact]) -> bool:
    """Tell whether `text` names `chosen` as the most, and not one of `others`.

    The last comparing word near a name decides ("Oskar pays more than Ines"); without one, the
    first to be named.
    """
    at = first(text, chosen)
    if at is None:
        return False
    verdict = None
    for sentence in re.split(r"(?<=[.!?;\n])\s+|\n", text):
        for word in _GREATER.finditer(sentence):
            nearest = _nearest(sentence, word.start(), chosen, others)
            verdict = verdict if nearest is None else nearest
    if verdict is not None:
        return verdict
    rival = first(text, others)
    return rival is None or at < rival


def _nearest(sentence: str, at: int, chosen: Sequence[Fact], others: Sequence[Fact]) -> bool | None:
    """Judge by the last name in front of `at`, or the first behind it; None where none is named."""
    named = [(where, True) for fact in chosen for where in positions(sentence, fact)]
    named += [(where, False) for fact in others for where in positions(sentence, fact)]
    before = [entry for entry in named if entry[0] < at]
    if before:
        return max(before)[1]
    return min(named)[1] if named else None


def _of_number(text: str, number: Decimal) -> Iterator[int]:
    for found in _NUMBER.finditer(text):
        pieces = {found[0], found[0].split(" ")[0]}
        if any(number == reading for piece in pieces for reading in _readings(piece)):
            yield found.start()


def _readings(token: str) -> Iterator[Decimal]:
    """Yield the numbers that a token may stand for, the comma read as either sign."""
    bare = re.sub(r"[ '\u202f\u00a0]", "", token).rstrip(".,")
    for text in (bare.replace(",", ""), bare.replace(".", "").replace(",", "."), bare):
        try:
            yield Decimal(text)
        except InvalidOperation:
            continue


def _of_calculation(text: str, fact: Mapping[str, Json]) -> Iterator[int]:
    match fact:
        case {"difference": [a, b]}:
            yield from _of_number(text, abs(Decimal(str(a)) - Decimal(str(b))))
        case {"sum": [*terms]}:
            yield from _of_number(text, sum((Decimal(str(term)) for term in terms), Decimal(0)))
        case {"prefix": str(prefix)}:
            pattern = re.compile(rf"(?<!\w){re.escape(prefix)}\w", re.IGNORECASE)
            yield from (found.start() for found in pattern.finditer(text))
        case _:
            raise ValueError(f"{dict(fact)!r} is none of difference, sum, prefix")


def _pattern(fact: str) -> re.Pattern[str]:
    words = re.split(rf"(?<=\w){_GAP}(?=\w)", fact.replace("’", "'").strip())
    if words == [""]:
        raise ValueError("an empty text is not a fact")
    spelled = [_GAP.join(re.escape(word).replace("'", "['’]") for word in words)]
    if _ISO_DATE.fullmatch(fact):
        spelled += _spelled_dates(date.fromisoformat(fact))
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)", re.IGNORECASE)


def _spelled_dates(day: date) -> list[str]:
    month = rf"(?:{calendar.month_name[day.month]}|{calendar.month_abbr[day.month]}\.?)"
    number = rf"0?{day.day}(?:st|nd|rd|th)?\.?"
    year = rf"(?!,?\s+(?!{day.year})\d{{4}})"
    return [
        rf"{day.isoformat()}T[\d:]+",
        rf"{number}\s+(?:of\s+)?{month}{year}",
        rf"{month}\s+(?:the\s+)?{number}{year}",
        rf"0?{day.day}[./]0?{day.month}[./]{day.year}",
        rf"0?{day.month}/0?{day.day}/{day.year}",
    ]
