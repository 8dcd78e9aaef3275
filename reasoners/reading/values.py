"""The values a request states: each with its kind, its place and the words around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from core.json_values import Json
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import Token, stem, tokens
from reasoners.reading.addresses import ADDRESS
from reasoners.reading.codes import find_codes
from reasoners.reading.dates import find_dates
from reasoners.reading.hosts import HOST
from reasoners.reading.lower_names import lower_case_names
from reasoners.reading.name_sorts import sort_of
from reasoners.reading.names import find_names
from reasoners.reading.quantities import (
    CURRENCY,
    MEASURES,
    NUMBER,
    WORD_NUMBERS,
    amount_in,
    counted_after,
    duration_in,
    number_in,
)
from reasoners.reading.told_day import told_days

CODE = "(code)"  # the role of a name that a machine has, rather than a number of a record


@dataclass(frozen=True)
class Value:
    """A value of the prompt. `role` holds stems and concepts of the words that introduce it.

    Of a name it also says what bears it, as far as that can be told, of an identifier whether it is
    the name of a machine.

    `kind`: email, phone, url, address, id, number, amount, percent, duration, date, month, week,
    time, name, quoted. `whole` is False for a date whose year the prompt leaves open. `counts` is
    the noun of which a number says how many: "boxes"; `has` the noun that is an identifier's own:
    the tenant in "the tenant of B7".
    """

    kind: str
    text: str
    value: Json
    start: int
    end: int
    role: frozenset[str] = frozenset()
    unit: str = ""
    whole: bool = True
    counts: str = ""
    has: str = ""


_UNIT = (
    r"min(?:ute)?s?|h(?:ou)?rs?|hours?|days?|nights?|weeks?|fortnights?|months?|years?"
    r"|seconds?|secs?"
)
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("quoted", re.compile(r"[\"“”]([^\"“”]{1,2000})[\"“”]|(?<!\w)['‘]([^'‘’]{2,500})['’](?!\w)")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("url", re.compile(r"https?://[^\s,;]+[\w/]")),
    (
        "phone",
        re.compile(
            r"(?<![\w-])\+\d[\d ()/-]{6,18}\d(?!\w)"
            r"|(?<![\w-])\(?0\d{1,4}\)?[ /-]\d[\d -]{4,12}\d(?![\w-])"
        ),
    ),
    (
        "amount",
        re.compile(
            rf"(?:{CURRENCY})\s?(?:{NUMBER})(?![\w-])"
            rf"|(?<![\w-])(?:{NUMBER})\s?(?:{CURRENCY})(?!\w)",
            re.I,
        ),
    ),
    ("percent", re.compile(rf"(?<![\w-])(?:{NUMBER})\s?(?:%|percent\b|per cent\b)", re.I)),
    (
        "id",
        re.compile(
            r"(?<![\w@.#-])#?(?=[\w/-]*\d)(?=[\w/-]*[A-Za-z_/-])(?!\d+(?:st|nd|rd"
            r"|th)\b)(?:[A-Za-z0-9]+(?:[_/-][A-Za-z0-9]+)*)(?![\w@-])"
        ),
    ),
    (
        "duration",
        re.compile(
            rf"(?<![\w-])(?:{NUMBER}|half an|an?|{'|'.join(WORD_NUMBERS)})[ -](?:{_UNIT})\b", re.I
        ),
    ),
    ("number", re.compile(rf"(?<![\w.,-])#?(?:{NUMBER})(?!(?:st|nd|rd|th)\b)(?![\w-])")),
    ("number", re.compile(rf"\b(?:{'|'.join(WORD_NUMBERS)})\b", re.I)),
)
# "12.50" without a currency, where no words of time stand by it and no unit follows.
_SUM = re.compile(
    r"(?<![\w.,:-])\d{1,3}(?:[ ,']\d{3})*[.,]\d\d"
    r"(?![\w:-]|[.,]\d|\s?(?:kg|g|km|m|cm|mm|l|ml|gb|mb|tb|kwh|kw|h|hrs?|hours?|days?)\b|\s?%)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_MEASURED = re.compile(
    r"\d+-[a-z]{3,}|\d+(?:[.,]\d+)?(?:kg|g|km|m|cm|mm|l|ml|gb|mb|tb|kwh|kw|h|min|am|pm|x|k)", re.I
)


def find_values(text: str, today: date, forward: bool) -> tuple[Value, ...]:
    """Return the values of a text from left to right, none inside another.

    `forward` says whether a date without a year lies ahead rather than behind.
    """
    taken: list[Value] = []
    today_told = told_days(text)
    for value in _candidates(text, today, forward):
        if any(a <= value.start < b for a, b in today_told):
            continue
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
    yield from (_value("id", match) for match in HOST.finditer(text))
    yield from (_value("address", match) for match in ADDRESS.finditer(text))
    for found in find_dates(text, today, forward):
        yield Value(found.kind, found.text, found.value, found.start, found.end, whole=found.whole)
    yield from (_value("amount", match) for match in _SUM.finditer(text))
    for kind, pattern in _PATTERNS:
        if kind in late:
            for match in pattern.finditer(text):
                if not _says_no_value(kind, match):
                    yield _value(kind, match)
    yield from _letters(text)
    yield from (
        Value("id", text[start:end], text[start:end], start, end, frozenset({CODE}))
        for start, end in find_codes(text)
    )
    yield from _names(text)


_SOME_ONE = re.compile(
    r"\b(?:the|this|that|last|next|which|any|no|each|another|new|old|first|only|every|other|wrong"
    r"|right|same)\s*$",
    re.I,
)
_ONE_WHO = re.compile(
    r"\s+(?:of|who|whose|that|which|we|he|she|they|you|i|with|from|in|on|at|is|was|has|had|to|and"
    r"|for|by)\b|\s*(?:$|[,.?!;:])",
    re.I,
)

_POINTS = re.compile(
    r"\s+(?:(?:quick|small|short|little|more|other|last|separate)\s+)*"
    r"(?:things|ones|requests|questions|points|jobs|favou?rs|bits)\b",
    re.I,
)
_OF_SOME = re.compile(r"\s+(?:of|more|(?:\w+\s+)?(?!is\b|was\b|has\b|this\b)\w+s)\b", re.I)


def _says_no_value(kind: str, match: re.Match[str]) -> bool:
    """ "5kg" is no identifier; "the one who", "two things" and "a couple here" count nothing."""
    if kind == "id":
        return _MEASURED.fullmatch(match[0]) is not None
    if kind == "number" and _POINTS.match(match.string, match.end()):
        return True
    if match[0].lower() == "couple":
        return _OF_SOME.match(match.string, match.end()) is None
    if match[0].lower() != "one":
        return False
    before, after = match.string[: match.start()], match.string[match.end() :]
    return _SOME_ONE.search(before) is not None or _ONE_WHO.match(after) is not None


def _letters(text: str) -> Iterator[Value]:
    """A single capital after the word for a thing names it: "house B"; "I" is who asks."""
    for match in re.finditer(r"\b([a-z]+) ([A-HJ-Z])\b(?!['’.]\w)", text):
        if any(sense.kind == "thing" for sense in lexicon().senses((stem(match[1]),))):
            yield Value("id", match[2], match[2], match.start(2), match.end(2))


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
    if kind == "number" and _YEAR.fullmatch(text):
        return Value("year", text, text, match.start(), match.end())
    if kind != "number":
        return Value(kind, text, value, match.start(), match.end(), unit=unit)
    measured = MEASURES.match(match.string, match.end())
    unit = measured[1].lower() if measured else unit
    counts = counted_after(match.string, match.end())
    return Value(kind, text, value, match.start(), match.end(), unit=unit, counts=counts)


_READERS: dict[str, Callable[[str], tuple[Json, str]]] = {
    "amount": amount_in,
    "duration": duration_in,
    "number": lambda text: (number_in(text), ""),
    "percent": lambda text: (number_in(text), "%"),
}


def _names(text: str) -> Iterator[Value]:
    for name in find_names(text):
        shown = text[name.start : name.end]
        sort = frozenset({sort_of(text, name.start, name.end, name.title)} - {""})
        yield Value("name", shown, name.text, name.start, name.end, sort, name.title)
    for start, end in lower_case_names(text):
        sort = frozenset({sort_of(text, start, end, "")} - {""})
        yield Value("name", text[start:end], text[start:end], start, end, sort)


def _with_role(value: Value, words: tuple[Token, ...], others: list[Value]) -> Value:
    """Add the words that introduce a value: up to four before it, and the one after."""
    floor = max((o.end for o in others if o.end <= value.start), default=0)
    before = [w for w in words if floor <= w.start < value.start][-4:]
    before = before[_last_break(before, value.start) :]
    after = (
        [w for w in words if w.start >= value.end][:1]
        if value.kind in ("number", "name", "quoted")
        else []
    )
    stems = [w.stem for w in before] + [w.stem for w in after]
    introduced = set(stems) | {f"={c}" for c in lexicon().concepts(stems)}
    owned = value.kind == "id" and len(before) > 1 and before[-1].lower == "of"
    return replace(value, role=value.role | introduced, has=before[-2].stem if owned else "")


def _last_break(before: list[Token], end: int) -> int:
    for position in range(len(before) - 1, 0, -1):
        if before[position].start - before[position - 1].end > 2:
            return position
    return 0
