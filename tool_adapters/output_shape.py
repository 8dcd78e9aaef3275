"""Whether an output contradicts the JSON Schema that its tool declares: by types, and no more.

A value that is missing or null contradicts nothing, since vendors leave out what they do not know;
what refers to it is told so. Enums, formats and patterns grow with a vendor's next version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from core.json_values import Json

_IS: Final[Mapping[str, Callable[[Json], bool]]] = {
    "object": lambda value: isinstance(value, Mapping),
    "array": lambda value: isinstance(value, list | tuple),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "integer": lambda value: (
        isinstance(value, int | float) and not isinstance(value, bool) and float(value).is_integer()
    ),
}


def contradiction(value: Json, schema: Json, place: str = "") -> str:
    """Return where and how a value is not of the declared type, "" where it is."""
    if not isinstance(schema, Mapping) or value is None:
        return ""
    declared = schema.get("type")
    check = _IS.get(declared) if isinstance(declared, str) else None
    if check is not None and not check(value):
        return f"{place.lstrip('.') or 'the output'} is {_kind(value)} where {declared} is declared"
    return _inside(value, schema, place)


def _inside(value: Json, schema: Mapping[str, Json], place: str) -> str:
    members = schema.get("properties")
    if isinstance(value, Mapping) and isinstance(members, Mapping):
        found = (
            contradiction(value[name], member, f"{place}.{name}")
            for name, member in members.items()
            if name in value
        )
        return next(filter(None, found), "")
    if isinstance(value, list | tuple):
        items = (
            contradiction(item, schema.get("items"), f"{place}[{at}]")
            for at, item in enumerate(value)
        )
        return next(filter(None, items), "")
    return ""


def _kind(value: Json) -> str:
    return next((name for name, check in _IS.items() if check(value)), "null")
