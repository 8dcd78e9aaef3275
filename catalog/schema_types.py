"""What a JSON Schema says of a value's type, and where a path leads in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, cast

from catalog.nearest import near_enough
from catalog.shorthand import Schema
from core.json_values import Json
from core.references import Segment

ANYTHING: Final[Schema] = {}
_COMPOSED: Final = frozenset({"anyOf", "oneOf", "allOf", "$ref", "if", "patternProperties"})


class NoSuchPart(ValueError):
    """A path that leads nowhere; the message says what there is instead."""


def types_of(schema: Schema) -> frozenset[str]:
    """Return the types a schema allows, empty where it does not say."""
    given = schema.get("type")
    if isinstance(given, str):
        return frozenset({given})
    if isinstance(given, list):
        return frozenset(map(str, given))
    for word in ("anyOf", "oneOf"):
        members = schema.get(word)
        if isinstance(members, list):
            kinds = [types_of(member) for member in members if isinstance(member, Mapping)]
            return frozenset().union(*kinds) if all(kinds) else frozenset()
    return frozenset()


def fits(given: Schema, wanted: Schema) -> bool:
    """Whether a value of one schema may fit another, as far as their types tell."""
    have, need = types_of(given), types_of(wanted)
    if not have or not need:
        return True
    numbers = {"integer", "number"}
    return bool(have & need) or bool(have & numbers and need & numbers)


def plain_type(schema: Schema) -> str:
    """Return the type in words, for a message."""
    if schema.get("format") in ("date", "date-time"):
        return str(schema["format"])
    return " or ".join(sorted(types_of(schema))) or "anything"


def members_of(schema: Schema) -> Mapping[str, Schema]:
    """Return the fields a schema names."""
    members = schema.get("properties")
    found = members.items() if isinstance(members, Mapping) else ()
    return {name: member if isinstance(member, Mapping) else {} for name, member in found}


def is_closed(schema: Schema) -> bool:
    """Whether only the named fields exist: who names some and says of no more, names all."""
    if not _COMPOSED.isdisjoint(schema):
        return False
    return "properties" in schema and schema.get("additionalProperties", False) is False


def follow(schema: Schema, path: Sequence[Segment], at: str) -> Schema:
    """Return the schema of what a path leads to, ANYTHING where that cannot be told.

    Raises NoSuchPart; `at` names the place the path starts from.
    """
    for position, segment in enumerate(path):
        if segment is None:
            return {"type": "array", "items": follow(_item(schema, at), path[position + 1 :], at)}
        if isinstance(segment, int):
            schema, at = _item(schema, at), f"{at}[{segment}]"
        else:
            schema, at = _member(schema, segment, at), f"{at}.{segment}"
    return schema


def _item(schema: Schema, at: str) -> Schema:
    types = types_of(schema)
    if types and "array" not in types:
        raise NoSuchPart(f"{at} is {_article(schema)}, not a list")
    items = schema.get("items")
    return items if isinstance(items, Mapping) else ANYTHING


def _member(schema: Schema, name: str, at: str) -> Schema:
    types, members = types_of(schema), members_of(schema)
    if types == {"array"}:
        raise NoSuchPart(f"{at} is a list: write {at}[0].{name} for one, {at}[*].{name} for all")
    if types and "object" not in types:
        raise NoSuchPart(f"{at} is {_article(schema)} and has no field {name!r}")
    if name in members:
        return members[name]
    if not is_closed(schema):
        return ANYTHING
    meant = near_enough(name, members)
    hint = f"; did you mean {at}.{meant}?" if meant else ""
    raise NoSuchPart(f"{at} has no field {name!r}, it has {', '.join(members) or 'none'}{hint}")


def _article(schema: Schema) -> str:
    kind = plain_type(schema)
    return f"an {kind}" if kind[0] in "aeio" else f"a {kind}"


def schema_of_value(value: Json) -> Schema:
    """Return the schema of a value that is known, closed: what it lacks, it has not."""
    if isinstance(value, Mapping):
        members: dict[str, Json] = {name: schema_of_value(part) for name, part in value.items()}
        return {"type": "object", "properties": members, "additionalProperties": False}
    if isinstance(value, list | tuple):
        return {"type": "array", "items": _common([schema_of_value(item) for item in value])}
    return {"type": json_type(value)}


def _common(schemas: Sequence[Schema]) -> Schema:
    """Rows may lack fields that others have; what some have can be asked for."""
    if not schemas or any(types_of(schema) != {"object"} for schema in schemas):
        kinds = {schema["type"] for schema in schemas}
        return schemas[0] if len(kinds) == 1 and kinds != {"array"} else ANYTHING
    members = {name: part for schema in schemas for name, part in members_of(schema).items()}
    return cast(Schema, {"type": "object", "properties": members, "additionalProperties": False})


def json_type(value: Json) -> str:
    """Return the JSON Schema type of a value."""
    if value is None:
        return "null"
    names = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return names.get(type(value), "array" if isinstance(value, list | tuple) else "object")
