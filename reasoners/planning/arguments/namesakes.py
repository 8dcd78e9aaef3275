"""Whether a row found by part of a name is the one that the whole name means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from core.json_values import Json
from reasoners.found.facts import cells
from reasoners.meaning.words import likeness
from reasoners.reading.values import Value

ALIKE = 0.5  # a slip of the pen leaves half of the trigrams


def has_the_name(row: Mapping[str, Json], names: Sequence[Value]) -> bool:
    """Whether a row says of no name only a part: "Eva Lind" is not in a row of Ida Lind."""
    said = [w for c in cells(row) if isinstance(c.value, str) for w in _words(c.value)]
    return not any(_only_in_part(_words(str(name.value)), said) for name in names)


def _only_in_part(name: Sequence[str], said: Sequence[str]) -> bool:
    found = [_is_among(word, said) for word in name]
    return any(found) and not all(found)


def _is_among(word: str, said: Sequence[str]) -> bool:
    if len(word) == 1:
        return any(other.startswith(word) for other in said)
    return word in said or any(likeness(word, other) >= ALIKE for other in said)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text.casefold())
