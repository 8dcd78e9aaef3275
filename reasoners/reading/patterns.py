"""The phrases of moods.txt as patterns."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path


@cache
def _sections() -> dict[str, list[str]]:
    """The sections of moods.txt: name -> patterns."""
    sections: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("moods.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = sections.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current.append(line)
    return sections


def any_of(section: str, lead: str = r"\b", end: str = r"\b") -> re.Pattern[str]:
    """Return one pattern from the alternatives of a section."""
    return re.compile(f"{lead}(?:{'|'.join(_sections()[section])}){end}", re.I)
