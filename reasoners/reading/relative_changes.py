"""Values told by another one: "by two more", "a day later", "accordingly", "half of it"."""

from __future__ import annotations

import re

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
