"""Turns the shorthand of a catalog (`{"email": "string", "tags": "string[]?"}`) into a schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from catalog.json_file import kind_of, shown
from catalog.nearest import nearest
from core.json_values import Json

Schema = Mapping[str, Json]

_WORDS: Final[Mapping[str, Schema]] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "array": {"type": "array"},
    "object": {"type": "object"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
}
_DEEPEST_LIST = 8
# What other languages call them; difflib alone would send "float" to "boolean".
_FOREIGN: Final[Mapping[str, str]] = {
    "str": "string", "text": "string", "char": "string", "varchar": "string", "uuid": "string",
    "int": "integer", "long": "integer", "float": "number", "double": "number",
    "decimal": "number", "bool": "boolean", "list": "array", "tuple": "array", "set": "array",
    "dict": "object", "map": "object", "json": "object", "timestamp": "datetime",
    "date-time": "datetime", "time": "datetime", "day": "date",
}  # fmt: skip


class Malformed(ValueError):
    """Something in a schema or shorthand that cannot be used; `path` says where in it."""

    def __init__(self, problem: str, path: str = "") -> None:
        super().__init__(problem)
        self.path = path


def is_json_schema(value: Schema) -> bool:
    """Tell JSON Schema from shorthand, as the catalog's format defines it."""
    if isinstance(value.get("properties"), Mapping) or "$schema" in value:
        return True
    # An argument may be called "type": then what stands beside it are type words too.
    others = [word for name, word in value.items() if name != "type"]
    return value.get("type") == "object" and not (others and all(map(_is_shorthand, others)))


def _is_shorthand(value: Json) -> bool:
    if isinstance(value, Mapping):
        return bool(value) and all(map(_is_shorthand, value.values()))
    return isinstance(value, str) and _base(value) in _WORDS


def from_shorthand(shorthand: Schema, path: str = "") -> Schema:
    """Return the JSON Schema of a shorthand object: closed, what has no `?` required.

    Raises Malformed, naming the nearest type word.
    """
    properties = {
        name: _member(word, f"{path}.{name}" if path else name) for name, word in shorthand.items()
    }
    required = [
        name
        for name, word in shorthand.items()
        if not (isinstance(word, str) and word.endswith("?"))
    ]
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _member(word: Json, path: str) -> Schema:
    if isinstance(word, Mapping):
        return from_shorthand(word, path)
    if not isinstance(word, str):
        raise Malformed(
            f"is {kind_of(word)}; write a type word such as string, or a nested object", path
        )
    base = _base(word)
    if base not in _WORDS:
        meant = _FOREIGN.get(base.casefold()) or nearest(base, _WORDS)
        raise Malformed(
            f"{shown(word)} is not a type word; did you mean {shown(meant)}?"
            f" The words are {', '.join(_WORDS)}, each also with [] or ?",
            path,
        )
    lists = word.count("[]")
    if lists > _DEEPEST_LIST:
        raise Malformed(f"is a list of lists {lists} deep; at most {_DEEPEST_LIST}", path)
    schema = _WORDS[base]
    for _ in range(lists):
        schema = {"type": "array", "items": schema}
    return schema


def _base(word: str) -> str:
    base = word.removesuffix("?")
    while base.endswith("[]"):
        base = base.removesuffix("[]")
    return base
