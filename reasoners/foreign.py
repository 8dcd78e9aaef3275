"""Addresses, numbers and names in a value that do not stand in the words that are trusted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from core.json_values import Json
from reasoners.same_value import plain_number

ADDRESS: Final = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?|ftp|mailto|tel):[^\s\"'<>)]+|www\.[^\s\"'<>)]+"
    r"|\b[A-Z]{2}\d{2}[A-Z0-9]{10,30}\b|\+\d[\d ()/-]{6,}\d",
    re.IGNORECASE,
)
URL: Final = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s\"'<>]+", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?<![\w.])(?<!\w-)(?<!\d:)\d+(?:[.,]\d+)*(?!\w|[:-]\d)")


def foreign(value: Json, trusted: str, known: frozenset[str] = frozenset()) -> str:
    """Return the first address or number in a value that is neither trusted nor known, else ""."""
    for text in leaves(value):
        found = foreign_address(text, trusted)
        if found:
            return found
        if text not in known:
            for number in _NUMBER.findall(ADDRESS.sub(" ", text)):
                if plain_number(number) not in {plain_number(n) for n in _NUMBER.findall(trusted)}:
                    return str(number)
    return ""


def foreign_address(text: str, trusted: str) -> str:
    """Return the first address in a text that is not trusted, else ""."""
    found = (str(one).rstrip(".,;") for one in ADDRESS.findall(text))
    return next((one for one in found if not stands_in(one, trusted)), "")


def leaves(value: Json) -> Iterator[str]:
    """Yield the texts and numbers in a value; bare, since JSON's own marks would hide them."""
    if isinstance(value, Mapping):
        if not (len(value) == 1 and "$ref" in value):
            yield from (leaf for member in value.values() for leaf in leaves(member))
    elif isinstance(value, list | tuple):
        yield from (leaf for item in value for leaf in leaves(item))
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def stands_in(text: str, trusted: str) -> bool:
    """Whether a text stands in another one, and not as a part of a longer word or address."""
    pattern = rf"(?<![\w.+@-]){re.escape(text.strip())}(?![\w@-]|\.\w)"
    return bool(text.strip()) and re.search(pattern, trusted, re.IGNORECASE) is not None
