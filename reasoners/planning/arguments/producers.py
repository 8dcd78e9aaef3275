"""Which returned field can stand in for which argument: by kind, by whose it is, by its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.json_values import Json
from reasoners.found.facts import Fact
from reasoners.meaning.fields import Field, returned
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import tokens

_KINDS_ALIKE = {
    frozenset({"date", "datetime"}),
    frozenset({"id", "any"}),
    frozenset({"id", "name"}),
    frozenset({"amount", "count"}),
    frozenset({"place", "name"}),
    frozenset({"text", "name"}),
    frozenset({"enum", "any"}),
    frozenset({"enum", "id"}),
    frozenset({"address", "place"}),
}
_COMPOSED = frozenset({"text", "query", "boolean", "object"})
NAMED_IN_QUERY = 0.8
GOOD = 0.5
NEAR = 0.25


@dataclass(frozen=True)
class Producer:
    """A tool's returned field that fits an argument, and how well."""

    meaning: ToolMeaning
    field: Field
    match: float


def supplies(given: Field, wanted: Field, namesakes: frozenset[frozenset[str]]) -> float:
    """Return how well a returned field serves as an argument, 0 to 1.

    `namesakes` are the names of all returned fields: where one is called like the argument, a
    field of another name that only means something alike does not serve.
    """
    kind = wanted.item if wanted.kind == "list" else wanted.kind
    if kind == "query":
        return NAMED_IN_QUERY * _is_searched_for(given, wanted)
    if kind in _COMPOSED or given.kind in ("list", "object", "boolean"):
        return 0.0
    same_kind = given.kind == kind
    if not same_kind and frozenset({given.kind, kind}) not in _KINDS_ALIKE:
        return 0.0
    if given.stems == wanted.stems and len(wanted.stems) > 1:
        return 1.0
    if kind in ("amount", "count", "time", "month", "enum"):
        return 0.9 if given.stems == wanted.stems else 0.0
    plain = {t for t in given.entity & wanted.entity if t[0] != "="}
    shared = 1.0 if plain else 0.75 if given.entity & wanted.entity else 0.0
    if kind == "email" or kind == "phone":
        return 0.6 + 0.3 * shared if same_kind else 0.0
    if kind in ("date", "datetime"):
        return 0.55 * bool(given.concepts & wanted.concepts - {"kind_date"}) * shared
    if kind == "name" and same_kind:
        return 0.6 * shared
    alike_only = not plain and len(wanted.stems) > 1 and wanted.stems in namesakes
    if not shared or alike_only:
        return 0.0
    extra = 0.1 * (given.stems == wanted.stems) + 0.05 * bool(given.stems & wanted.stems)
    return min(1.0, (0.85 if same_kind else 0.6) * shared + extra)


def _is_searched_for(given: Field, wanted: Field) -> bool:
    """Whether a search names a field of records as what it can be asked: "stall code, or town"."""
    said = {token.stem for token in tokens(wanted.described)}
    whole = len(given.stems) > 1 and given.stems <= said
    return whole and given.kind in _SEARCHED and not given.holds_rows


_SEARCHED = frozenset({"id", "name", "any", "place"})


def producers(wanted: Field, meanings: Sequence[ToolMeaning]) -> list[Producer]:
    """Return the readers that give what an argument needs, best match first."""
    namesakes = names_given(meanings)
    found = [
        Producer(meaning, field, match)
        for meaning in meanings
        if meaning.reads
        for field, match in [_best(wanted, meaning.gives, namesakes)]
        if field is not None and match >= GOOD
    ]
    found.sort(key=lambda p: -p.match)
    return [p for p in found if p.match >= found[0].match - NEAR][:6]


def names_given(meanings: Sequence[ToolMeaning]) -> frozenset[frozenset[str]]:
    """Return the names, as stems, of everything that readers return."""
    return frozenset(
        field.stems for meaning in meanings if meaning.reads for field in meaning.gives
    )


def _best(
    wanted: Field, given: Sequence[Field], namesakes: frozenset[frozenset[str]]
) -> tuple[Field | None, float]:
    best: tuple[Field | None, float] = (None, 0.0)
    for field in given:
        match = (
            supplies(field, wanted, namesakes)
            - 0.02 * field.path.count("[*]")
            - 0.01 * field.path.count(".")
        )
        if match > best[1]:
            best = (field, match)
    return best


def observed_fields(fact: Fact, meaning: ToolMeaning | None) -> tuple[Field, ...]:
    """Return the fields an output really has, understood like declared ones."""
    about = meaning.about if meaning else frozenset()
    said = meaning.tool.description if meaning else ""
    declared = {field.path: field for field in meaning.gives} if meaning else {}
    found = returned(schema_of(fact.output), said, about)
    return tuple(declared.get(field.path, field) for field in found)


def schema_of(value: Json, depth: int = 0) -> Mapping[str, Json]:
    """Return a schema that describes a value, lists by their first hundred items together."""
    if isinstance(value, Mapping) and depth < 8:
        return {
            "type": "object",
            "properties": {
                k: schema_of(v, depth + 1)
                for k, v in value.items()
                if not set(str(k)) & set(".[]{}")
            },
        }
    if isinstance(value, list | tuple) and depth < 8:
        merged: dict[str, Json] = {}
        for item in value[:100]:
            if isinstance(item, Mapping):
                merged.update({k: v for k, v in item.items() if merged.get(k) is None})
        return {"type": "array", "items": schema_of(merged or next(iter(value), None), depth + 1)}
    return {"type": _type_of(value)}


def _type_of(value: Json) -> str:
    if isinstance(value, bool):
        return "boolean"
    return (
        "integer" if isinstance(value, int) else "number" if isinstance(value, float) else "string"
    )
