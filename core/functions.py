"""The calculations a plan may use: a closed list of pure functions, no expressions.

Arithmetic by a model is dear and wrong; these are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal, cast, get_args

from core import decimals, rows
from core.json_values import Args, Json
from core.plan import Operator

Schema = Mapping[str, Json]


@dataclass(frozen=True)
class FunctionSpec:
    """What a function is for, takes and gives back, as JSON Schemas.

    `passes` tells that it gives back its first argument: the same kind of "list", or one "item".
    """

    description: str
    args: Schema
    returns: Schema
    compute: Callable[[Args], Json]
    passes: Literal["", "list", "item"] = ""


def compute(name: str, args: Args) -> Json:
    """Return what a function makes of its arguments.

    Raises ValueError saying what does not fit: an unknown function, a missing or unknown
    argument, a value that is no number, list or date.
    """
    spec = FUNCTIONS.get(name)
    if spec is None:
        raise ValueError(f"there is no function {name!r}; there are {', '.join(FUNCTIONS)}")
    known = cast(Schema, spec.args["properties"])
    for argument in cast("list[str]", spec.args["required"]):
        if argument not in args:
            raise ValueError(f"{name} needs the argument {argument!r}")
    for argument in args:
        if argument not in known:
            raise ValueError(f"{name} takes {', '.join(known)}, not {argument!r}")
    return spec.compute(args)


def _some_numbers(args: Args) -> list[Decimal]:
    found = decimals.decimals_of(args["values"], "values")
    if not found:
        raise ValueError("values holds no number")
    return found


def _extreme(pick: Callable[..., Any]) -> Callable[[Args], Json]:
    """Numbers by size; texts (dates as YYYY-MM-DD too) by alphabet."""

    def extreme(args: Args) -> Json:
        values = [v for v in decimals.list_of(args["values"], "values") if v is not None]
        if values and all(isinstance(value, str) for value in values):
            in_order = rows.ordered(values, None, descending=pick is max)
            return in_order[0]
        return decimals.tidy(pick(_some_numbers(args)))

    return extreme


def _difference(args: Args) -> Json:
    left, right = (decimals.decimal_of(args[name], name) for name in ("minuend", "subtrahend"))
    return decimals.tidy(decimals.total([left, -right]))


def _percentage_change(args: Args) -> Json:
    old, new = (decimals.decimal_of(args[name], name) for name in ("old", "new"))
    return decimals.tidy(decimals.percentage_between(old, new))


def _group_by(args: Args) -> Json:
    aggregate = _one_of(args.get("aggregate", "count"), "aggregate", _AGGREGATES)
    by, field = _text(args["by"], "by"), args.get("field")
    members = decimals.list_of(args["rows"], "rows")
    return rows.grouped(members, by, aggregate, None if field is None else _text(field, "field"))


def _sort(args: Args) -> list[Json]:
    by, order = args.get("by"), _one_of(args.get("order", "ascending"), "order", _ORDERS)
    return rows.ordered(
        decimals.list_of(args["rows"], "rows"),
        None if by is None else _text(by, "by"),
        descending=order == "descending",
    )


def _top_n(args: Args) -> Json:
    limit = decimals.decimal_of(args["n"], "n")
    if limit != limit.to_integral_value() or limit < 0:
        raise ValueError(f"n is {args['n']!r}, not a whole number from 0")
    in_order = {name: value for name, value in args.items() if name != "n"}
    return _sort({"order": "descending", **in_order})[: int(limit)]


def _filter(args: Args) -> Json:
    operator = _one_of(args.get("op", "eq"), "op", _COMPARISONS)
    return rows.filtered(
        decimals.list_of(args["rows"], "rows"),
        _text(args["field"], "field"),
        cast(Operator, operator),
        args["value"],
    )


def _date_difference(args: Args) -> Json:
    start, end = _moment(args["start"], "start"), _moment(args["end"], "end")
    unit = _one_of(args.get("unit", "days"), "unit", tuple(_UNITS))
    if unit == "days":
        return (end.date() - start.date()).days
    if (start.tzinfo is None) != (end.tzinfo is None):
        raise ValueError("start and end must both have a time zone, or neither")
    passed = Decimal(str((end - start).total_seconds()))
    return decimals.tidy(decimals.rounded(passed / _UNITS[unit], 2))


def _moment(value: Json, where: str) -> datetime:
    try:
        found = datetime.fromisoformat(_text(value, where).strip())
    except ValueError:
        raise ValueError(f"{where} is {value!r}, not a date like 2025-06-10") from None
    return found


def _item(position: int) -> Callable[[Args], Json]:
    def item(args: Args) -> Json:
        items = decimals.list_of(args["items"], "items")
        if not items:
            raise ValueError("items is empty")
        return items[position]

    return item


def _join(args: Args) -> Json:
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


def _takes(required: Schema, optional: Schema | None = None) -> Schema:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


_AGGREGATES: Final = ("count", "sum", "mean", "min", "max")
_ORDERS: Final = ("ascending", "descending")
_UNITS: Final = {"days": 86_400, "hours": 3600, "minutes": 60, "weeks": 604_800}
_COMPARISONS: Final = tuple(op for op in get_args(Operator) if op not in ("exists", "missing"))

_NUMBER: Schema = {"type": "number"}
_WORD: Schema = {"type": "string"}
_LIST: Schema = {"type": "array"}
_VALUES: Schema = _takes({"values": _LIST})
_ITEMS: Schema = _takes({"items": _LIST})
_ORDER: Schema = {"by": _WORD, "order": {"type": "string", "enum": list(_ORDERS)}}
_GROUPS: Schema = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"group": {}, "value": {}},
        "additionalProperties": False,
    },
}

FUNCTIONS: Final[Mapping[str, FunctionSpec]] = {
    "sum": FunctionSpec(
        "The sum of decimals.",
        _VALUES,
        _NUMBER,
        lambda args: decimals.tidy(decimals.total(decimals.decimals_of(args["values"], "values"))),
    ),
    "mean": FunctionSpec(
        "The average of decimals.",
        _VALUES,
        _NUMBER,
        lambda args: decimals.tidy(decimals.mean_of(_some_numbers(args))),
    ),
    "min": FunctionSpec("The smallest number, or the earliest date.", _VALUES, {}, _extreme(min)),
    "max": FunctionSpec("The largest number, or the latest date.", _VALUES, {}, _extreme(max)),
    "count": FunctionSpec(
        "How many items a list has.",
        _ITEMS,
        {"type": "integer"},
        lambda args: len(decimals.list_of(args["items"], "items")),
    ),
    "difference": FunctionSpec(
        "minuend minus subtrahend.",
        _takes({"minuend": {}, "subtrahend": {}}),
        _NUMBER,
        _difference,
    ),
    "percentage_change": FunctionSpec(
        "By how many percent new is above old.",
        _takes({"old": {}, "new": {}}),
        _NUMBER,
        _percentage_change,
    ),
    "group_by": FunctionSpec(
        "For each value of the field by: count of the rows, or sum, mean, min or max of a field.",
        _takes(
            {"rows": _LIST, "by": _WORD},
            {"aggregate": {"type": "string", "enum": list(_AGGREGATES)}, "field": _WORD},
        ),
        _GROUPS,
        _group_by,
    ),
    "sort": FunctionSpec(
        "The rows in order of a field, ascending unless order says descending.",
        _takes({"rows": _LIST}, _ORDER),
        _LIST,
        _sort,
        "list",
    ),
    "top_n": FunctionSpec(
        "The n rows with the largest value of a field; the smallest with order ascending.",
        _takes({"rows": _LIST, "n": {"type": "integer"}}, _ORDER),
        _LIST,
        _top_n,
        "list",
    ),
    "filter": FunctionSpec(
        "The rows whose field compares to value (op is eq unless given).",
        _takes(
            {"rows": _LIST, "field": _WORD, "value": {}},
            {"op": {"type": "string", "enum": list(_COMPARISONS)}},
        ),
        _LIST,
        _filter,
        "list",
    ),
    "date_difference": FunctionSpec(
        "Time from start to end in whole days, or in hours, minutes or weeks.",
        _takes({"start": _WORD, "end": _WORD}, {"unit": {"type": "string", "enum": list(_UNITS)}}),
        _NUMBER,
        _date_difference,
    ),
    "first": FunctionSpec("The first item of a list.", _ITEMS, {}, _item(0), "item"),
    "last": FunctionSpec("The last item of a list.", _ITEMS, {}, _item(-1), "item"),
    "join": FunctionSpec(
        "The items of a list as one text.",
        _takes({"items": _LIST}, {"separator": _WORD}),
        {"type": "string"},
        _join,
    ),
}
