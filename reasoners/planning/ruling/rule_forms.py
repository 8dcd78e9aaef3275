"""The forms in which rules say what they require, from rule_forms.txt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def lines_of(section: str) -> tuple[str, ...]:
    """Return the lines of a section, named patterns filled in."""
    found, current = list[str](), ""
    for line in Path(__file__).with_name("rule_forms.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            current = line.strip("[]")
        elif line and not line.startswith("#") and current == section:
            found.append(line)
    return tuple(found) if section == "names" else tuple(_filled(line, _names()) for line in found)


def form_of(section: str) -> re.Pattern[str]:
    """Return one pattern of all the lines of a section."""
    return re.compile("|".join(lines_of(section)), re.I)


@cache
def _names() -> dict[str, str]:
    named: dict[str, str] = {}
    for line in lines_of("names"):
        name, pattern = line.split(" = ", 1)
        named[name] = _filled(pattern, named)
    return named


def _filled(line: str, named: Mapping[str, str]) -> str:
    return re.sub(r"\{([A-Z]+)\}", lambda name: named[name[1]], line)
