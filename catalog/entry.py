"""Reads one entry of tools.json: name, description, arguments, and what stands beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog.binding_keys import KEYS
from catalog.bindings import Layer, Place
from catalog.json_file import CONTROL, SURROGATE, kind_of, shown
from catalog.json_schema import checked_schema
from catalog.shorthand import Malformed, Schema, from_shorthand, is_json_schema
from core.errors import InputError
from core.json_values import Json, canonical

LONGEST_NAME = 200
_OWN_KEYS = ("name", "description", "args_schema")


@dataclass(frozen=True)
class Entry:
    """A tool as the catalog's file describes it; `layer` holds its binding keys."""

    name: str
    description: str
    args_schema: Schema
    layer: Layer

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.layer.place


def read_entry(entry: Json, place: Place) -> Entry:
    """Return an entry, checked. Raises InputError naming the field."""
    if not isinstance(entry, Mapping):
        raise place.wrong(
            f"is {kind_of(entry)}; a tool is an object with name, description and args_schema"
        )
    name = _name(entry, place)
    place = Place(place.file, f"{place.entry} ({shown(name)})")
    _check_text(entry, place)
    description = _string(entry, "description", place)
    args = _member(entry, "args_schema", place)
    if not isinstance(args, Mapping):
        raise place.wrong(
            f"is {kind_of(args)}; write an object of argument names and type words", "args_schema"
        )
    layer = Layer({key: entry[key] for key in entry if key not in _OWN_KEYS}, place)
    layer.check((*_OWN_KEYS, *KEYS))
    return Entry(name, description, _arguments(args, place), layer)


def _member(entry: Mapping[str, Json], field: str, place: Place) -> Json:
    if field not in entry:
        raise place.wrong("is missing; add it", field)
    return entry[field]


def _string(entry: Mapping[str, Json], field: str, place: Place) -> str:
    value = _member(entry, field, place)
    if not isinstance(value, str):
        raise place.wrong(f"is {kind_of(value)}; write it as a string", field)
    return value


def _name(entry: Mapping[str, Json], place: Place) -> str:
    name = _string(entry, "name", place)
    if not name or name != name.strip():
        raise place.wrong(f"{shown(name)} is empty or has spaces around it; trim it", "name")
    if len(name) > LONGEST_NAME:
        raise place.wrong(f"has {len(name)} characters; at most {LONGEST_NAME} are allowed", "name")
    if CONTROL.search(name) or SURROGATE.search(name):
        raise place.wrong(f"{shown(name)} has a control character; use printable ones", "name")
    return name


def _check_text(entry: Mapping[str, Json], place: Place) -> None:
    try:
        canonical(entry).encode("utf-8")
    except UnicodeEncodeError:
        raise place.wrong("has a lone surrogate (half a character); write it whole") from None


def _arguments(args: Schema, place: Place) -> Schema:
    schema = object_schema(args, place, "args_schema")
    if schema.get("type", "object") != "object":
        raise place.wrong(
            f"is a schema for {shown(schema['type'])}; arguments are an object", "args_schema.type"
        )
    return _with_plain_properties(schema)


def object_schema(written: Schema, place: Place, field: str) -> Schema:
    """Return the JSON Schema of a shorthand or JSON Schema. Raises InputError naming the place."""
    try:
        if is_json_schema(written) or field == "returns" and _is_schema_of_other_type(written):
            return checked_schema(written)
        return from_shorthand(written)
    except Malformed as problem:
        raise place.wrong(str(problem), f"{field}.{problem.path}".rstrip(".")) from None


def _is_schema_of_other_type(written: Schema) -> bool:
    """An output may be a list: {"type": "array", "items": {...}}."""
    return isinstance(written.get("type"), str) and isinstance(written.get("items"), Mapping)


def _with_plain_properties(schema: Schema) -> Schema:
    """Give every argument that is named a schema that is an object."""
    written = schema.get("properties", {})
    properties = dict(written) if isinstance(written, Mapping) else {}
    required = schema.get("required", [])
    for name in required if isinstance(required, list) else []:
        properties.setdefault(str(name), {})
    if not properties and "properties" not in schema:
        return {**schema, "type": "object"}
    plain = {
        name: member if isinstance(member, Mapping) else {} for name, member in properties.items()
    }
    return {**schema, "type": "object", "properties": plain}


def output_schema(written: Json) -> Schema | None:
    """Return what outputs are checked against: a declared `returns` that is a JSON Schema."""
    if not isinstance(written, Mapping):
        return None
    checked = is_json_schema(written) or _is_schema_of_other_type(written)
    return checked_schema(written) if checked else None


def returns_schema(written: Json, place: Place) -> Schema:
    """Return the JSON Schema of a declared `returns`: names, shorthand or JSON Schema."""
    if isinstance(written, list):
        return _of_names(written, place)
    if isinstance(written, Mapping):
        return object_schema(written, place, "returns")
    raise place.wrong(
        f"is {kind_of(written)}; write a list of names, a shorthand or a JSON Schema", "returns"
    )


def _of_names(names: list[Json], place: Place) -> Schema:
    for position, name in enumerate(names):
        if not isinstance(name, str) or not name.strip():
            raise place.wrong(f"{shown(name)} is not a name", f"returns[{position}]")
    if len(set(map(str, names))) < len(names):
        raise place.wrong("names a field twice; keep one", "returns")
    return {
        "type": "object",
        "properties": {str(name): {} for name in names},
        "additionalProperties": False,
    }


def duplicate(entry: Entry, first: Entry) -> InputError:
    """Return the error for a name that an earlier entry has."""
    return entry.place.wrong(
        f"the name is taken by {first.place.entry}; give each tool its own", "name"
    )
