"""Names of people, places and things: runs of capitalised words that are not everyday words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import EMPTY_WORDS, Token, stem, tokens
from reasoners.reading.day_names import CALENDAR
from reasoners.reading.feast_days import is_feast

TITLES = frozenset("mr mrs ms miss dr prof doctor professor sister nurse pc".split())
_FORMAL = frozenset("mr mrs ms miss dr".split())
_PARTICLES = frozenset("de van von der den la le du da di el al bin ter".split())
_NOT_NAMES = frozenset(
    "i i'm i've i'd i'll ok asap fyi pls eu id vat gmbh email sms api kpi gdpr am pm pdf tv".split()
)
_OPENERS = frozenset(
    """hi hello hey dear morning afternoon evening good thanks somebody someone anyone everyone
    nobody today tomorrow yesterday apparently sorry quick quickly another after before since
    while because although though during until unless without within between either neither
    many most more less several first second third last next never always often maybe perhaps
    however therefore meanwhile urgent fyi regarding concerning following according given
    looks seems sounds remember don't can't won't isn't let's i'm we're use using try turn run
    work using say says said think believe understand hope wonder guess right well ah oh um
    yes no whatever whichever whoever whenever wherever everybody apologies attention reminder
    question info note update request help sure fine great perfect nice sadly unfortunately luckily
    please kindly could would can will shall should must may might do does did is are was were has
    have had there here where when what who why how which whose both all any some each every few
    lots plenty loads nothing something anything old young new off out up down over back away
    instead besides also plus only just even still yet already once twice again soon later early
    late since till by from to for with without about around across towards upon onto into off
    customer client caller patient guest tenant member employee colleague staff manager boss
    two three four five six seven eight nine ten eleven twelve couple
    lady gentleman somebody's someone's mum dad mother father son daughter wife husband""".split()
)
_ACTS_AFTER = re.compile(
    r"['’]s\b|,|\s+(?:is|was|has|had|can|will|would|did|says|said|and\s[A-Z]\w*|from|in|at|\w+s"
    r"|\w+ed)\b"
)

_TIMED = re.compile(
    r"(?:\b(?:in|since|from|until|till|last|next|this|the|during|before|after|through|our|their|his"
    r"|her|its|my|your)|\d(?:st|nd|rd|th)?,?|[-–/])\s*$",
    re.I,
)
_SURNAME = re.compile(r" (?!(?:Mr|Mrs|Ms|Dr|Prof|Miss)\b)([A-Z][a-zà-ÿ-]{2,})")


@dataclass(frozen=True)
class Name:
    """A name without its title, where it stands, and the title in lower case."""

    text: str
    start: int
    end: int
    title: str


def find_names(text: str) -> Iterator[Name]:
    """Yield the names of a text."""
    run: list[Token] = []
    words = tokens(text)
    for position, word in enumerate(words):
        if run and not _joined(text, run[-1], word):
            yield from _name(text, run)
            run = []
        month = word.lower in CALENDAR and names_somebody(text, word.start, word.end)
        if month or _capital(word) or _titled(words, position) or (run and _numbered(word)):
            run.append(word)
        elif not (run and word.lower in _PARTICLES and _leads_on(words, position)):
            yield from _name(text, run)
            run = []
        else:
            run.append(word)
        if run and _possessive(run[-1]):
            yield from _name(text, run)
            run = []
    yield from _name(text, run)


def _joined(text: str, left: Token, right: Token) -> bool:
    gap = text[left.end : right.start]
    return (
        gap in (" ", "-")
        or (gap == ". " and left.lower in TITLES)
        or (gap == " & " and min(len(left.text), len(right.text)) >= WORD and _capital(right))
    )


WORD = 3  # "Q & A" is no firm


def _capital(word: Token) -> bool:
    return word.text[0].isupper() and word.lower not in _NOT_NAMES | CALENDAR


def _titled(words: tuple[Token, ...], position: int) -> bool:
    """Whether a word in small letters is a title before a name, or a name after one."""
    word, after = words[position], words[position + 1 : position + 2]
    before = words[position - 1].lower if position else ""
    if before in _FORMAL:
        return word.lower.isalpha() and word.lower not in EMPTY_WORDS
    return word.lower in _FORMAL and bool(after) and after[0].lower not in EMPTY_WORDS


def _numbered(word: Token) -> bool:
    return word.lower.isdigit() and len(word.text) < 4


def _leads_on(words: tuple[Token, ...], position: int) -> bool:
    return any(_capital(word) for word in words[position + 1 : position + 3])


def _possessive(word: Token) -> bool:
    return word.text.lower().replace("’", "'").endswith("'s")


def _name(text: str, run: list[Token]) -> Iterator[Name]:
    while run and _starts_sentence(text, run[0].start) and not _opens(text, run):
        run = run[1:]
    title = run[0].lower if run and run[0].lower in TITLES else ""
    bare = run[1:] if title else run
    if not bare or all(word.lower.isdigit() for word in bare):
        return
    end = bare[-1].end - (2 if _possessive(bare[-1]) else 0)
    if is_feast(text[bare[0].start : end]):
        return
    yield Name(text[bare[0].start : end], run[0].start, end, title)


def _starts_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \t\"'“‘(-–—*•")
    return not before or before[-1] in ".!?:;\n"


def _opens(text: str, run: list[Token]) -> bool:
    """A sentence that opens with a lone unknown word opens with a name only before a verb."""
    first = run[0]
    if first.lower in TITLES or (first.text.isupper() and len(first.text) > 1):
        return True
    if len(run) > 1 and text[first.end : run[1].start] == " & ":
        return True
    if _everyday(first.lower):
        return False
    if re.match(r"\W*(?:$|[.!?\n])", text[run[-1].end :]):
        return True
    return len(run) > 1 or _ACTS_AFTER.match(text[first.end :]) is not None or _possessive(first)


def _everyday(word: str) -> bool:
    return word in EMPTY_WORDS or word in _OPENERS or "'" in word or stem(word) in lexicon().phrases


def names_somebody(text: str, start: int, end: int) -> bool:
    """Whether the name of a month is somebody's: "April Jones", but not "in April Jones paid"."""
    surname = _SURNAME.match(text, end)
    if surname is None or not text[start:end].istitle() or _TIMED.search(text[:start]):
        return False
    return surname[1].lower() not in CALENDAR and not _everyday(surname[1].lower())
