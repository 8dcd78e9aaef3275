"""Rows that an answer tells: those that bear out all that a clause says of them, then by choice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace

from core.json_values import Json
from reasoners.meaning.words import Token
from reasoners.planning.choice import choose
from reasoners.planning.restrictions import fitting_rows
from reasoners.reading.clauses import Clause
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
    chosen = choose([rows[at] for at in kept], rest, request, told=False)
    return [kept[at] for at in chosen]


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
