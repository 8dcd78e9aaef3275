"""What the functions of core.functions compute. Arguments are checked for presence before."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, cast, get_args

from core import decimals, rows
from core.json_values import Args, Json
from core.plan import Operator

AGGREGATES: Final = ("count", "sum", "mean", "min", "max")
ORDERS: Final = ("ascending", "descending")
UNITS: Final = {"days": 86_400, "hours": 3600, "minutes": 60, "weeks": 604_800}
SHIFTED_BY: Final = ("days", "weeks", "months")
COMPARISONS: Final = tuple(op for op in get_args(Operator) if op not in ("exists", "missing"))


def total(args: Args) -> Json:
    """The sum; of no numbers it is 0."""
    return decimals.tidy(decimals.total(decimals.decimals_of(args["values"], "values")))


def mean(args: Args) -> Json:
    """The average."""
    return decimals.tidy(decimals.mean_of(_some_numbers(args)))


def count(args: Args) -> Json:
    """The length of a list."""
    return len(decimals.list_of(args["items"], "items"))


def _some_numbers(args: Args) -> list[Decimal]:
    found = decimals.decimals_of(args["values"], "values")
    if not found:
        raise ValueError("values holds no number")
    return found


def extreme_of(pick: Callable[..., Any]) -> Callable[[Args], Json]:
    """Return the calculation of the least or greatest: numbers by size, texts by alphabet."""

    def extreme(args: Args) -> Json:
        values = [v for v in decimals.list_of(args["values"], "values") if v is not None]
        if values and all(isinstance(value, str) for value in values):
            return rows.ordered(values, None, descending=pick is max)[0]
        return decimals.tidy(pick(_some_numbers(args)))

    return extreme


def difference(args: Args) -> Json:
    """minuend minus subtrahend."""
    left, right = (decimals.decimal_of(args[name], name) for name in ("minuend", "subtrahend"))
    return decimals.tidy(decimals.total([left, -right]))


def percentage_change(args: Args) -> Json:
    """By how many percent `new` is above `old`."""
    old, new = (decimals.decimal_of(args[name], name) for name in ("old", "new"))
    return decimals.tidy(decimals.percentage_between(old, new))


def group_by(args: Args) -> Json:
    """One row per value of a field."""
    aggregate = _one_of(args.get("aggregate", "count"), "aggregate", AGGREGATES)
    by, field = _text(args["by"], "by"), args.get("field")
    members = decimals.list_of(args["rows"], "rows")
    return rows.grouped(members, by, aggregate, None if field is None else _text(field, "field"))


def in_order_of(args: Args) -> list[Json]:
    """The rows in order of a field, or plain values in order."""
    by, order = args.get("by"), _one_of(args.get("order", "ascending"), "order", ORDERS)
    return rows.ordered(
        decimals.list_of(args["rows"], "rows"),
        None if by is None else _text(by, "by"),
        descending=order == "descending",
    )


def top_n(args: Args) -> Json:
    """The first n rows in order, descending unless told."""
    limit = decimals.decimal_of(args["n"], "n")
    if limit != limit.to_integral_value() or limit < 0:
        raise ValueError(f"n is {args['n']!r}, not a whole number from 0")
    in_order = {name: value for name, value in args.items() if name != "n"}
    return in_order_of({"order": "descending", **in_order})[: int(limit)]


def filtered_by(args: Args) -> Json:
    """The rows whose field compares to a value."""
    operator = _one_of(args.get("op", "eq"), "op", COMPARISONS)
    return rows.filtered(
        decimals.list_of(args["rows"], "rows"),
        _text(args["field"], "field"),
        cast(Operator, operator),
        args["value"],
    )


def date_difference(args: Args) -> Json:
    """Time from start to end; days are calendar days."""
    start, end = _moment(args["start"], "start"), _moment(args["end"], "end")
    unit = _one_of(args.get("unit", "days"), "unit", tuple(UNITS))
    if unit == "days":
        return (end.date() - start.date()).days
    if (start.tzinfo is None) != (end.tzinfo is None):
        raise ValueError("start and end must both have a time zone, or neither")
    passed = Decimal(str((end - start).total_seconds()))
    return decimals.tidy(decimals.rounded(passed / UNITS[unit], 2))


def shifted_date(args: Args) -> Json:
    """The day so far after start, in the form of start; a month has its last day at the latest."""
    start, count = _moment(args["start"], "start"), decimals.decimal_of(args["count"], "count")
    unit = _one_of(args.get("unit", "days"), "unit", SHIFTED_BY)
    if count != count.to_integral_value():
        raise ValueError(f"count is {args['count']!r}, not a whole number")
    try:
        found = _months_on(start, int(count)) if unit == "months" else None
        found = found or start + timedelta(**{unit: int(count)})
    except (OverflowError, ValueError):
        raise ValueError(f"{count} {unit} from {args['start']} is no day of the calendar") from None
    whole = len(str(args["start"]).strip()) > len("2025-06-10")
    return found.isoformat() if whole else found.date().isoformat()


def _months_on(start: datetime, count: int) -> datetime:
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    return start.replace(
        year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1])
    )


def _moment(value: Json, where: str) -> datetime:
    try:
        found = datetime.fromisoformat(_text(value, where).strip())
    except ValueError:
        raise ValueError(f"{where} is {value!r}, not a date like 2025-06-10") from None
    return found


def item_at(position: int) -> Callable[[Args], Json]:
    """Return the calculation of the item at a place."""

    def item(args: Args) -> Json:
        items = decimals.list_of(args["items"], "items")
        if not items:
            raise ValueError("items is empty")
        return items[position]

    return item


def joined(args: Args) -> Json:
    """Plain values as one text."""
    separator = _text(args.get("separator", ", "), "separator")
    items = decimals.list_of(args["items"], "items")
    for position, item in enumerate(items):
        if isinstance(item, list | Mapping):
            raise ValueError(f"items[{position}] is not a plain value; name one of its fields")
    return separator.join(
        str(item).lower() if isinstance(item, bool) else str(item)
        for item in items
        if item is not None
    )


def _text(value: Json, where: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{where} is {value!r}, not a text")
    return value


def _one_of(value: Json, where: str, words: tuple[str, ...]) -> str:
    if isinstance(value, str) and value in words:
        return value
    raise ValueError(f"{where} is {value!r}; it is one of {', '.join(words)}")
