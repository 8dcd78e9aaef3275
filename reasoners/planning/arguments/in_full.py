"""Rows of a list with what their own look-ups have told of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from core.json_values import Json
from reasoners.found.facts import Fact


def in_full(facts: Sequence[Fact], rows: Sequence[Mapping[str, Json]]) -> list[Mapping[str, Json]]:
    """Return rows with what the look-ups of their identifiers have told of them."""
    return [{**row, **dict(_details(facts, row))} for row in rows]


def _details(facts: Sequence[Fact], row: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    own = {str(v) for v in list(row.values())[:1] if isinstance(v, str | int)}
    for fact in facts:
        single = isinstance(fact.output, Mapping) and fact.done and len(fact.args) == 1
        if single and own & {str(value) for value in fact.args.values()}:
            yield f"({fact.step})", fact.output
