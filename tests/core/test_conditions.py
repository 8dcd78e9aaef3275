"""The comparisons of a plan's `when`."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.conditions import compare, holds
from core.plan import Condition, Operator

OUTPUTS: dict[str, Any] = {
    "s1": {
        "status": "Open",
        "amount": "12.50",
        "due": "2025-06-01",
        "tags": ["Late", "vip"],
        "rows": [{"n": 1}, {"n": 5}],
        "none": None,
        "empty": [],
    }
}


@pytest.mark.parametrize(
    ("path", "op", "value"),
    [
        ("status", "eq", "open"),
        ("status", "ne", "closed"),
        ("amount", "eq", 12.5),
        ("amount", "gt", 12),
        ("amount", "le", "12.5"),
        ("due", "lt", "2025-06-02"),
        ("status", "contains", "PE"),
        ("tags", "contains", "late"),
        ("tags", "not_contains", "early"),
        ("status", "in", ["closed", "OPEN"]),
        ("rows[*].n", "gt", 4),
        ("status", "exists", None),
        ("nothing", "missing", None),
        ("none", "missing", None),
        ("empty", "missing", None),
    ],
)
def test_a_condition_holds(path: str, op: Operator, value: Any) -> None:
    assert holds({"ref": f"s1.{path}", "op": op, "value": value}, OUTPUTS)


@pytest.mark.parametrize(
    ("path", "op", "value"),
    [
        ("status", "gt", 3),
        ("tags", "lt", 3),
        ("nothing", "eq", None),
        ("nothing", "ne", "x"),
        ("none", "exists", None),
        ("empty", "exists", None),
        ("none", "lt", 1),
        ("rows[*].n", "gt", 5),
    ],
)
def test_what_cannot_be_compared_does_not_hold(path: str, op: Operator, value: Any) -> None:
    assert not holds({"ref": f"s1.{path}", "op": op, "value": value}, OUTPUTS)


def test_over_says_whether_one_or_all_must_fit() -> None:
    some: Condition = {"ref": "s1.rows[*].n", "op": "gt", "value": 3}
    assert holds(some, OUTPUTS)
    assert not holds({**some, "over": "all"}, OUTPUTS)


def test_a_value_may_be_a_reference() -> None:
    both: Condition = {"ref": "s1.rows[0].n", "op": "lt", "value": {"$ref": "s1.rows[1].n"}}
    assert holds(both, OUTPUTS)
    lost: Condition = {"ref": "s1.rows[0].n", "op": "ne", "value": {"$ref": "s9"}}
    assert not holds(lost, OUTPUTS)


NOON = "2025-06-10T12:00:00+02:00"  # ten o'clock in UTC


@pytest.mark.parametrize(
    ("op", "other"),
    [
        ("lt", "2025-06-10T11:00:00+00:00"),
        ("eq", "2025-06-10T10:00:00Z"),
        ("le", "20250610T100000Z"),
        ("ge", "2025-06-10 05:00:00.000-05:00"),
        ("gt", "2025-06-10T09:59:59.9Z"),
        ("ne", "2025-06-10T12:00:00Z"),
        ("in", ["2025-06-10T10:00:00+00:00"]),
    ],
)
def test_times_with_a_zone_compare_as_instants(op: Operator, other: Any) -> None:
    assert compare(NOON, op, other)


@pytest.mark.parametrize(
    ("op", "other"),
    [
        ("eq", "2025-06-10T10:00:00"),
        ("gt", "2025-06-10T11:00:00"),
        ("lt", "2025-06-11"),
        ("lt", "soon"),
        ("gt", "0001-01-01T00:00:00+14:00"),
    ],
)
def test_a_time_with_a_zone_is_no_instant_beside_any_other_text(op: Operator, other: str) -> None:
    assert compare(NOON, op, other) is (op != "eq")


@given(
    st.one_of(st.text(), st.floats(allow_nan=False), st.integers(), st.none(), st.booleans()),
    st.text(),
)
def test_any_two_values_can_be_compared(left: Any, right: str) -> None:
    assert compare(left, "lt", right) in (True, False)
    assert compare(left, "eq", right) is not compare(left, "ne", right)
