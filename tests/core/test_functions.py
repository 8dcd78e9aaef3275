"""The calculations of a plan."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.functions import FUNCTIONS, compute
from core.json_values import Json

ROWS: list[dict[str, Any]] = [
    {"region": "EMEA", "value": 3, "at": {"city": "Graz"}},
    {"region": "APAC", "value": 5.5, "at": {"city": "Pune"}},
    {"region": "EMEA", "value": "4", "at": {"city": "Oslo"}},
    {"region": None, "value": None},
]


@pytest.mark.parametrize(
    ("name", "args", "result"),
    [
        ("sum", {"values": [0.1, 0.2]}, 0.3),
        ("sum", {"values": ["12.50", 7, None]}, 19.5),
        ("sum", {"values": []}, 0),
        ("mean", {"values": [10, 10, 11]}, 10.33),
        ("mean", {"values": [0.0021, 0.0024]}, 0.00225),
        ("min", {"values": [3, "2", 10]}, 2),
        ("max", {"values": ["9", "10"]}, "10"),
        ("max", {"values": ["2025-06-01", "2025-05-31"]}, "2025-06-01"),
        ("count", {"items": [1, None, 1]}, 3),
        ("difference", {"minuend": 19.99, "subtrahend": "9.99"}, 10),
        ("percentage_change", {"old": "42.50", "new": 50}, 17.65),
        ("percentage_change", {"old": -10, "new": -5}, 50),
        ("date_difference", {"start": "2025-02-27", "end": "2025-03-01"}, 2),
        ("shifted_date", {"start": "2025-02-27", "count": 2}, "2025-03-01"),
        ("shifted_date", {"start": "2025-03-01", "count": -1, "unit": "weeks"}, "2025-02-22"),
        ("shifted_date", {"start": "2025-01-31", "count": 1, "unit": "months"}, "2025-02-28"),
        ("shifted_date", {"start": "2025-06-01T23:00", "count": 1}, "2025-06-02T23:00:00"),
        ("date_difference", {"start": "2025-06-01T23:00", "end": "2025-06-02"}, 1),
        (
            "date_difference",
            {"start": "2025-06-01T10:00:00Z", "end": "2025-06-01T12:30:00+01:00", "unit": "hours"},
            1.5,
        ),
        ("first", {"items": ["a", "b"]}, "a"),
        ("last", {"items": ["a", "b"]}, "b"),
        ("join", {"items": ["a", 1, None, True]}, "a, 1, true"),
        ("join", {"items": ["a", "b"], "separator": "/"}, "a/b"),
        ("sort", {"rows": [3, 1, 2], "order": "descending"}, [3, 2, 1]),
    ],
)
def test_a_calculation_gives(name: str, args: dict[str, Any], result: object) -> None:
    assert compute(name, args) == result


def test_rows_are_grouped_in_order_of_first_appearance() -> None:
    grouped = compute(
        "group_by", {"rows": ROWS[:3], "by": "region", "aggregate": "sum", "field": "value"}
    )
    assert grouped == [{"group": "EMEA", "value": 7}, {"group": "APAC", "value": 5.5}]


def test_groups_are_counted_unless_told_otherwise() -> None:
    grouped = compute("group_by", {"rows": ROWS, "by": "region"})
    assert grouped == [
        {"group": "EMEA", "value": 2},
        {"group": "APAC", "value": 1},
        {"group": None, "value": 1},
    ]


def test_top_n_takes_the_largest_and_leaves_rows_without_the_field_to_the_end() -> None:
    assert compute("top_n", {"rows": ROWS, "by": "value", "n": 2}) == [ROWS[1], ROWS[2]]
    smallest = compute("top_n", {"rows": ROWS, "by": "value", "n": 9, "order": "ascending"})
    assert smallest == [ROWS[0], ROWS[2], ROWS[1], ROWS[3]]


def test_a_field_may_be_a_path() -> None:
    in_order = compute("sort", {"rows": ROWS[:3], "by": "at.city"})
    assert in_order == [ROWS[0], ROWS[2], ROWS[1]]


EARLIER, LATER = "2025-06-10T12:00:00+02:00", "2025-06-10T11:00:00+00:00"  # 10 and 11 in UTC


def test_times_with_a_zone_are_ordered_as_instants() -> None:
    assert compute("min", {"values": [LATER, EARLIER]}) == EARLIER
    assert compute("max", {"values": [EARLIER, LATER]}) == LATER
    rows: list[Json] = [{"at": LATER}, {"at": None}, {"at": EARLIER}]
    assert compute("sort", {"rows": rows, "by": "at"}) == [rows[2], rows[0], rows[1]]
    assert compute("top_n", {"rows": rows, "n": 1, "by": "at"}) == [rows[0]]


def test_times_of_which_some_lack_a_zone_are_ordered_as_texts() -> None:
    texts: list[Json] = [EARLIER, LATER, "2025-06-10T11:30:00"]
    assert compute("sort", {"rows": texts}) == [texts[1], texts[2], texts[0]]


def test_rows_are_filtered_as_conditions_compare() -> None:
    found = compute("filter", {"rows": ROWS, "field": "value", "op": "ge", "value": 4})
    assert found == [ROWS[1], ROWS[2]]
    assert compute("filter", {"rows": ROWS, "field": "region", "value": "emea"}) == [
        ROWS[0],
        ROWS[2],
    ]


@pytest.mark.parametrize(
    ("name", "args", "words"),
    [
        ("average", {}, "no function 'average'; there are sum, mean"),
        ("sum", {}, "needs the argument 'values'"),
        ("sum", {"values": [1], "by": "x"}, "takes values, not 'by'"),
        ("sum", {"values": 3}, "values is 3, not a list"),
        ("sum", {"values": [1, "a"]}, r"values\[1\] is 'a', not a number"),
        ("sum", {"values": [True]}, "not a number"),
        ("sum", {"values": ["NaN"]}, "out of range"),
        ("sum", {"values": ["1e999999"]}, "out of range"),
        ("mean", {"values": [None]}, "no number"),
        ("percentage_change", {"old": 0, "new": 1}, "from 0"),
        ("group_by", {"rows": ROWS, "by": "country"}, "no row has a field 'country'"),
        ("group_by", {"rows": ROWS, "by": "region", "aggregate": "sum"}, "needs the field"),
        ("group_by", {"rows": ROWS, "by": "region", "aggregate": "median"}, "one of count"),
        ("sort", {"rows": ROWS, "by": "price"}, "no row has a field 'price'"),
        ("top_n", {"rows": ROWS, "n": 1.5}, "n is 1.5"),
        ("top_n", {"rows": ROWS, "n": -1}, "n is -1"),
        ("filter", {"rows": ROWS, "field": "region", "op": "like", "value": "x"}, "one of eq"),
        ("date_difference", {"start": "June", "end": "2025-06-01"}, "start is 'June'"),
        ("shifted_date", {"start": "2025-06-01", "count": 0.5}, "count is 0.5, not a whole"),
        ("shifted_date", {"start": "9999-12-31", "count": 1}, "1 days from 9999-12-31 is no day"),
        ("first", {"items": []}, "items is empty"),
        ("join", {"items": [{"a": 1}]}, "not a plain value"),
    ],
)
def test_what_does_not_fit_is_said_in_words(name: str, args: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        compute(name, args)


def test_a_function_shows_its_signature_for_prompts() -> None:
    shown = str(FUNCTIONS["group_by"])
    assert shown.startswith("group_by(rows, by, aggregate?=count|sum|mean|min|max, field?): ")


@given(st.lists(st.decimals(min_value=-(10**6), max_value=10**6, places=2)))
def test_amounts_add_up_to_the_cent(amounts: list[Decimal]) -> None:
    total = compute("sum", {"values": [str(amount) for amount in amounts]})
    assert Decimal(str(total)) == sum(amounts, Decimal(0))


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.sampled_from(sorted(FUNCTIONS)), st.data())
def test_any_arguments_give_a_value_or_a_value_error(name: str, data: st.DataObject) -> None:
    args = {argument: data.draw(_VALUES) for argument in FUNCTIONS[name].arguments}
    try:
        compute(name, args)
    except ValueError as problem:
        assert str(problem)
