"""Room for so many people: "if it has room for the two of them", "the smallest that fits us"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from core.json_values import Json
from reasoners.found.facts import Cell, cells
from reasoners.found.readings import LIKELY, Reading, concepts_of, reading
from reasoners.reading.clauses import Clause
from reasoners.reading.phrases import Phrase
from reasoners.reading.request import Request
from reasoners.reading.values import Value

Row = Mapping[str, Json]
_PLACES = r"(?:room|space|capacity|(?:seat|place|bed|berth|space|spot|slot)s?)"
_HAS_ROOM = re.compile(
    rf"\b{_PLACES}\b(?: (?:left|free|available|open|spare))?(?: (?:in|on) (?:it|there))? for\b"
    rf"|\b(?:free|spare|open|available) {_PLACES}\b|\b{_PLACES} (?:are |is )?(?:still )?"
    r"(?:left|free|available|open|going|to spare)\b",
    re.I,
)
_FITS = re.compile(
    r"\b(?:fits?|holds?|seats|sleeps|accommodates?)\b|\b(?:big|large|roomy|spacious) enough\b"
    rf"|\b(?:can|could|will|would) (?:take|hold|seat|fit|sleep)\b|\benough {_PLACES}\b",
    re.I,
)
_ONE = re.compile(r"\bfor (?:him|her|me|one more|another)\b", re.I)
_LEFT = frozenset("free left available remaining open vacant spare".split())
_GONE = frozenset("taken used sold booked occupied min minimum".split())
_HOLDS = frozenset({"capacity", "capacity_max"})
_PEOPLE = re.compile(
    r"(?:people|persons?|guests?|participants?|adults|children|kids|heads|pupils|students|members"
    r"|players|passengers|visitors|attendees|delegates|colleagues|of (?:us|them|you))\b",
    re.I,
)


def room_told(plain: Sequence[Cell], phrase: Phrase) -> Iterator[Reading]:
    """Whether so many places are left, where a phrase asks for room for some people."""
    count = _wanted(phrase)
    # How many there are in all does not tell how many are left.
    fits = _counting(plain, left=False) if _FITS.search(phrase.text) else None
    cell = _counting(plain, left=True) or fits
    if cell is not None and count is not None and isinstance(cell.value, int | float):
        yield reading(cell, cell.value >= count, "ge", count, LIKELY + 1)


def asks_for_room(phrase: Phrase) -> bool:
    """Whether a phrase speaks of room for people."""
    return any(words.search(phrase.text) for words in (_HAS_ROOM, _FITS))


def _wanted(phrase: Phrase) -> int | float | None:
    limit = phrase.limit
    if limit is None:
        return 1 if _ONE.search(phrase.text) else None
    said = limit.value
    return said if limit.kind == "number" and isinstance(said, int | float) else None


def _counting(plain: Sequence[Cell], left: bool) -> Cell | None:
    """The one cell that counts the places still left, or all that there are."""
    counts = [c for c in plain if _is_number(c.value) and concepts_of(c) & _HOLDS]
    fits = [c for c in counts if not _GONE & {*c.words} and bool(_LEFT & {*c.words}) == left]
    return fits[0] if len(fits) == 1 else None


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def big_enough(
    rows: Sequence[Row], kept: Sequence[int], clause: Clause, request: Request
) -> list[int]:
    """Return those of the rows kept that hold as many people as a request says, all of them where
    that is not asked for or cannot be told."""
    people = [v for v in request.values_of("number") if _counts_people(v, request)]
    if _FITS.search(clause.text) is None or len(people) != 1:
        return list(kept)
    needed = people[0].value
    held = {at: _held(rows[at]) for at in kept}
    if not isinstance(needed, int | float) or None in held.values():
        return list(kept)
    return [at for at, count in held.items() if count is not None and count >= needed]


def _counts_people(value: Value, request: Request) -> bool:
    after = request.text[value.end :].lstrip()
    return _PEOPLE.search(value.text) is not None or _PEOPLE.match(after) is not None


def _held(row: Row) -> int | float | None:
    cell = _counting([c for c in cells(row) if "[" not in c.path], left=False)
    return cell.value if cell is not None and isinstance(cell.value, int | float) else None
