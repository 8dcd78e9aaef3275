"""Rows that an answer tells: those that bear out all that a clause says of them, then by choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from core.json_values import Json
from reasoners.found.choice import LONGEST_LABEL, choose, named_rows
from reasoners.found.ordering import by_order
from reasoners.found.restrictions import fitting_rows
from reasoners.meaning.words import EMPTY_WORDS, Token, split_words, stems_of
from reasoners.reading.clauses import Clause
from reasoners.reading.left_out import warning_of_last
from reasoners.reading.request import Request
from reasoners.reading.restricting import said_of_rows

Row = Mapping[str, Json]


def meant_rows(rows: Sequence[Row], clause: Clause, request: Request) -> list[int]:
    """Return the positions of the rows that a clause asks for, in the order that it wants.

    What no row shows does not count; what every row bears out tells none apart.
    """
    said = said_of_rows(clause, request)
    kept = fitting_rows(_whole(rows), said, request) if said is not None else None
    if not kept or said is None or len(kept) == len(rows):
        return choose(rows, clause, request)
    rest = _without(clause, {word for part in said.parts for p in part for word in p.tokens})
    chosen = [kept[at] for at in choose([rows[at] for at in kept], rest, request, told=False)]
    warning = warning_of_last(request)
    return by_order(rows, chosen, warning, request.today) if warning is not None else chosen


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


def _without(clause: Clause, spent: Set[Token]) -> Clause:
    """A clause without words that have told which rows are meant, but for what they order by."""
    places = {at for at, token in enumerate(clause.tokens) if token in spent}
    senses = tuple(s for s in clause.senses if s.kind == "order" or not places & {*s.places})
    blank = tuple(
        replace(token, lower="", stem="") if at in places else token
        for at, token in enumerate(clause.tokens)
    )
    return replace(clause, tokens=blank, senses=senses)
