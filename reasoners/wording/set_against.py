"""What two look-ups found set against each other: whether one is enough for, or more than, one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.json_values import Json
from reasoners.found.facts import Fact, row_lists
from reasoners.found.formats import is_identifier, label, said_of, sentence
from reasoners.found.meant_rows import meant_rows
from reasoners.found.relevance import best_measure, relevance
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import name_words, stems_of
from reasoners.reading.among import weighs_before
from reasoners.reading.clauses import Clause
from reasoners.reading.request import Request

Row = Mapping[str, Json]
_ENOUGH = re.compile(
    r"\b(?:enough|suffic\w+|cover(?:s|ed)? (?:it|that|this|them|the|all|both|everything)"
    r"|stretch(?:es)? to|(?:see|get) \w+ through)\b",
    re.I,
)
_LEFT = frozenset(stems_of("remaining left balance available free unused spare open".split()))
_SIZES = frozenset({"kind_amount", "amount_money", "balance"})


@dataclass(frozen=True)
class _Figure:
    name: str
    value: float
    row: Row

    @property
    def told(self) -> str:
        return f"{label(self.name)} {self.said(self.value)}"

    @property
    def is_money(self) -> bool:
        return bool(lexicon().concepts(stems_of(name_words(self.name))) & _SIZES)

    def said(self, value: float) -> str:
        whole = int(value) if value.is_integer() and not self.is_money else round(value, 2)
        return said_of(self.name, whole, self.row)


def told_against(
    clauses: Sequence[Clause | None], found: Sequence[Sequence[Fact]], request: Request
) -> list[str]:
    """Say for each clause that sets two figures against each other how far apart they are.

    `found` are the look-ups that answer each clause. The other figure is the amount that the clause
    names, else what the clause before it asks.
    """
    told: list[str] = []
    before: _Figure | None = None
    for clause, facts in zip(clauses, found, strict=True):
        figure = _figure(clause, facts, request) if clause is not None else None
        if clause is not None and figure is not None:
            other = _named(clause, request) or before
            if other is not None and figure.is_money == other.is_money:
                told.append(_set_against(clause, figure, other))
        before = figure or before
    return [text for text in told if text]


def _set_against(clause: Clause, figure: _Figure, other: _Figure) -> str:
    if _ENOUGH.search(clause.text):
        return _enough(figure, other)
    return _more(other, figure) if weighs_before(clause) else ""


def _enough(there: _Figure, needed: _Figure) -> str:
    enough = "is enough" if there.value >= needed.value else "is not enough"
    apart = there.said(abs(there.value - needed.value))
    rest = "too little" if there.value < needed.value else "left over"
    return sentence(f"{there.told} {enough} for {needed.told}: {apart} {rest}")


def _more(first: _Figure, second: _Figure) -> str:
    word = "more" if first.value >= second.value else "less"
    apart = first.said(abs(first.value - second.value))
    return sentence(f"{first.told} is {apart} {word} than {second.told}")


def _named(clause: Clause, request: Request) -> _Figure | None:
    """The amount that a clause names itself: "enough for a bill of 300 EUR"."""
    inside = [v for v in request.inside(clause) if v.kind in ("amount", "number")]
    value = inside[-1] if inside else None
    if value is None or not isinstance(value.value, int | float):
        return None
    return _Figure("amount" if value.kind == "amount" else "number", float(value.value), {})


def _figure(clause: Clause, facts: Sequence[Fact], request: Request) -> _Figure | None:
    """What the rows or the record meant come to."""
    if len(facts) != 1:
        return None
    listed = next((rows for _, rows in row_lists(facts[0].output)), [])
    output = facts[0].output
    rows: list[Row] = [listed[at] for at in meant_rows(listed, clause, request)]
    if not listed and isinstance(output, Mapping):
        rows = [output]
    name = _measure(rows, clause)
    if name is None:
        return None
    numbers = [float(v) for v in (row.get(name) for row in rows) if isinstance(v, int | float)]
    return _Figure(name, sum(numbers), rows[0])


def _measure(rows: Sequence[Row], clause: Clause) -> str | None:
    """The member that tells how much: of what there still is, and is to be enough, what is left."""
    names = [n for n, v in rows[0].items() if _counts(n, v)] if rows else []
    left = [n for n in names if not _LEFT.isdisjoint(stems_of(name_words(n)))]
    if left and (_ENOUGH.search(clause.text) or re.search(r"\bstill\b", clause.text)):
        return max(left, key=lambda name: relevance(name, clause))
    return best_measure([{n: row.get(n) for n in names} for row in rows], clause)


def _counts(name: str, value: Json) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and not is_identifier(name)
