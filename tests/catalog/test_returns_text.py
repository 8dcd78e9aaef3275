"""What a tool returns, read from its description."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.returns_text import returns_of


def _outline(schema: Any) -> Any:
    """Return names for an object, [names] for a list of objects, both nested."""
    if schema is None or schema == {}:
        return schema
    if schema["type"] == "array":
        return [_outline(schema["items"])] if "items" in schema else []
    members = schema["properties"]
    plain = {name: _outline(member) for name, member in members.items()}
    return set(plain) if not any(plain.values()) else plain


@pytest.mark.parametrize(
    ("sentence", "outline"),
    [
        ("Look up. Returns account_id, plan, status.", {"account_id", "plan", "status"}),
        ("Returns name and email", {"name", "email"}),
        ("Returns a, b, and c for the account.", {"a", "b", "c"}),
        ("Returns: `id`, `name`.", {"id", "name"}),
        ("Returns id (integer), name (string).", {"id", "name"}),
        ("Gives back booking_id, seat.", {"booking_id", "seat"}),
        ("Looks up a user and returns id, name.", {"id", "name"}),
        ("Returns an object with id, name.", {"id", "name"}),
        ("Returns the account: id, plan", {"id", "plan"}),
        ("Returns status.", {"status"}),
        ("Returns order_id, status, or an error.", {"order_id", "status"}),
        ("Returns a list of order_id, total", [{"order_id", "total"}]),
        (
            "Returns a list of orders with order_id, total and status.",
            [{"order_id", "total", "status"}],
        ),
        ("Returns an array of objects (id, name).", [{"id", "name"}]),
        ("Returns matching orders, each with order_id, total.", [{"order_id", "total"}]),
        ("Returns a list of slots, each with start and end.", [{"start", "end"}]),
        ("Returns a list of flights.", []),
        (
            "Returns rows, a list with region, value of each, best match first.",
            {"rows": [{"region", "value"}]},
        ),
        ("Returns orders: list of order_id, status.", {"orders": [{"order_id", "status"}]}),
        (
            "Returns total, currency and lines, a list with sku, qty of each.",
            {"total": {}, "currency": {}, "lines": [{"sku", "qty"}]},
        ),
        (
            "Returns customer_id, orders (a list of order_id, total), note.",
            {"customer_id": {}, "note": {}, "orders": [{"order_id", "total"}]},
        ),
    ],
)
def test_a_sentence_that_lists_names_is_read(sentence: str, outline: object) -> None:
    assert _outline(returns_of(sentence)) == outline


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "Look up an account.",
        "Returns the weather.",
        "Returns nothing.",
        "Returns JSON.",
        "Returns true if it worked.",
        "Returns the customer's current plan and balance.",
        "Returns an item to stock.",
        "Returns customer id, plan, status.",
    ],
)
def test_a_sentence_that_lists_no_names_says_nothing(sentence: str) -> None:
    assert returns_of(sentence) is None


def test_a_list_that_says_it_is_not_complete_stays_open() -> None:
    schema = returns_of("Returns order details including order_id, total.")
    assert schema is not None
    assert schema["additionalProperties"] is True
    complete = returns_of("Returns order_id, total.")
    assert complete is not None
    assert complete["additionalProperties"] is False


@given(st.text(), st.text())
def test_any_description_can_be_read(before: str, after: str) -> None:
    schema = returns_of(f"{before}. Returns {after}")
    assert schema is None or schema["type"] in ("object", "array")
