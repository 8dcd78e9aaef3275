"""Words of text and of identifiers: tokens, stems, and the words that say nothing."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from reasoners.meaning.compounds import parted

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_NAME_PART = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")

EMPTY_WORDS = frozenset(
    """a an the this that these those of to in on at by for with from into onto as is are was were
    be     been being am do does did done has have had having will would shall should can could may
    might must it its he she they them his her hers their theirs we us our ours you your yours
    i me my mine him and or but nor so if then than there here please just also too very
    really quite still yet now some any no not all each every both either neither one ones
    other another such own same what which who whom whose when where why how let get got go
    going want wants wanted need needs needed like know tell give us up out off over under
    about again once only even well ok okay hi hello dear thanks thank kindly asap re per via
    s t d ll ve m whats wheres whos hows whens thats theres don didn doesn isn aren wasn won
    returns return list optional required
    string integer number object array true false e g i etc""".split()
)


@dataclass(frozen=True)
class Token:
    """A word of a text: as written, in lower case, its stem and its place."""

    text: str
    lower: str
    stem: str
    start: int
    end: int


# The stemmer keeps the word it is at in itself, and tasks are thought about on many threads.
_ONE_AT_A_TIME = threading.Lock()


@cache
def _stemmer() -> Any:
    import snowballstemmer  # type: ignore[import-untyped]

    return snowballstemmer.stemmer("english")


@cache
def _irregular_words() -> tuple[list[str], ...]:
    path = Path(__file__).with_name("irregular.txt")
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(words for words in lines if words and words[0] != "#")


@cache
def _irregular() -> dict[str, str]:
    """Irregular form -> base form."""
    return {form: words[0] for words in _irregular_words() for form in words[1:]}


@cache
def past_forms() -> dict[str, str]:
    """Return base form -> past, of irregular verbs (and the plurals that stand among them)."""
    return {words[0]: words[1] for words in _irregular_words()}


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of a word in lower case."""
    if not word.isascii() or not word.isalpha():
        return word
    with _ONE_AT_A_TIME:
        return str(_stemmer().stemWord(_irregular().get(word, word)))


def tokens(text: str) -> tuple[Token, ...]:
    """Return the words of a text with their stems; a possessive 's is left off."""
    found = []
    for match in _TOKEN.finditer(text):
        lower = match[0].lower().replace("’", "'")
        lower = lower[:-2] if lower.endswith("'s") else lower
        found.append(Token(match[0], lower, stem(lower), match.start(), match.end()))
    return tuple(found)


@cache
def _abbreviations() -> dict[str, tuple[str, ...]]:
    path = Path(__file__).with_name("abbreviations.txt")
    pairs = (
        line.split("=")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "=" in line and not line.startswith("#")
    )
    return {short.strip(): tuple(words.split()) for short, words in pairs}


@lru_cache(maxsize=16384)
def name_words(name: str) -> tuple[str, ...]:
    """Return the words of an identifier, abbreviations written out: `custNo` -> customer number."""
    short = _abbreviations()
    parts = [part.lower() for part in _NAME_PART.findall(name)]
    # A "no" in front denies what follows ("no show"), save "no of"; elsewhere it is a number.
    denies = len(parts) > 1 and parts[0] == "no" and parts[1] != "of"
    head = (parts.pop(0),) if denies else ()
    # Only where nothing else sets the words of a name apart are they written together.
    parts = [*parted(parts[0])] if len(parts) == 1 and parts[0] not in short else parts
    return (*head, *(word for part in parts for word in short.get(part, (part,))))


def split_words(text: str) -> tuple[str, ...]:
    """Return the words of a value or a choice: as identifiers split, nothing written out."""
    return tuple(part.lower() for part in _NAME_PART.findall(text))


def stems_of(words: Iterable[str]) -> tuple[str, ...]:
    """Return the stems of words."""
    return tuple(stem(word) for word in words)


def grams(word: str) -> frozenset[str]:
    """Return the character trigrams of a word with its borders."""
    padded = f"^{word}$"
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def likeness(left: str, right: str) -> float:
    """Return how alike two words are written, 0 to 1 (Dice over trigrams)."""
    first, second = grams(left), grams(right)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0
