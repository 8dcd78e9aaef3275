"""Rows in the order that a clause speaks of: the last, the cheapest two, the most urgent first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from core.json_values import Json
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import name_words, stem, stems_of
from reasoners.reading.clauses import Clause
from reasoners.reading.request import Request

Row = Mapping[str, Json]


def by_order(
    rows: Sequence[Row],
    kept: list[int],
    clause: Clause,
    today: date,
    told_by: Sequence[str] = (),
) -> list[int]:
    """Return the rows kept in the order a clause wants, or the first of them.

    `told_by` are the members that told which rows are meant: what has been overdue longest has been
    so since the day it was due.
    """
    wanted = order_wanted(clause)
    if len(kept) < 2 or not wanted:
        return kept
    wanted = _of_time(wanted, rows[kept[0]], clause, told_by)
    urgent = _by_urgency(rows, kept, clause)
    if urgent:
        return urgent
    by_size = wanted & {"largest", "smallest"} and not wanted & {"latest", "soonest", "oldest"}
    column = _column(rows, kept, clause, bool(by_size), told_by)
    if column is None:
        return kept
    ordered = sorted(
        (at for at in kept if column in rows[at] and rows[at][column] is not None),
        key=lambda at: _key(rows[at][column]),
    )
    if _ALL_IN_ORDER.search(clause.text) and not _how_many_said(clause) and how_many(clause) == 1:
        falling = wanted & {"latest", "largest"} and not wanted & {"oldest", "smallest"}
        return ordered[::-1] if falling else ordered
    if "soonest" in wanted:
        ahead = [at for at in ordered if str(rows[at][column])[:10] >= today.isoformat()]
        ordered = ahead or ordered
    falls = wanted & {"latest", "largest"} and "soonest" not in wanted
    picked = (ordered[::-1] if falls else ordered)[: how_many(clause)]
    return picked or kept


_ALL_IN_ORDER = re.compile(
    r"\b(?:first|on top|(?:at|to) the top|sort\w*|order(?:ed)?|rank\w*|descending|ascending"
    r"|(?:start|begin)(?:ning|ing)? with)\b",
    re.I,
)
_URGENCY = ("urgent critical highest blocker", "high major", "medium normal", "low minor")


def _by_urgency(rows: Sequence[Row], kept: list[int], clause: Clause) -> list[int]:
    """The most urgent first, where a clause says so and the rows have a priority."""
    urgent = {"high_level", "priority"} & clause.concepts("state", "field")
    column = next(
        (n for n in rows[kept[0]] if "priority" in lexicon().concepts(stems_of(name_words(n)))),
        None,
    )
    if not urgent or column is None or not _SORTED.search(clause.text):
        return []
    return sorted(kept, key=lambda at: _urgency(str(rows[at].get(column))))


def _urgency(text: str) -> tuple[int, str]:
    low = text.lower()
    words = next(
        (place for place, said in enumerate(_URGENCY) if low in said.split()), len(_URGENCY)
    )
    return words, low


_SORTED = re.compile(r"\b(?:first|on top|sort\w*|order(?:ed)?|rank\w*|by)\b", re.I)


_ARRANGED = re.compile(
    r"[?.!;,:–-]\s*(?:and |with |please |just )*(?:the |those |that )?(?:\w+[ -]){0,5}?\w+\s+"
    r"(?:first|on top|at the (?:very )?top|to the top)(?:,? please)?\s*[.!?]*\s*$",
    re.I,
)


def beside_order(clause: Clause) -> Clause:
    """A clause without the words at its end that only say what comes first: "worst one on top"."""
    found = _ARRANGED.search(clause.text)
    if found is None or not found.start():
        return clause
    start = clause.start + found.start()
    told = [t.start < start for t in clause.tokens]
    blank = (
        token if kept else replace(token, lower="", stem="")
        for token, kept in zip(clause.tokens, told, strict=True)
    )
    senses = tuple(s for s in clause.senses if s.kind == "order" or all(told[p] for p in s.places))
    return replace(clause, tokens=tuple(blank), senses=senses)


def order_beside(clause: Clause, request: Request) -> Clause | None:
    """Return the clause that says after a question in which order its rows are wanted."""
    later = (one for one in request.clauses if one.start > clause.start)
    return next((c for c in later if order_wanted(c) and _ALL_IN_ORDER.search(c.text)), None)


def singles_out(clause: Clause) -> bool:
    """Return whether a clause asks for the first of several in some order."""
    return bool(order_wanted(clause)) and _ALL_IN_ORDER.search(clause.text) is None


def is_order_alone(clause: Clause) -> bool:
    """Return whether a clause says no more than in which order rows are wanted."""
    ordered = _ALL_IN_ORDER.search(clause.text) is not None
    return clause.mood != "ask" and ordered and not clause.concepts("send", "final")


_LASTS = frozenset(stems_of("days day hours weeks months minutes years length duration".split()))


_GRAVE = re.compile(
    r"\b(?:worst|most (?:urgent|pressing|overdue|critical|delayed|behind)|gravest|longest)\b", re.I
)


def _of_time(
    wanted: frozenset[str], row: Row, clause: Clause, told_by: Sequence[str]
) -> frozenset[str]:
    """What has lasted longest has been so since the earliest day, where no member counts it.

    So has what is worst, of rows that a day tells to be late.
    """
    counted = any(_orders(v, True) and _LASTS & {*stems_of(name_words(n))} for n, v in row.items())
    late = any(f".{n}" in told_by and _orders(v, False) for n, v in row.items())
    lasting = re.search(r"\blongest\b", clause.text, re.I) or (late and _GRAVE.search(clause.text))
    if "largest" in wanted and not counted and lasting:
        return wanted - {"largest"} | {"oldest"}
    return wanted


_AT = re.compile(r"\bat (?:the )?(?:very )?$", re.I)  # "At least", "at most", "at the latest".


def order_wanted(clause: Clause) -> frozenset[str]:
    """The order a clause speaks of; "last night" and "first of all" do not speak of any."""
    wanted = frozenset(
        s.concept
        for s in clause.senses
        if s.kind == "order"
        and clause.tokens[s.places[0]].lower != "currently"
        and not _AT.search(clause.text[: clause.tokens[s.places[0]].start - clause.start])
    )
    timed = re.search(
        r"\b(?:last|next|current) (?:(?:two|three|four|five|six|\d+) (?:days?|weeks?|months?"
        r"|years?|quarters?)|night|week|month|year|time|quarter|summer|winter|few)\b",
        clause.text,
        re.I,
    )
    return wanted - {"latest", "soonest"} if timed else wanted


def _key(value: Json) -> tuple[int, float, str]:
    return (0, float(value), "") if isinstance(value, int | float) else (1, 0.0, str(value))


def _how_many_said(clause: Clause) -> bool:
    return (
        re.search(
            r"\b(?:the )?first (?:one|two|three|available|free|slot|appointment)\b",
            clause.text,
            re.I,
        )
        is not None
    )


_COUNTED = (
    r"(two|three|four|five|six|seven|eight|nine|ten|\d+)"
    r"(?! (?:day|week|month|year|hour|minute|quarter|time)s?\b)"
)
_AMONG_THEM = re.compile(
    rf"\b(?:last|latest|next|first|top|newest|oldest|cheapest|highest|lowest|largest|biggest)\s+{_COUNTED}"
    rf"|\b(?:which|what|who are (?:the|our|my)|name (?:me )?the)\s+{_COUNTED}\b"
    rf"|(?<!of )(?<!between )\b(?:the|our|my|those)\s+{_COUNTED}\s+(?:most|least|\w+est)\b",
    re.I,
)
_SPELT = "zero one two three four five six seven eight nine ten".split()


def how_many(clause: Clause) -> int:
    """How many come first in an order: the last two, which three, the five cheapest; else one."""
    found = _AMONG_THEM.search(clause.text)
    said = next((number for number in found.groups() if number), "1").lower() if found else "1"
    return int(said) if said.isdigit() else _SPELT.index(said)


def _column(
    rows: Sequence[Row], kept: list[int], clause: Clause, numeric: bool, told_by: Sequence[str]
) -> str | None:
    """The column to order by: one the clause names, else one that told, else the first."""
    names = [n for n, v in rows[kept[0]].items() if _orders(v, numeric)]
    named = [
        n
        for n in names
        if clause.stems & {stem(w) for w in name_words(n)}
        or clause.concepts("field") & lexicon().concepts(stems_of(name_words(n)))
    ]
    told = [n for n in names if f".{n}" in told_by]
    return next(iter([n for n in named if n in told] or named or told or names), None)


def _orders(value: Json, numeric: bool) -> bool:
    if numeric:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str) and re.match(r"\d{4}-\d\d|\d\d:\d\d", value) is not None
