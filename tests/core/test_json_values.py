"""Strict JSON: what is storable, and the identity of a value."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.json_values import UnstorableValue, canonical, digest, storable

_SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**63), max_value=2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"]))
)
JSON_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"a": [1, math.nan]}, r"args\.a\[1\]"),
        ({"a": math.inf}, r"args\.a"),
        ([2**63], r"args\[0\]"),
        ({"a": "\ud800"}, "surrogate"),
        ({"\udfff": 1}, "key"),
        ({1: 2}, "not a string"),
        ({"a": {1, 2}}, "set"),
        ({"a": b"x"}, "bytes"),
    ],
)
def test_a_value_that_storage_would_change_is_refused_with_its_place(
    value: Any, place: str
) -> None:
    with pytest.raises(UnstorableValue, match=place):
        storable(value, "args")


def test_nesting_beyond_reason_is_refused() -> None:
    value: Any = 1
    for _ in range(100):
        value = [value]
    with pytest.raises(UnstorableValue, match="nested"):
        storable(value)


@given(JSON_VALUES)
def test_what_is_storable_survives_its_own_text(value: Any) -> None:
    try:
        storable(value)
    except UnstorableValue:
        return
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text(alphabet="abc"), st.integers()))
def test_the_order_of_keys_does_not_change_the_digest(value: dict[str, int]) -> None:
    assert digest(value) == digest(dict(reversed(value.items())))


def test_a_digest_has_43_characters_that_fit_a_header() -> None:
    found = digest({"a": "ü"})
    assert len(found) == 43
    assert found.replace("-", "").replace("_", "").isalnum()
