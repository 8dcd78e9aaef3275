"""The quick yes never says more than the schema does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from catalog.plain_types import PlainTypes

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "description": "A text."},
        "whole": {"type": "integer"},
        "number": {"type": "number"},
        "flag": {"type": "boolean"},
        "day": {"type": "string", "format": "date"},
        "several": {"type": ["string", "null"]},
        "list": {"type": "array"},
    },
}
VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers())
)


@given(st.dictionaries(st.sampled_from([*SCHEMA["properties"], "unknown"]), VALUES))
def test_what_gets_a_quick_yes_fits_the_schema(args: dict[str, Any]) -> None:
    if PlainTypes(SCHEMA).fit(args):
        assert Draft202012Validator(SCHEMA).is_valid(args)


def test_plain_arguments_get_a_quick_yes() -> None:
    assert PlainTypes(SCHEMA).fit({"text": "a", "whole": 1, "number": 1.5, "flag": True})


@pytest.mark.parametrize("args", [{"whole": True}, {"number": True}, {"day": "x"}, {"list": []}])
def test_what_a_type_alone_cannot_judge_gets_none(args: dict[str, Any]) -> None:
    assert not PlainTypes(SCHEMA).fit(args)


@pytest.mark.parametrize(
    "more", [{"minProperties": 2}, {"allOf": [{"required": ["day"]}]}, {"dependentRequired": {}}]
)
def test_a_schema_that_says_more_of_the_whole_is_always_asked(more: dict[str, Any]) -> None:
    assert not PlainTypes({**SCHEMA, **more}).fit({"text": "a"})
