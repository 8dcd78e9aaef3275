"""Checks a JSON Schema that somebody wrote, and writes its references out.

Nothing is ever fetched: a reference leads into the same document or is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, cast
from urllib.parse import unquote

from catalog.json_file import shown
from catalog.nearest import nearest
from catalog.shorthand import Malformed, Schema
from core.json_values import Json

TYPES: Final = ("string", "integer", "number", "boolean", "array", "object", "null")
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_ONE = (
    "items", "additionalItems", "additionalProperties", "contains", "propertyNames", "not", "if",
    "then", "else", "unevaluatedItems", "unevaluatedProperties",
)  # fmt: skip
_LISTED = ("allOf", "anyOf", "oneOf", "prefixItems", "items")
_NAMED = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
_MOST_WRITTEN_OUT = 2000
_DEEPEST_WRITTEN_OUT = 16


def checked_schema(schema: Schema) -> Schema:
    """Return a schema with its references written out where they end.

    Raises Malformed for what is no JSON Schema, and for a reference that leads out of the
    document, nowhere, or only to itself.
    """
    for path, part in _parts(schema, ""):
        _check_types(part, path)
        for word in _REFERENCES:
            if word in part:
                _check_reference(part[word], schema, f"{path}.{word}" if path else word)
    _check_against_the_standard(schema)
    return _WriterOut(schema).written_out()


def _parts(schema: Json, path: str) -> Iterator[tuple[str, Schema]]:
    """Yield every schema nested in a schema, with its place; values of `enum` are none."""
    if not isinstance(schema, Mapping):
        return
    yield path, schema
    for word in _ONE:
        yield from _parts(schema.get(word), _below(path, word))
    for word in _LISTED:
        members = schema.get(word)
        for position, member in enumerate(members if isinstance(members, list) else ()):
            yield from _parts(member, f"{_below(path, word)}[{position}]")
    for word in _NAMED:
        named = schema.get(word)
        for name, member in (named if isinstance(named, Mapping) else {}).items():
            yield from _parts(member, f"{_below(path, word)}.{name}")


def _below(path: str, word: str) -> str:
    return f"{path}.{word}" if path else word


def _check_types(part: Schema, path: str) -> None:
    given = part.get("type", [])
    for word in given if isinstance(given, list) else [given]:
        if word not in TYPES:
            meant = nearest(word, TYPES) if isinstance(word, str) else None
            raise Malformed(
                f"{shown(word)} is not a JSON Schema type"
                + (f"; did you mean {shown(meant)}?" if meant else f"; use {', '.join(TYPES)}"),
                _below(path, "type"),
            )


def _check_reference(reference: Json, document: Schema, path: str) -> None:
    if not isinstance(reference, str) or not reference.startswith("#"):
        raise Malformed(
            f"{shown(reference)} leads out of this document; copy what it names under $defs"
            " and write #/$defs/NAME",
            path,
        )
    seen = set()
    target: Json = {"$ref": reference}
    while isinstance(target, Mapping) and isinstance(target.get("$ref"), str):
        reference = cast(str, target["$ref"])
        if reference in seen:
            raise Malformed(f"{shown(reference)} leads only to itself", path)
        seen.add(reference)
        target = _target(document, reference)
        if not isinstance(target, Mapping | bool):
            raise Malformed(f"{shown(reference)} leads nowhere in this document", path)


def _target(document: Schema, reference: str) -> Json:
    """Return what a reference within a document names, None when there is no such thing."""
    pointer = unquote(reference.removeprefix("#"))
    if pointer and not pointer.startswith("/"):
        anchors = (part for _, part in _parts(document, "") if part.get("$anchor") == pointer)
        return next(anchors, None)
    found: Json = document
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(found, list) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        elif isinstance(found, Mapping):
            found = found.get(name)
        else:
            return None
    return found


def _check_against_the_standard(schema: Schema) -> None:
    from jsonschema.exceptions import SchemaError
    from jsonschema.validators import Draft202012Validator, validator_for

    try:
        validator_for(cast(Any, schema), default=Draft202012Validator).check_schema(dict(schema))
    except SchemaError as problem:
        path = "".join(
            f"[{part}]" if isinstance(part, int) else f".{part}" for part in problem.absolute_path
        )
        raise Malformed(
            f"is not a valid JSON Schema: {problem.message[:200]}", path.removeprefix(".")
        ) from None


class _WriterOut:
    """Puts what a reference names in its place, so that readers of a schema need not follow it.

    A schema that contains itself keeps the reference where it closes the circle, and a schema
    that would grow beyond reason keeps its later ones.
    """

    def __init__(self, document: Schema) -> None:
        self._document = document
        self._written = 0

    def written_out(self) -> Schema:
        """Return the document with its references replaced."""
        return cast(Schema, self._replace(self._document, frozenset()))

    def _replace(self, part: Json, open_references: frozenset[str]) -> Json:
        if isinstance(part, list):
            return [self._replace(member, open_references) for member in part]
        if not isinstance(part, Mapping):
            return part
        reference = part.get("$ref")
        if isinstance(reference, str) and self._may_replace(reference, open_references):
            self._written += 1
            target = _target(self._document, reference)
            beside = {word: value for word, value in part.items() if word != "$ref"}
            if isinstance(target, Mapping):
                return self._replace({**target, **beside}, open_references | {reference})
        return {word: self._replace(value, open_references) for word, value in part.items()}

    def _may_replace(self, reference: str, open_references: frozenset[str]) -> bool:
        return (
            reference.startswith("#")
            and reference not in open_references
            and self._written < _MOST_WRITTEN_OUT
            and len(open_references) < _DEEPEST_WRITTEN_OUT
        )
