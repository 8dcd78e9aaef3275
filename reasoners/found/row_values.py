"""Rows that hold the values of a request: its dates, its numbers, whom and what it names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from core.json_values import Json
from reasoners.found.facts import cells
from reasoners.found.weeks import is_in_week
from reasoners.reading.request import Request
from reasoners.reading.values import Value

Row = Mapping[str, Json]
_NAMING = frozenset({"name", "id"})


def same_value(value: Value, cell: Json) -> bool:
    """Whether a value of the prompt is what stands in a cell."""
    if cell is None or isinstance(cell, bool):
        return False
    if value.kind == "year" and isinstance(cell, int):
        return str(cell) == str(value.value)
    if isinstance(cell, int | float):
        return isinstance(value.value, int | float) and float(value.value) == float(cell)
    text, wanted = str(cell).casefold(), str(value.value).casefold()
    if value.kind == "date":
        return text[:10] == wanted or (not value.whole and text[4:10] == wanted[4:])
    if value.kind == "month":
        return text[:7] == wanted or (
            not value.whole
            and re.match(r"\d{4}-\d\d", text) is not None
            and text[4:7] == wanted[4:]
        )
    if value.kind == "year":
        return re.match(rf"{wanted}-\d\d", text) is not None
    if value.kind == "week":
        return is_in_week(text, wanted)
    if value.kind == "time":
        return text[:5] == wanted or text[11:16] == wanted
    if value.kind in ("name", "quoted", "address"):
        return len(wanted) > 2 and re.search(rf"\b{re.escape(wanted)}\b", text) is not None
    return re.sub(r"[\s#]", "", text) == re.sub(r"[\s#]", "", wanted)


def by_values(
    rows: Sequence[Row], kept: list[int], values: Sequence[Value], request: Request
) -> list[int]:
    """Return the rows of those kept that hold values of each kind, all where none does.

    Of a person and a town the row that holds both comes before those that hold one.
    """
    grouped: dict[str, list[Value]] = {}
    for value in values:
        if _counts_records(value, request):
            continue
        grouped.setdefault(value.kind, []).append(value)
    for kind, group in grouped.items():
        held = {at: [v for v in group if _holds(rows[at], v, request)] for at in kept}
        found = [at for at in kept if held[at]]
        if kind in _NAMING:
            counts = {at: len({str(v.value).casefold() for v in held[at]}) for at in found}
            found = [at for at in found if counts[at] == max(counts.values())]
        # The bill of a month is the one that says so, rather than one that was written in it.
        whole = [at for at in found if kind == "month" and _says_month(rows[at], group)]
        kept = whole or found or kept
    return kept


_THE = re.compile(
    r"\b(?:the|these|those|his|her|their|our|my|its|all|of|last|first|next)\s+$", re.I
)


def _counts_records(value: Value, request: Request) -> bool:
    """Whether a number in a word only says of how many records: "two of them", "the other one"."""
    if value.kind != "number" or not value.text.isalpha():
        return False
    behind = request.text[value.end : value.end + 3].lower() == " of"
    return behind or value.text.lower() == "one" or bool(_THE.search(request.text[: value.start]))


def _says_month(row: Row, months: Sequence[Value]) -> bool:
    held = (cell.value for cell in cells(row))
    return any(len(str(v)) == MONTH and any(same_value(m, v) for m in months) for v in held)


MONTH = len("2026-01")


def _holds(row: Row, value: Value, request: Request) -> bool:
    """Whether a row holds a value, a name also in parts, or by its word in the catalog's lists."""
    held = [cell.value for cell in cells(row)]
    if any(same_value(value, one) for one in held):
        return True
    if value.kind != "name":
        return False
    texts = {one.casefold() for one in held if isinstance(one, str)}
    parts = str(value.value).casefold().split()
    listed = {choice.casefold() for choice in request.listed.get(value.text, ())}
    return bool(listed & texts) or (len(parts) > 1 and set(parts) <= texts)
