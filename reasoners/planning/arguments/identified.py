"""What the identifiers and names of a prompt are, as far as the catalog tells: "T-44" a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reasoners.meaning.fields import Field
from reasoners.meaning.told_choices import choices_called
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import stems_of
from reasoners.planning.arguments.fitting import fit
from reasoners.reading.request import Request
from reasoners.reading.values import Value

TELLS = 0.8
AS_WELL = 0.05


_SAYS_ID = frozenset(stems_of(("id", "number", "no", "code", "reference", "key")))


def with_things(request: Request, meanings: Sequence[ToolMeaning]) -> Request:
    """Return the request with what its identifiers are of, and which arguments they look like."""
    found = {
        value.text: near
        for value in request.values_of("id", "number")
        for near in [_nearest(value, meanings)]
        if near
    }
    things = {text: frozenset(t for f in near for t in f.entity) for text, near in found.items()}
    names = {text: frozenset(map(bare_stems, near)) for text, near in found.items()}
    return replace(request, things=things, looks_like=names, listed=_listed(request, meanings))


def _listed(request: Request, meanings: Sequence[ToolMeaning]) -> dict[str, frozenset[str]]:
    """The words of the catalog's own lists that the names of a request stand for."""
    fields = [field for meaning in meanings for field in meaning.takes if field.choices]
    found = {
        value.text: frozenset(c for f in fields for c in choices_called(f, str(value.value)))
        for value in request.values_of("name")
    }
    return {text: choices for text, choices in found.items() if choices}


def bare_stems(field: Field) -> frozenset[str]:
    """The stems of a field's name, without the word for an identifier where others are left."""
    return field.stems - _SAYS_ID or field.stems


def _nearest(value: Value, meanings: Sequence[ToolMeaning]) -> list[Field]:
    """The arguments whose form a value has, where any of them tells a form."""
    fields: dict[tuple[frozenset[str], str], Field] = {}
    for meaning in meanings:
        for field in meaning.takes:
            if field.kind in ("id", "any"):
                fields.setdefault((field.stems, str(field.schema.get("pattern"))), field)
    fits = [(fit(value, field, frozenset()), field) for field in fields.values()]
    best = max((match for match, _ in fits), default=0.0)
    return [field for match, field in fits if match >= best - AS_WELL] if best >= TELLS else []
