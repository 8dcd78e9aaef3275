"""Names in a prompt that its author wrote without any capitals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import EMPTY_WORDS, Token, stem, tokens
from reasoners.reading.day_names import CALENDAR

_INTRODUCES = frozenset(
    """for of from to with tell ask call ring text message email mail notify inform remind invite
    client customer member patient tenant guest supplier company firm caller colleague driver
    named called and""".split()
)
_NO_SURNAME = frozenset(
    """that about because who whose which when where why how what whether has had have is are was
    were will would can could may might should must does did do didn't doesn't hasn't haven't isn't
    can't won't wants wanted needs needed asks asked says said called rang wrote came got paid
    please first next today tomorrow yesterday again still now then too also back""".split()
)


_CAPITAL = re.compile(r"(?<!^)(?<![.!?:;\n]\s)(?<![.!?:;\n])\b[A-Z][a-z]")
# Endings of everyday words: what is introduced by them is no name.
_EVERYDAY = re.compile(r"\w+(?:ing|ed|tion|sion|ly|ness|ment|ous|ful|less|able|ible|ies|ives?)$")


@cache
def _given_names() -> frozenset[str]:
    lines = Path(__file__).with_name("first_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if line[:1] != "#" for word in line.split())


def lower_case_names(text: str) -> Iterator[tuple[int, int]]:
    """Yield where names stand in a text whose only capitals begin its sentences."""
    if _CAPITAL.search(text):
        return
    words = tokens(text)
    at = 0
    while at < len(words):
        length = _name_at(text, words, at)
        if length:
            last = words[at + length - 1]
            owned = 2 if last.text.endswith(("'s", "’s")) else 0
            yield words[at].start, last.end - owned
        at += max(length, 1)


def _name_at(text: str, words: Sequence[Token], at: int) -> int:
    """How many words from here on are a name: a given name and what follows, else unknown words
    after a word that introduces somebody."""
    run = _run(text, words, at)
    if words[at].lower in _given_names():
        return 2 if len(run) > 1 and _may_be_surname(run[1]) else 1
    introduced = at > 0 and words[at - 1].lower in _INTRODUCES
    unknown = [word for word in run if _unknown(word)]
    if introduced and len(run) > 1 and unknown[:2] == list(run[:2]):
        return 2
    return 0


def _run(text: str, words: Sequence[Token], at: int) -> list[Token]:
    """The words from here on, up to three, with nothing but blanks between them."""
    run = [words[at]]
    for word in words[at + 1 : at + 3]:
        if text[run[-1].end : word.start] != " " or run[-1].text.endswith(("'s", "’s")):
            break
        run.append(word)
    return run


def _may_be_surname(word: Token) -> bool:
    plain = word.lower.isalpha() and len(word.lower) > 2
    return plain and word.lower not in EMPTY_WORDS | _NO_SURNAME | CALENDAR and not _verb(word)


def _verb(word: Token) -> bool:
    """Whether a word can only be a verb of wanting or changing here: "ben cancelled"."""
    kinds = {sense.kind for sense in lexicon().senses((word.stem,))}
    return bool(kinds) and kinds <= {"change", "send", "final", "read"} and word.lower[-2:] == "ed"


def _unknown(word: Token) -> bool:
    """Whether a word is nothing that the lexicon knows, nor an everyday word."""
    lower = word.lower
    if not lower.isalpha() or len(lower) < 3 or lower in EMPTY_WORDS | _NO_SURNAME | CALENDAR:
        return False
    return stem(lower) not in lexicon().phrases and not _EVERYDAY.match(lower)
