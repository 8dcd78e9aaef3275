"""Rows of observations: picked, ordered and grouped by one of their fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from core import decimals
from core.conditions import comparable_texts, compare
from core.json_values import Json, canonical
from core.plan import Operator
from core.references import Missing, parse, walk

SortKey: TypeAlias = tuple[int, Decimal, str]

_AGGREGATES: dict[str, Callable[[Sequence[Decimal]], Decimal]] = {
    "sum": decimals.total,
    "mean": decimals.mean_of,
    "min": min,
    "max": max,
}


def field_of(row: Json, field: str) -> Json:
    """Return a field of a row by its path ("customer.region"), null where it is absent."""
    _, path = parse(f"row.{field}")
    found = walk(row, path)
    return None if isinstance(found, Missing) else found


def ordered(rows: Sequence[Json], field: str | None, *, descending: bool) -> list[Json]:
    """Return rows by a field (or plain values): numbers, then texts; what has none comes last."""
    values = [row if field is None else field_of(row, field) for row in rows]
    _check_field_exists(values, field)
    there = [row for value, row in zip(values, rows, strict=True) if value is not None]
    absent = [row for value, row in zip(values, rows, strict=True) if value is None]
    keys = _sort_keys([value for value in values if value is not None])
    pairs = sorted(zip(keys, there, strict=True), key=lambda pair: pair[0], reverse=descending)
    return [row for _, row in pairs] + absent


def _sort_keys(values: Sequence[Json]) -> list[SortKey]:
    """Return what values are sorted by; texts are read together, as conditions compare them."""
    texts = [value for value in values if isinstance(value, str) and _number(value) is None]
    read = dict(zip(texts, comparable_texts(texts), strict=True))
    return [_sort_key(value, read) for value in values]


def _sort_key(value: Json, read: Mapping[str, str]) -> SortKey:
    number = _number(value)
    if number is not None:
        return 0, number, ""
    return 1, Decimal(0), read[value] if isinstance(value, str) else canonical(value)


def _number(value: Json) -> Decimal | None:
    try:
        return decimals.decimal_of(value, "value")
    except ValueError:
        return None


def _check_field_exists(values: Sequence[Json], field: str | None) -> None:
    if field is not None and values and all(value is None for value in values):
        raise ValueError(f"no row has a field {field!r}")


def filtered(rows: Sequence[Json], field: str, operator: Operator, value: Json) -> list[Json]:
    """Return the rows whose field compares to the value, as in a plan's conditions."""
    _check_field_exists([field_of(row, field) for row in rows], field)
    return [row for row in rows if compare(field_of(row, field), operator, value)]


def grouped(rows: Sequence[Json], by: str, aggregate: str, field: str | None) -> list[Json]:
    """Return one row `{"group", "value"}` per value of `by`, in order of first appearance."""
    groups: dict[str, list[Json]] = {}
    names: dict[str, Json] = {}
    for row in rows:
        group = field_of(row, by)
        names.setdefault(canonical(group), group)
        groups.setdefault(canonical(group), []).append(row)
    _check_field_exists(list(names.values()), by)
    return [
        {"group": names[key], "value": _aggregated(members, aggregate, field)}
        for key, members in groups.items()
    ]


def _aggregated(rows: Iterable[Json], aggregate: str, field: str | None) -> Json:
    members = list(rows)
    if aggregate == "count":
        return len(members)
    if field is None:
        raise ValueError(f"{aggregate} needs the field whose numbers it takes")
    values = decimals.decimals_of([field_of(row, field) for row in members], field)
    if not values and aggregate != "sum":
        return None
    return decimals.tidy(_AGGREGATES[aggregate](values))
