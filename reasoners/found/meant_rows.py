"""Rows that an answer tells: those that bear out all that a clause says of them, then by choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from core.json_values import Json
from reasoners.found.choice import LONGEST_LABEL, choose, named_rows
from reasoners.found.facts import cells
from reasoners.found.ordering import by_order, order_beside
from reasoners.found.owed import still_owed
from reasoners.found.restrictions import fitting_rows
from reasoners.found.two_fields import against_another
from reasoners.meaning.words import EMPTY_WORDS, split_words, stems_of
from reasoners.reading.clauses import Clause
from reasoners.reading.left_out import warning_of_last
from reasoners.reading.phrases import first_comparison
from reasoners.reading.request import Request
from reasoners.reading.restricting import Restriction, said_of_rows

Row = Mapping[str, Json]


def meant_rows(rows: Sequence[Row], clause: Clause, request: Request) -> list[int]:
    """Return the positions of the rows that a clause asks for, in the order that it wants.

    What no row shows does not count; what every row bears out tells none apart.
    """
    owed = still_owed(rows, clause)
    narrowed = len(owed) < len(rows)
    return [owed[at] for at in _meant([rows[at] for at in owed], clause, request, not narrowed)]


def _meant(rows: Sequence[Row], clause: Clause, request: Request, told: bool) -> list[int]:
    said = said_of_rows(clause, request)
    fitting = fitting_rows(_whole(rows), said, request) if said is not None else None
    if fitting is None or said is None or not fitting.kept:
        return _in_order(rows, choose(rows, clause, request, told), clause, request, ())
    kept = fitting.kept
    rest = _unsaid(clause, said)
    left = [rows[at] for at in kept]
    others = _without_limits(request, said)
    chosen = [kept[at] for at in choose(left, rest, others, told=False, told_by=fitting.told_by)]
    return _in_order(rows, chosen, clause, request, fitting.told_by)


def none_fits(rows: Sequence[Row], clause: Clause, request: Request) -> bool:
    """Whether a day, a figure or a deadline that a clause measures by leaves none of the rows."""
    said = said_of_rows(clause, request)
    if said is None or any(one.stand in ("away", "back") for one in said.standings):
        return False
    parts = tuple(part for part in said.parts if all(p.operator and p.limit for p in part))
    measured = replace(said, parts=parts)
    fitting = fitting_rows(_whole(rows), measured, request) if parts or said.standings else None
    return fitting is not None and not fitting.kept


def _in_order(
    rows: Sequence[Row],
    kept: list[int],
    clause: Clause,
    request: Request,
    told_by: Sequence[str],
) -> list[int]:
    """The rows in the order that the request names beside the question."""
    others = (warning_of_last(request), order_beside(clause, request))
    for other in others:
        if other is not None:
            kept = by_order(rows, kept, other, request.today, told_by)
    return kept


def _without_limits(request: Request, said: Restriction) -> Request:
    """A request without the days and figures that rows were measured by: they stand in no row."""
    stands = (one.limit for one in said.standings if one.limit is not None)
    phrases = [*(phrase for part in said.parts for phrase in part), *stands]
    limits = [phrase.limit for phrase in phrases if phrase.operator is not None]
    return replace(request, values=tuple(v for v in request.values if v not in limits))


def _unsaid(clause: Clause, said: Restriction) -> Clause:
    """A clause without words that have told which rows are meant, but for what they order by.

    What compares, or says how rows stand in time, speaks of no order: "below the minimum".
    """
    phrases = [phrase for part in said.parts for phrase in part]
    measures = {t for phrase in phrases if first_comparison(phrase.text) for t in phrase.tokens}
    measures |= {t for one in said.standings for t in clause.tokens if one.holds(t.start)}
    spent = measures | {word for phrase in phrases for word in phrase.tokens}
    at = {token: place for place, token in enumerate(clause.tokens)}
    places = {at[token] for token in spent if token in at}
    silent = {at[token] for token in measures if token in at}
    silent |= {p - 1 for p in silent if clause.tokens[p - 1].lower == "last"}  # "last used in May"
    senses = tuple(
        s
        for s in clause.senses
        if not silent & {*s.places} and (s.kind == "order" or not places & {*s.places})
    )
    blank = tuple(
        replace(token, lower="", stem="") if token in spent else token for token in clause.tokens
    )
    return replace(clause, tokens=blank, senses=senses)


def compares_members(rows: Sequence[Row], clause: Clause, request: Request) -> bool:
    """Whether a clause compares two members of each row, not the rows: "less than was planned"."""
    said = said_of_rows(clause, request)
    phrases = [phrase for part in said.parts for phrase in part] if said is not None else []
    return any(
        any(True for _ in against_another(list(cells(row)), phrase))
        for row in rows
        for phrase in phrases
        if phrase.limit is None
    )


def alike_rows(rows: Sequence[Row], clause: Clause, request: Request) -> list[int]:
    """Return the rows of the values of a request whose members a clause says in full words.

    For what is added up or compared: no row is left out for saying less than another one.
    """
    kept = named_rows(rows, request)
    for name in dict.fromkeys(name for row in rows for name in row):
        said = [at for at in kept if _is_said(rows[at].get(name), clause)]
        kept = said or kept
    return kept


def _is_said(value: Json, clause: Clause) -> bool:
    if not isinstance(value, str) or len(value) > LONGEST_LABEL:
        return False
    words = {stem for stem in stems_of(split_words(value)) if stem not in EMPTY_WORDS}
    return bool(words) and words <= clause.stems


def _whole(rows: Sequence[Row]) -> list[Row]:
    """The rows with an empty member for each that only others have."""
    names = dict.fromkeys(name for row in rows for name in row)
    return [{name: row.get(name) for name in names} for row in rows]
