"""Figures across several look-ups: what the same one gave for each of several is added up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.json_values import Json
from reasoners.found.facts import Fact, row_lists
from reasoners.found.relevance import best_measure
from reasoners.reading.clauses import Clause
from reasoners.reading.figures import Figure

Row = Mapping[str, Json]
Calculation = tuple[str, dict[str, Json], dict[str, Json]]


@dataclass(frozen=True)
class Cells:
    """A row that counts, and the reference to it: for all items of a step the same."""

    row: Row
    place: str


def record_of(fact: Fact) -> Iterator[Cells]:
    """Yield an output that is itself the record, not a list of them."""
    if isinstance(fact.output, Mapping) and not any(True for _ in row_lists(fact.output)):
        yield Cells(fact.output, f"{fact.step}[*]" if fact.item else fact.step)


def over_several(figure: Figure, clause: Clause, found: Sequence[Cells]) -> Calculation | None:
    """Return the sum or average of what a clause asks for, over rows of several look-ups."""
    if figure.kind not in ("sum", "mean") or figure.by or len(found) < 2:
        return None
    measure = best_measure([cells.row for cells in found], clause)
    if measure is None:
        return None
    places = dict.fromkeys(f"{cells.place}.{measure}" for cells in found)
    values: Json = [{"$ref": place} for place in places]
    if len(places) == 1:
        values = {"$ref": next(iter(places))}
    about: dict[str, Json] = {"measure": measure, "row": dict(found[0].row)}
    return figure.kind, {"values": values}, about
