"""Headings over several requests: "Two things for Ms Lund: cancel this, and order that"."""

from __future__ import annotations

import re

_HEADING = re.compile(
    r"(?:(?:i (?:have|need)|just|please|hi|hello)\s+)*"
    r"(?:two|three|four|five|\d|a (?:few|couple(?: of)?)|several|some)\s+(?:\w+\s+){0,2}?"
    r"(?:things|ones|requests|questions|points|jobs|favou?rs|bits|changes|tasks|items)\b",
    re.I,
)


def is_heading(text: str) -> bool:
    """Whether a text only says that several requests follow, and for whom."""
    return _HEADING.match(text.strip()) is not None
