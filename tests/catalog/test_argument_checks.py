"""Arguments are checked when a call is about to be made."""

from __future__ import annotations

from typing import Any

import pytest

from catalog import ToolCatalog
from core.tool import Tool


def _tool(schema: dict[str, Any]) -> Tool:
    return Tool("book", "Book a room.", {"type": "object", **schema})


BOOK = _tool(
    {
        "properties": {
            "email": {"type": "string", "format": "email"},
            "day": {"type": "string", "format": "date"},
            "at": {"type": "string", "format": "date-time"},
            "seats": {"type": "integer", "minimum": 1},
            "extras": {"type": "array", "items": {"enum": ["tea", "beamer"]}},
            "who": {
                "type": "object",
                "properties": {"name": {"type": "string"}},
                "required": ["name"],
            },
        },
        "required": ["email"],
    }
)
GOOD: dict[str, Any] = {"email": "alex@acme.test"}


def _problems(args: dict[str, Any], tool: Tool = BOOK) -> list[str]:
    return ToolCatalog([tool]).check_args(tool, args)


@pytest.mark.parametrize(
    "extra",
    [
        {},
        {"day": "2024-02-29", "seats": 3, "extras": ["tea"], "who": {"name": "x", "more": 1}},
        {"at": "2025-06-10T14:00:00Z"},
        {"at": "2025-06-10T14:00:00+02:00"},
        {"at": "2025-06-10 14:00"},
    ],
)
def test_arguments_that_fit_have_no_problem(extra: dict[str, Any]) -> None:
    assert _problems({**GOOD, **extra}) == []


@pytest.mark.parametrize(
    ("extra", "problem"),
    [
        ({"email": "alex at acme"}, 'email of book must be an e-mail address, not "alex at acme"'),
        ({"email": None}, "email of book must be string, not null (null)"),
        ({"day": "2025-02-30"}, 'day of book must be a date like 2025-06-10, not "2025-02-30"'),
        ({"day": "20250610"}, 'day of book must be a date like 2025-06-10, not "20250610"'),
        (
            {"at": "2025-06-10"},
            'at of book must be a date and time like 2025-06-10T14:00:00Z, not "2025-06-10"',
        ),
        ({"seats": "3"}, 'seats of book must be integer, not "3" (string)'),
        ({"seats": True}, "seats of book must be integer, not true (boolean)"),
        ({"seats": 0}, "seats of book does not fit: 0 is less than the minimum of 1"),
        ({"extras": ["milk"]}, 'extras[0] of book must be one of "tea", "beamer", not "milk"'),
        ({"who": {}}, "who of book does not fit: 'name' is a required property"),
        ({"who": {"name": 1}}, "who.name of book must be string, not 1 (integer)"),
        ({"seats": 2**70}, "args.seats is an integer beyond 64 bits"),
        ({"sets": 3}, "book has no argument 'sets'; did you mean 'seats'? It takes email, day,"),
    ],
)
def test_what_does_not_fit_is_said_in_one_sentence(extra: dict[str, Any], problem: str) -> None:
    problems = _problems({**GOOD, **extra})
    assert len(problems) == 1
    assert problems[0].startswith(problem)


def test_a_missing_argument_is_named_with_its_type() -> None:
    assert _problems({}) == ["book needs the argument 'email' (string)"]


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"properties": {"a": {}}, "additionalProperties": True},
        {"properties": {"a": {}}, "patternProperties": {"^x": {}}},
    ],
)
def test_a_schema_that_says_there_is_more_takes_more(schema: dict[str, Any]) -> None:
    assert _problems({"x": 1}, _tool(schema)) == []


def test_a_schema_that_contains_itself_is_checked() -> None:
    node = {"properties": {"sub": {"$ref": "#/$defs/node"}, "n": {"type": "integer"}}}
    tool = _tool({"properties": {"tree": {"$ref": "#/$defs/node"}}, "$defs": {"node": node}})
    assert _problems({"tree": {"sub": {"sub": {"n": 1}}}}, tool) == []
    assert _problems({"tree": {"sub": {"n": "1"}}}, tool) == [
        'tree.sub.n of book must be integer, not "1" (string)'
    ]


def test_a_reference_out_of_the_document_is_never_fetched() -> None:
    tool = _tool({"properties": {"a": {"$ref": "http://127.0.0.1:9/schema.json"}}})
    assert "cannot be checked" in _problems({"a": 1}, tool)[0]


def test_a_reference_without_end_is_no_crash() -> None:
    tool = _tool({"properties": {"a": {"allOf": [{"$ref": "#/properties/a"}]}}})
    assert "cannot be checked" in _problems({"a": 1}, tool)[0]


def test_older_drafts_are_checked_by_their_own_rules() -> None:
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "properties": {"pair": {"items": [{"type": "string"}, {"type": "integer"}]}},
    }
    assert _problems({"pair": ["a", 1]}, _tool(schema)) == []
    assert _problems({"pair": ["a", "b"]}, _tool(schema)) == [
        'pair[1] of book must be integer, not "b" (string)'
    ]
