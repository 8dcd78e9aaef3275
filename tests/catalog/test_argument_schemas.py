"""args_schema and returns: shorthand or JSON Schema, and what is said of neither."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.catalog.files import complaint, one_tool, tool_entry


def _args(folder: Path, schema: object) -> Any:
    return one_tool(folder, tool_entry(args_schema=schema)).args_schema


def _said(folder: Path, **keys: Any) -> str:
    said = complaint(folder, [tool_entry(**keys)])
    start = 'tools.json, entry 1 ("lookup_account"), field '
    assert said.startswith(start)
    return said.removeprefix(start)


def test_shorthand_becomes_a_closed_schema(tmp_path: Path) -> None:
    shorthand = {
        "name": "string",
        "born": "date?",
        "at": "datetime",
        "tags": "string[]?",
        "address": {"street": "string", "no": "integer?"},
    }
    assert _args(tmp_path, shorthand) == {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "born": {"type": "string", "format": "date"},
            "at": {"type": "string", "format": "date-time"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "address": {
                "type": "object",
                "properties": {"street": {"type": "string"}, "no": {"type": "integer"}},
                "required": ["street"],
                "additionalProperties": False,
            },
        },
        "required": ["name", "at", "address"],
        "additionalProperties": False,
    }


def test_no_arguments_is_a_shorthand_too(tmp_path: Path) -> None:
    assert _args(tmp_path, {})["additionalProperties"] is False


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {"type": "string"}}},
        {"properties": {"a": {"type": "string"}}},
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"},
        {"type": "object"},
        {"type": "object", "additionalProperties": False},
    ],
)
def test_json_schema_is_kept(tmp_path: Path, schema: dict[str, Any]) -> None:
    assert _args(tmp_path, schema) == {"type": "object", **schema}


def test_an_argument_may_be_called_type(tmp_path: Path) -> None:
    schema = _args(tmp_path, {"type": "object", "name": "string"})
    assert list(schema["properties"]) == ["type", "name"]


def test_a_reference_inside_the_document_is_written_out(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"to": {"$ref": "#/$defs/address", "description": "whither"}},
        "$defs": {
            "address": {"type": "object", "properties": {"zip": {"$ref": "#/$defs/zip"}}},
            "zip": {"type": "string"},
        },
    }
    assert _args(tmp_path, schema)["properties"]["to"] == {
        "type": "object",
        "properties": {"zip": {"type": "string"}},
        "description": "whither",
    }


def test_a_schema_may_contain_itself(tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"tree": {"$ref": "#/$defs/node"}},
        "$defs": {
            "node": {"properties": {"sub": {"type": "array", "items": {"$ref": "#/$defs/node"}}}}
        },
    }
    tree = _args(tmp_path, schema)["properties"]["tree"]
    assert tree["properties"]["sub"]["items"] == {"$ref": "#/$defs/node"}


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (
            {"email": "strng"},
            '\'args_schema.email\': "strng" is not a type word; did you mean "string"?',
        ),
        ({"n": "float"}, '\'args_schema.n\': "float" is not a type word; did you mean "number"?'),
        ({"n": "Integer"}, 'did you mean "integer"?'),
        ({"n": "zzz"}, "did you mean "),
        (
            {"a": {"b": "str?"}},
            '\'args_schema.a.b\': "str?" is not a type word; did you mean "string"?',
        ),
        ({"a": None}, "'args_schema.a': is null; write a type word such as string"),
        ({"a": ["string"]}, "'args_schema.a': is an array; write a type word"),
        ({"a": "string" + "[]" * 9}, "'args_schema.a': is a list of lists 9 deep"),
        ("string", "'args_schema': is a string; write an object of argument names and type words"),
        (
            {"properties": {"a": {"type": "strin"}}},
            "'args_schema.properties.a.type': \"strin\" is not a JSON Schema type;"
            ' did you mean "string"?',
        ),
        ({"properties": {"a": "string"}}, "'args_schema.properties.a': is not a valid JSON Schema"),
        (
            {"properties": {"a": {"type": "string", "minLength": "3"}}},
            "'args_schema.properties.a.minLength': is not a valid JSON Schema",
        ),
        (
            {"properties": {"a": {"pattern": "("}}},
            "'args_schema.properties.a.pattern': is not a valid JSON Schema",
        ),
        ({"type": "object", "required": "a"}, "'args_schema.required': is not a valid JSON Schema"),
        (
            {"$schema": "x", "type": "array"},
            "'args_schema.type': is a schema for \"array\"; arguments are an object",
        ),
        (
            {"properties": {"a": {"$ref": "https://a.test/b.json"}}},
            "'args_schema.properties.a.$ref': \"https://a.test/b.json\" leads out of this document",
        ),
        (
            {"properties": {"a": {"items": {"$ref": "other.json#/a"}}}},
            "'args_schema.properties.a.items.$ref': \"other.json#/a\" leads out of this document",
        ),
        (
            {"properties": {"a": {"$ref": "#/$defs/none"}}},
            "'args_schema.properties.a.$ref': \"#/$defs/none\" leads nowhere",
        ),
        (
            {"properties": {"a": {"$ref": "#/$defs/b"}}, "$defs": {"b": {"$ref": "#/$defs/b"}}},
            "leads only to itself",
        ),
    ],
)
def test_a_malformed_schema_is_named_with_its_place(
    tmp_path: Path, schema: object, said: str
) -> None:
    assert said in _said(tmp_path, args_schema=schema)


@pytest.mark.parametrize(
    ("returns", "schema"),
    [
        (["a", "b"], {"a": {}, "b": {}}),
        (
            {"a": "string", "b": "date?"},
            {"a": {"type": "string"}, "b": {"type": "string", "format": "date"}},
        ),
        ({"type": "object", "properties": {"a": {"type": "integer"}}}, {"a": {"type": "integer"}}),
    ],
)
def test_returns_may_be_names_shorthand_or_schema(
    tmp_path: Path, returns: object, schema: object
) -> None:
    tool = one_tool(tmp_path, tool_entry(returns=returns))
    assert tool.returns is not None
    assert tool.returns["properties"] == schema


def test_an_output_may_be_a_list(tmp_path: Path) -> None:
    returns = {"type": "array", "items": {"type": "object", "properties": {"id": {}}}}
    assert one_tool(tmp_path, tool_entry(returns=returns)).returns == returns


def test_declared_returns_win_over_the_description(tmp_path: Path) -> None:
    tool = one_tool(tmp_path, tool_entry(description="Look up. Returns a, b.", returns=["c"]))
    assert tool.returns is not None
    assert tool.returns["properties"] == {"c": {}}


@pytest.mark.parametrize(
    ("returns", "said"),
    [
        (["a", 3], "'returns[1]': 3 is not a name"),
        (["a", "a"], "'returns': names a field twice"),
        ("a, b", "'returns': is a string; write a list of names, a shorthand or a JSON Schema"),
        ({"a": "txt"}, "'returns.a': \"txt\" is not a type word; did you mean "),
        ({"properties": {"a": {"$ref": "http://x/y"}}}, "leads out of this document"),
    ],
)
def test_returns_that_cannot_be_read_are_named(tmp_path: Path, returns: object, said: str) -> None:
    assert said in _said(tmp_path, returns=returns)
