"""The calculations a plan may use: a closed list of pure functions, no expressions.

Arithmetic by a model is dear and wrong; these are exact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal, cast

from core import calculations
from core.json_values import Args, Json

Schema = Mapping[str, Json]


@dataclass(frozen=True)
class FunctionSpec:
    """What a function is for, takes and gives back, as JSON Schemas.

    `passes` tells that it gives back its first argument: the same kind of "list", or one "item".
    """

    name: str
    description: str
    args: Schema
    returns: Schema
    compute: Callable[[Args], Json]
    passes: Literal["", "list", "item"] = ""

    @property
    def arguments(self) -> Mapping[str, Schema]:
        """Argument name -> JSON Schema of that argument."""
        return cast("Mapping[str, Schema]", self.args["properties"])

    def __str__(self) -> str:
        """The signature with its purpose, as a prompt shows it."""
        required = cast("list[str]", self.args["required"])
        arguments = (
            name + ("" if name in required else "?") + _choices(schema)
            for name, schema in self.arguments.items()
        )
        return f"{self.name}({', '.join(arguments)}): {self.description}"


def compute(name: str, args: Args) -> Json:
    """Return what a function makes of its arguments.

    Raises ValueError saying what does not fit: an unknown function, a missing or unknown
    argument, a value that is no number, list or date.
    """
    spec = FUNCTIONS.get(name)
    if spec is None:
        raise ValueError(f"there is no function {name!r}; there are {', '.join(FUNCTIONS)}")
    for argument in cast("list[str]", spec.args["required"]):
        if argument not in args:
            raise ValueError(f"{name} needs the argument {argument!r}")
    for argument in args:
        if argument not in spec.arguments:
            raise ValueError(f"{name} takes {', '.join(spec.arguments)}, not {argument!r}")
    return spec.compute(args)


def _choices(schema: Schema) -> str:
    words = schema.get("enum")
    return f"={'|'.join(map(str, words))}" if isinstance(words, list) else ""


def _takes(required: Schema, optional: Schema | None = None) -> Schema:
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


_NUMBER: Schema = {"type": "number"}
_WORD: Schema = {"type": "string"}
_LIST: Schema = {"type": "array"}
_VALUES: Schema = _takes({"values": _LIST})
_ITEMS: Schema = _takes({"items": _LIST})
_ORDER: Schema = {"by": _WORD, "order": {"type": "string", "enum": list(calculations.ORDERS)}}
_GROUPS: Schema = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"group": {}, "value": {}},
        "additionalProperties": False,
    },
}

_SPECS: Final = (
    FunctionSpec(
        "sum",
        "The sum of numbers.",
        _VALUES,
        _NUMBER,
        calculations.total,
    ),
    FunctionSpec(
        "mean",
        "The average of numbers.",
        _VALUES,
        _NUMBER,
        calculations.mean,
    ),
    FunctionSpec(
        "min",
        "The smallest number, or the earliest date.",
        _VALUES,
        {},
        calculations.extreme_of(min),
    ),
    FunctionSpec(
        "max", "The largest number, or the latest date.", _VALUES, {}, calculations.extreme_of(max)
    ),
    FunctionSpec(
        "count",
        "How many items a list has.",
        _ITEMS,
        {"type": "integer"},
        calculations.count,
    ),
    FunctionSpec(
        "difference",
        "minuend minus subtrahend.",
        _takes({"minuend": {}, "subtrahend": {}}),
        _NUMBER,
        calculations.difference,
    ),
    FunctionSpec(
        "percentage_change",
        "By how many percent new is above old.",
        _takes({"old": {}, "new": {}}),
        _NUMBER,
        calculations.percentage_change,
    ),
    FunctionSpec(
        "group_by",
        "Rows with group and value: for each value of the field by the count of its rows, or the"
        " sum, mean, min or max of a field.",
        _takes(
            {"rows": _LIST, "by": _WORD},
            {
                "aggregate": {"type": "string", "enum": list(calculations.AGGREGATES)},
                "field": _WORD,
            },
        ),
        _GROUPS,
        calculations.group_by,
    ),
    FunctionSpec(
        "sort",
        "The rows in order of a field, ascending unless order says descending.",
        _takes({"rows": _LIST}, _ORDER),
        _LIST,
        calculations.in_order_of,
        "list",
    ),
    FunctionSpec(
        "top_n",
        "The n rows with the largest value of a field; the smallest with order ascending.",
        _takes({"rows": _LIST, "n": {"type": "integer"}}, _ORDER),
        _LIST,
        calculations.top_n,
        "list",
    ),
    FunctionSpec(
        "filter",
        "The rows whose field compares to value (op is eq unless given).",
        _takes(
            {"rows": _LIST, "field": _WORD, "value": {}},
            {"op": {"type": "string", "enum": list(calculations.COMPARISONS)}},
        ),
        _LIST,
        calculations.filtered_by,
        "list",
    ),
    FunctionSpec(
        "date_difference",
        "Time from start to end in whole days, or in hours, minutes or weeks.",
        _takes(
            {"start": _WORD, "end": _WORD},
            {"unit": {"type": "string", "enum": list(calculations.UNITS)}},
        ),
        _NUMBER,
        calculations.date_difference,
    ),
    FunctionSpec(
        "shifted_date",
        "The day count days, weeks or months after start; before it where count is negative.",
        _takes(
            {"start": _WORD, "count": {"type": "integer"}},
            {"unit": {"type": "string", "enum": list(calculations.SHIFTED_BY)}},
        ),
        _WORD,
        calculations.shifted_date,
    ),
    FunctionSpec("first", "The first item of a list.", _ITEMS, {}, calculations.item_at(0), "item"),
    FunctionSpec("last", "The last item of a list.", _ITEMS, {}, calculations.item_at(-1), "item"),
    FunctionSpec(
        "join",
        "The items of a list as one text.",
        _takes({"items": _LIST}, {"separator": _WORD}),
        {"type": "string"},
        calculations.joined,
    ),
)
FUNCTIONS: Final[Mapping[str, FunctionSpec]] = {spec.name: spec for spec in _SPECS}
