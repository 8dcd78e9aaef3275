"""Which day it is today, where a prompt says so."""

from __future__ import annotations

import re
from datetime import date

from reasoners.reading.day_names import DAY, MONTH, MONTHS

_FULL = (
    rf"(?P<day>\d{{4}}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTH})\.?,? \d{{4}}"
    rf"|(?:{MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)

_SAYING = "it is|it's|its|today is|today's|today|we have|we are|we're on|this is|now"
_HEADING = re.compile(rf"\s*(?:(?:{DAY}),?\s+)?(?:the\s+)?{_FULL}\s*[.:;\n–—-]", re.I)


# "Today is ...", "it's ... today", a date at the head of a prompt or in brackets at its end.
_TOLD_DAYS = (
    re.compile(rf"\btoday(?: is|'s|,|:| \()[^.;]{{0,30}}?{_FULL}", re.I),
    re.compile(
        rf"\b(?:it is|it's|its|we have) (?:the )?(?:(?:{DAY}),? )?(?:the )?{_FULL},? today", re.I
    ),
    re.compile(
        rf"(?:\A|[.!?;)]\s+|[(\[])(?:{_SAYING}) (?:(?:{DAY}),? )?(?:the )?{_FULL}"
        r"(?=\s*(?:[.:;,)\]]|\Z|(?:and|so|but)\b))",
        re.I,
    ),
    re.compile(rf"\A{_HEADING.pattern}", re.I),
    re.compile(rf"\A\s*(?:(?:{DAY}),?\s+)?(?:the\s+)?{_FULL},? here\b", re.I),
    re.compile(
        rf"\b(?:today|tonight|now|this (?:morning|afternoon|evening))"
        rf"(?:,| \() ?(?:(?:{DAY}),? )?(?:the )?{_FULL}",
        re.I,
    ),
    re.compile(
        rf"[(\[](?:(?:{_SAYING}) )?(?:(?:{DAY}),? )?(?:the )?{_FULL}"
        r"(?:,[^)\]]*)?[)\]]\W*\Z",
        re.I,
    ),
)


def told_days(text: str) -> list[tuple[int, int]]:
    """Return the spans that only tell which day it is."""
    found = [pattern.search(text) for pattern in _TOLD_DAYS]
    return [(match.start(), match.end()) for match in found if match is not None]


def stated_today(text: str, today: date) -> date:
    """A prompt that says which day it is, or is headed by it, decides what "tomorrow" means."""
    for pattern in _TOLD_DAYS:
        said = pattern.search(text)
        found = said and _full_date(said["day"])
        if found:
            return found
    return today


def _full_date(text: str) -> date | None:
    numbers = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text)
    words = re.search(rf"(\d{{1,2}})\D{{0,6}}?({MONTH})\.?,? (\d{{4}})", text, re.I)
    other = re.search(rf"({MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})", text, re.I)
    try:
        if numbers:
            return date(int(numbers[1]), int(numbers[2]), int(numbers[3]))
        if words:
            return date(int(words[3]), MONTHS[words[2].lower()], int(words[1]))
        if other:
            return date(int(other[3]), MONTHS[other[1].lower()], int(other[2]))
    except ValueError:
        return None
    return None
