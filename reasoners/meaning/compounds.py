"""Names whose words are written together: "roomno", "listbookings"."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

SHORTEST, SHORTEST_PART = 5, 3
# What a name ends in where its last word is shorter than others.
_ENDS = frozenset({"no", "nr", "id", "on", "at", "by"})
_FILLS = frozenset(
    """the and for are was were has had have not but can may our his her their its you your out off
    over under with from into onto than then that this these those what who when where how why all
    any one two some get got let too per via more most less own end pre pro non sub
    mid con dis mis""".split()
)
# English words that only look like two, or are written as one wherever they stand.
_WHOLE = frozenset(
    """weekday framework paycheck motorway highway airline airport courtroom storeroom showroom
    shutdown countdown schoolbook notebook logbook checklist blacklist baseline firmware shareholder
    timesheet carpet passage postage template format""".split()
)


@lru_cache(maxsize=16384)
def parted(word: str) -> tuple[str, ...]:
    """Return the known words that make up a word not known itself, else the word."""
    known = _known()
    if (
        len(word) < SHORTEST
        or word.removesuffix("s") in _WHOLE
        or not word.isascii()
        or not word.isalpha()
        or _is_known(word, known)
    ):
        return (word,)
    for cut in range(len(word) - 2, SHORTEST_PART - 1, -1):
        head, tail = word[:cut], word[cut:]
        if _is_known(head, known) and (tail in _ENDS or _is_known(tail, known)):
            return head, tail
    return (word,)


def _is_known(word: str, known: frozenset[str]) -> bool:
    if len(word) < SHORTEST_PART:
        return False
    return word in known or (word.endswith("s") and word[:-1] in known)


@cache
def _known() -> frozenset[str]:
    """The single words of the lexicon, and past forms."""
    texts = (_lines(name) for name in ("lexicon.txt", "irregular.txt"))
    lines = (line.rpartition(":")[2] for text in texts for line in text)
    words = (word for line in lines for word in re.findall(r"[a-z]+", line))
    return frozenset(word for word in words if len(word) >= SHORTEST_PART) - _FILLS


def _lines(name: str) -> list[str]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]
