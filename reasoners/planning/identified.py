"""What the identifiers of a prompt are of, as far as their form tells: "T-44" is a ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reasoners.meaning.fields import Field
from reasoners.meaning.tools import ToolMeaning
from reasoners.planning.fitting import fit
from reasoners.reading.request import Request

TELLS = 0.8
AS_WELL = 0.05


def things_meant(request: Request, meanings: Sequence[ToolMeaning]) -> Mapping[str, frozenset[str]]:
    """Return for each identifier of the prompt the things whose identifiers look like it."""
    values = request.values_of("id", "number")
    if not values:
        return {}
    fields: dict[tuple[frozenset[str], str], Field] = {}
    for meaning in meanings:
        for field in meaning.takes:
            if field.kind in ("id", "any"):
                fields.setdefault((field.stems, str(field.schema.get("pattern"))), field)
    found = {}
    for value in values:
        fits = [(fit(value, field, frozenset()), field) for field in fields.values()]
        best = max((match for match, _ in fits), default=0.0)
        if best >= TELLS:
            near = [field.entity for match, field in fits if match >= best - AS_WELL]
            found[value.text] = frozenset(term for entity in near for term in entity)
    return found
