"""tools.json: entries that can be used, and what is said of the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog import load_catalog
from core.errors import InputError
from tests.catalog.files import complaint, loaded, one_tool, tool_entry, written


def test_a_bare_catalog_of_one_tool_is_used_unchanged(tmp_path: Path) -> None:
    entry = {
        "name": "lookup_account",
        "description": "Look up an account by email. Returns account_id, plan, status.",
        "args_schema": {"email": "string"},
    }
    tool = one_tool(tmp_path, entry)
    assert (tool.effect, tool.effect_origin, tool.adapter) == ("read", "inferred", None)
    assert tool.required == ("email",)
    assert tool.returns is not None
    assert tool.returns["properties"] == {"account_id": {}, "plan": {}, "status": {}}


def test_an_empty_catalog_is_accepted(tmp_path: Path) -> None:
    assert loaded(tmp_path, []).tools == ()


@pytest.mark.parametrize("name", ["crm.get customer", "search/v2", "Kundensuche-ä", "x" * 200])
def test_names_of_other_houses_are_accepted(tmp_path: Path, name: str) -> None:
    assert one_tool(tmp_path, tool_entry(name)).name == name


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"tools": []}, "tools.json: holds an object; write an array of tools"),
        ([[]], "tools.json, entry 1: is an array; a tool is an object"),
        ([{"description": ""}], "tools.json, entry 1, field 'name': is missing; add it"),
        (
            [{"name": "a", "args_schema": {}}],
            "tools.json, entry 1 (\"a\"), field 'description': is missing; add it",
        ),
        (
            [{"name": "a", "description": ""}],
            "tools.json, entry 1 (\"a\"), field 'args_schema': is missing; add it",
        ),
        ([tool_entry(7)], "entry 1, field 'name': is a number; write it as a string"),  # type: ignore[arg-type]
        ([tool_entry("")], "field 'name': \"\" is empty or has spaces around it"),
        ([tool_entry(" a")], "field 'name': \" a\" is empty or has spaces around it"),
        ([tool_entry("a\tb")], "field 'name': \"a\\tb\" has a control character"),
        ([tool_entry("x" * 201)], "field 'name': has 201 characters; at most 200"),
        ([tool_entry(description=1)], "field 'description': is a number"),
        ([tool_entry(description="\ud800")], 'entry 1 ("lookup_account"): has a lone surrogate'),
        (
            [tool_entry("a"), tool_entry("b"), tool_entry("a")],
            'entry 3 ("a"), field \'name\': the name is taken by entry 1 ("a")',
        ),
        ([tool_entry(effects="read")], "field 'effects': is not a key; did you mean \"effect\"?"),
        ([tool_entry(effect="reed")], 'field \'effect\': "reed" is unknown; did you mean "read"?'),
        ([tool_entry(adapter="htpp")], '"htpp" is unknown; did you mean "http"? It is one of mock'),
        ([tool_entry(adapter="grpc2")], "field 'adapter': \"grpc2\" is unknown; it is one of mock"),
    ],
)
def test_an_entry_that_cannot_be_used_is_one_line(
    tmp_path: Path, content: object, said: str
) -> None:
    assert said in complaint(tmp_path, content)


def test_the_digest_depends_on_the_content_alone(tmp_path: Path) -> None:
    spaced = written(tmp_path, "a.json", json.dumps([tool_entry()], indent=3))
    plain = written(tmp_path, "b.json", [tool_entry()])
    other = written(tmp_path, "c.json", [tool_entry(effect="read")])
    assert load_catalog(spaced).digest == load_catalog(plain).digest
    assert load_catalog(other).digest != load_catalog(plain).digest


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["string", "object", "#", "a"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "properties", "items", "$ref", "$defs", "required", "a", "anyOf", "enum"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(schema=_JSON, returns=_JSON)
def test_any_schema_is_understood_or_an_input_error(
    tmp_path: Path, schema: Any, returns: Any
) -> None:
    content = [tool_entry(args_schema=schema, returns=returns)]
    try:
        loaded(tmp_path, content)
    except InputError as problem:
        assert str(problem).isprintable()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.lists(_JSON | st.dictionaries(st.text(max_size=8), _JSON), max_size=3))
def test_any_json_is_a_catalog_or_an_input_error(tmp_path: Path, content: Any) -> None:
    try:
        loaded(tmp_path, content)
    except InputError as problem:
        assert str(problem).isprintable()
