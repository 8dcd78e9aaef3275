"""References: parsed, followed into outputs, filled in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.references import MISSING, fill, parse, references_in, resolve

OUTPUTS: dict[str, Any] = {
    "s1": {"customer": {"id": "c1", "note": None}, "orders": [{"id": 1}, {"total": 2}, {"id": 3}]},
    "s2": [{"id": "a", "lines": [{"n": 1}, {"n": 2}]}, {"id": "b", "lines": []}],
}


@pytest.mark.parametrize(
    ("reference", "value"),
    [
        ("s1.customer.id", "c1"),
        ("s1.orders[0].id", 1),
        ("s1.orders[*].id", [1, 3]),
        ("s2[1].id", "b"),
        ("s2[*].lines", [[{"n": 1}, {"n": 2}], []]),
        ("s2[*].lines[*].n", [[1, 2], []]),
        ("s2", OUTPUTS["s2"]),
    ],
)
def test_a_reference_leads_into_an_output(reference: str, value: object) -> None:
    assert resolve(reference, OUTPUTS) == value


def test_null_is_a_value_and_not_missing() -> None:
    assert resolve("s1.customer.note", OUTPUTS) is None


@pytest.mark.parametrize(
    "reference", ["s9.id", "s1.customer.name", "s1[0]", "s1.orders[7]", "s1.customer[*]", "s2.id"]
)
def test_a_reference_to_nothing_is_missing(reference: str) -> None:
    assert resolve(reference, OUTPUTS) is MISSING


@pytest.mark.parametrize(
    "reference", ["", ".id", "s1.", "s1[x]", "s1[-1]", "s1 .id", "{s1}", "s1]["]
)
def test_a_malformed_reference_is_named_in_the_error(reference: str) -> None:
    with pytest.raises(ValueError, match="malformed reference"):
        parse(reference)


def test_references_are_filled_in_wherever_they_are_nested() -> None:
    args: dict[str, Any] = {"a": [{"b": {"$ref": "s1.customer.id"}}], "c": "plain"}
    assert fill(args, OUTPUTS) == {"a": [{"b": "c1"}], "c": "plain"}


def test_one_reference_to_nothing_makes_the_whole_missing() -> None:
    assert fill({"a": [{"$ref": "s9"}], "b": 1}, OUTPUTS) is MISSING


def test_an_object_that_has_more_than_a_reference_is_a_plain_value() -> None:
    value = {"$ref": "s1", "title": "not a reference"}
    assert fill(value, {}) == value
    assert list(references_in(value)) == []


def test_all_references_in_a_value_are_found() -> None:
    value: dict[str, Any] = {
        "a": {"$ref": "s1.x"},
        "b": [{"$ref": "s2"}, {"c": {"$ref": "item.y"}}],
    }
    assert list(references_in(value)) == ["s1.x", "s2", "item.y"]


@given(st.text())
def test_any_text_is_a_reference_or_refused(text: str) -> None:
    try:
        step, _ = parse(text)
    except ValueError:
        return
    assert text.startswith(step)
