"""The values a request states: each with its kind, its place and the words around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from core.json_values import Json
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import EMPTY_WORDS, Token, tokens
from reasoners.reading.dates import find_dates


@dataclass(frozen=True)
class Value:
    """A value of the prompt. `role` holds stems and concepts of the words that introduce it.

    `kind`: email, phone, url, id, number, amount, percent, duration, date, month, week, time, name,
    quoted. `whole` is False for a date whose year the prompt leaves open.
    """

    kind: str
    text: str
    value: Json
    start: int
    end: int
    role: frozenset[str] = frozenset()
    unit: str = ""
    whole: bool = True


_WORD_NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
        " seventeen eighteen nineteen twenty".split()
    )
} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "hundred": 100,
    "dozen": 12,
    "couple": 2,
}
_NUMBER = r"\d{1,3}(?:[ ,']\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_CURRENCY = (
    r"€|\$|£|EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|JPY|euros?|dollars?|pounds?|francs?|cents?|bucks|quid"
)
_UNIT = r"min(?:ute)?s?|h(?:ou)?rs?|hours?|days?|nights?|weeks?|fortnights?|months?|years?|seconds?|secs?"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("quoted", re.compile(r"[\"“”]([^\"“”]{1,2000})[\"“”]|(?<!\w)['‘]([^'‘’]{2,500})['’](?!\w)")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("url", re.compile(r"https?://[^\s,;]+[\w/]")),
    (
        "phone",
        re.compile(
            r"(?<![\w-])\+\d[\d ()/-]{6,18}\d(?!\w)|(?<![\w-])\(?0\d{1,4}\)?[ /-]\d[\d -]{4,12}\d(?![\w-])"
        ),
    ),
    (
        "amount",
        re.compile(
            rf"(?:{_CURRENCY})\s?(?:{_NUMBER})(?![\w-])|(?<![\w-])(?:{_NUMBER})\s?(?:{_CURRENCY})(?!\w)",
            re.I,
        ),
    ),
    ("percent", re.compile(rf"(?<![\w-])(?:{_NUMBER})\s?(?:%|percent\b|per cent\b)", re.I)),
    (
        "id",
        re.compile(
            r"(?<![\w@.#-])#?(?=[\w/-]*\d)(?=[\w/-]*[A-Za-z_/-])(?!\d+(?:st|nd|rd|th)\b)(?:[A-Za-z0-9]+(?:[_/-][A-Za-z0-9]+)*)(?![\w@-])"
        ),
    ),
    (
        "duration",
        re.compile(
            rf"(?<![\w-])(?:{_NUMBER}|half an|an?|{'|'.join(_WORD_NUMBERS)})[ -](?:{_UNIT})\b", re.I
        ),
    ),
    ("number", re.compile(rf"(?<![\w.,-])#?(?:{_NUMBER})(?!(?:st|nd|rd|th)\b)(?![\w-])")),
    ("number", re.compile(rf"\b(?:{'|'.join(_WORD_NUMBERS)})\b", re.I)),
)
_MEASURED = re.compile(
    r"\d+(?:[.,]\d+)?(?:kg|g|km|m|cm|mm|l|ml|gb|mb|tb|kwh|kw|h|min|am|pm|x|k)", re.I
)


def find_values(text: str, today: date, forward: bool) -> tuple[Value, ...]:
    """Return the values of a text from left to right, none inside another.

    `forward` says whether a date without a year lies ahead rather than behind.
    """
    taken: list[Value] = []
    for value in _candidates(text, today, forward):
        if all(value.end <= other.start or other.end <= value.start for other in taken):
            taken.append(value)
    words = tokens(text)
    placed = sorted(taken, key=lambda value: value.start)
    return tuple(_with_role(value, words, placed) for value in placed)


def _candidates(text: str, today: date, forward: bool) -> Iterator[Value]:
    early, late = (
        ("quoted", "email", "url", "phone", "amount", "percent"),
        ("id", "duration", "number"),
    )
    for kind, pattern in _PATTERNS:
        if kind in early:
            yield from (_value(kind, match) for match in pattern.finditer(text))
    for found in find_dates(text, today, forward):
        yield Value(found.kind, found.text, found.value, found.start, found.end, whole=found.whole)
    for kind, pattern in _PATTERNS:
        if kind in late:
            for match in pattern.finditer(text):
                if kind != "id" or not _MEASURED.fullmatch(match[0]):
                    yield _value(kind, match)
    yield from _names(text)


def _value(kind: str, match: re.Match[str]) -> Value:
    text = match[0]
    if kind == "quoted":
        return Value(kind, text, match[1] or match[2], match.start(), match.end())
    reader = _READERS.get(kind)
    if kind == "id":
        return Value(kind, text, text.lstrip("#"), match.start(), match.end())
    if reader is None:
        return Value(kind, text, text, match.start(), match.end())
    value, unit = reader(text)
    return Value(kind, text, value, match.start(), match.end(), unit=unit)


def number_in(text: str) -> int | float | None:
    """Return the number a text states in digits or words."""
    digits = re.search(_NUMBER, text)
    if digits:
        plain = re.sub(r"(?<=\d)[ ,'](?=\d{3}(?:\D|$))", "", digits[0]).replace(",", ".")
        return float(plain) if "." in plain else int(plain)
    return next(
        (_WORD_NUMBERS[w] for w in re.findall(r"[a-z]+", text.lower()) if w in _WORD_NUMBERS), None
    )


def _amount(text: str) -> tuple[Json, str]:
    unit = re.search(_CURRENCY, text, re.I)
    signs = {"€": "EUR", "$": "USD", "£": "GBP", "e": "EUR", "d": "USD", "p": "GBP"}
    name = unit[0] if unit else ""
    return number_in(text), signs.get(
        name, name if name.isupper() else signs.get(name[:1].lower(), "")
    )


def _duration(text: str) -> tuple[Json, str]:
    unit = re.findall(r"[a-z]+", text.lower())[-1]
    count = 0.5 if text.lower().startswith("half") else (number_in(text) or 1)
    names = {
        "m": "minute",
        "h": "hour",
        "d": "day",
        "n": "night",
        "w": "week",
        "f": "fortnight",
        "y": "year",
        "s": "second",
    }
    return count, "month" if unit.startswith("mon") else names[unit[0]]


_READERS: dict[str, Callable[[str], tuple[Json, str]]] = {
    "amount": _amount,
    "duration": _duration,
    "number": lambda text: (number_in(text), ""),
    "percent": lambda text: (number_in(text), "%"),
}

_NAME = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s+)?(?:[A-ZÀ-ÖØ-Þ][\w'’À-ÿ]*[a-zà-ÿ0-9]|[A-Z]{2,}|[A-Z](?=\s[A-Z]))(?:[-\s]+(?:(?:de|van|von|der|den|la|le|of|du|da|di|el|bin|al)\s+)*"
    r"(?:[A-ZÀ-ÖØ-Þ][\w'’À-ÿ]*|\d{1,4}\b(?![./:-])))*"
)
_TITLE = re.compile(r"^(?:Mr|Mrs|Ms|Miss|Dr|Prof)\.?\s+")
_NOT_NAMES = frozenset(
    "i i'm i've i'd i'll ok asap fyi pls eu id vat gmbh email e-mail sms api kpi gdpr am pm".split()
)


def _names(text: str) -> Iterator[Value]:
    for match in _NAME.finditer(text):
        start, name = match.start(), re.sub(r"['’]s$", "", match[0])
        while name and _starts_sentence(text, start) and not _opens_with_name(text, start, name):
            _, _, rest = name.partition(" ")
            start, name = start + len(name) - len(rest), rest
        if not name or name.lower() in _NOT_NAMES or name.isdigit():
            continue
        bare = _TITLE.sub("", name)
        yield Value("name", text[start : start + len(name)], bare, start, start + len(name))


def _starts_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \t\"'“‘(-–—*•")
    return not before or before[-1] in ".!?:;\n"


def _opens_with_name(text: str, start: int, name: str) -> bool:
    """A sentence that opens with a lone unknown word opens with a name only before a verb."""
    first = name.split()[0]
    if _TITLE.match(name) or first.isupper():
        return True
    if _common(first):
        return False
    return " " in name or bool(_NAMED_ACTS.match(text[start + len(name) :]))


_NAMED_ACTS = re.compile(
    r"['’]s\b|\s+(?:is|was|has|had|can|will|would|did|says|said|and [A-Z]|from|in|at|\w+s|\w+ed)\b"
)


def _common(word: str) -> bool:
    """Whether a capitalised first word is an everyday word rather than a name."""
    lower = re.sub(r"['’].*$", "", word.lower())
    if lower in EMPTY_WORDS or lower in _OPENERS:
        return True
    stems = [token.stem for token in tokens(lower)]
    return bool(lexicon().senses(stems))


_OPENERS = frozenset(
    """hi hello hey dear morning afternoon evening good thanks somebody someone anyone everyone nobody today tomorrow
    yesterday apparently sorry quick quickly another after before since while because although though during until
    unless without within between both either neither many most more less several two three four five six seven eight
    nine ten first second third last next never always often maybe perhaps however therefore meanwhile also urgent fyi
    regarding concerning following according given looks seems sounds remember don't can't won't isn't let's i'm we're
    use using try turn run work using say says said think believe understand hope wonder wondering guess""".split()
)


def _with_role(value: Value, words: tuple[Token, ...], others: list[Value]) -> Value:
    """Add the words that introduce a value: up to four before it in its clause, and the one after."""
    floor = max((o.end for o in others if o.end <= value.start), default=0)
    before = [w for w in words if floor <= w.start < value.start][-4:]
    before = before[_last_break(before, value.start) :]
    after = (
        [w for w in words if w.start >= value.end][:1]
        if value.kind in ("number", "name", "quoted")
        else []
    )
    stems = [w.stem for w in before] + [w.stem for w in after]
    return Value(
        value.kind, value.text, value.value, value.start, value.end,
        frozenset(stems) | {f"={c}" for c in lexicon().concepts(stems)}, value.unit, value.whole,
    )  # fmt: skip


def _last_break(before: list[Token], end: int) -> int:
    for position in range(len(before) - 1, 0, -1):
        if before[position].start - before[position - 1].end > 2:
            return position
    return 0
