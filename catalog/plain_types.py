"""Says yes quickly to arguments that plainly fit; all others are checked against the schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from catalog.shorthand import Schema
from core.json_values import Args

_TYPES: Final[Mapping[str, frozenset[type]]] = {
    "string": frozenset({str}),
    "integer": frozenset({int}),
    "number": frozenset({int, float}),
    "boolean": frozenset({bool}),
}
_SAY_NOTHING: Final = frozenset({"description", "title", "default", "examples"})
_OF_ARGUMENTS: Final = _SAY_NOTHING | {"type", "properties", "required", "additionalProperties"}


class PlainTypes:
    """The arguments of one schema that are judged by their type alone, with the types that fit.

    A schema that says more of the whole than names and types has none.
    """

    def __init__(self, schema: Schema) -> None:
        members = schema.get("properties")
        whole = _OF_ARGUMENTS.issuperset(schema) and schema.get("type") == "object"
        self._fitting = _fitting(members) if whole and isinstance(members, Mapping) else {}

    def fit(self, args: Args) -> bool:
        """Whether every argument is one of them, and of a type that fits."""
        return all(type(value) in self._fitting.get(name, ()) for name, value in args.items())


def _fitting(members: Mapping[str, Any]) -> dict[str, frozenset[type]]:
    return {
        name: _TYPES[member["type"]]
        for name, member in members.items()
        if isinstance(member, Mapping)
        and isinstance(member.get("type"), str)
        and member["type"] in _TYPES
        and set(member) - _SAY_NOTHING == {"type"}
    }
