"""Two records compared: the difference, and what makes it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import combinations

from core.json_values import Json
from reasoners.found.formats import is_identifier, label, said_of
from reasoners.meaning.words import name_words
from reasoners.wording.records import heading

Row = Mapping[str, Json]


def difference(first: Row, second: Row, measure: str) -> str:
    """Say how much the second has more or less than the first, and which items account for it."""
    before, after = first.get(measure), second.get(measure)
    if not _number(before) or not _number(after):
        return ""
    change = round(float(after) - float(before), 6)  # type: ignore[arg-type]
    what = label(measure)
    left, right = name_for(first, second), name_for(second, first)
    if change == 0:
        return f"{right} and {left} have the same {what}, {said_of(measure, after, second)}"
    word = "more" if change > 0 else "less"
    share = f" ({abs(change) / abs(float(before)) * 100:.1f} percent)" if float(before) else ""  # type: ignore[arg-type]
    told = (
        f"{right} is {said_of(measure, after, second)}, {left} {said_of(measure, before, first)}: "
        f"{said_of(measure, _same_type(abs(change), after), second)} {word}{share}"
    )
    causes = reasons(first, second, measure)
    return f"{told}. The difference comes from {causes}" if causes else told


def _same_type(change: float, like: Json) -> Json:
    return int(change) if isinstance(like, int) and float(change).is_integer() else round(change, 4)


def _number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def tells_period(name: str, value: Json) -> bool:
    """Whether a member says when: a date, a month, a year in digits."""
    if isinstance(value, str):
        return re.match(r"\d{4}-(?:\d\d|W)", value) is not None
    return is_year(name) and isinstance(value, int) and not isinstance(value, bool)


def is_year(name: str) -> bool:
    """Whether a member of this name holds a year, which nobody adds up or compares."""
    return name_words(name)[-1:] == ("year",)


def name_for(row: Row, other: Row) -> str:
    """Name a row by what tells it from the other."""
    differing = [
        n
        for n, v in row.items()
        if other.get(n) != v and (tells_period(n, v) or (isinstance(v, str) and len(v) <= 40))
    ]
    plain = [n for n in differing if not is_identifier(n)]
    period = next(
        (
            n
            for n in plain
            if set(name_words(n))
            & {"period", "month", "week", "date", "year", "quarter", "region", "name", "day"}
        ),
        None,
    )
    own = next((n for n in differing if is_identifier(n)), None)
    parts = [str(row[n]) for n in (own, period) if n]
    if len(parts) == 2:
        return f"{parts[0]} ({parts[1]})"
    return parts[0] if parts else (str(row[plain[0]]) if plain else heading(row))


def reasons(first: Row, second: Row, measure: str) -> str:
    """Return the items and members whose differences make up the change."""
    found = []
    for name, value in second.items():
        old = first.get(name)
        if _items(value) and _items(old):
            found += _item_changes(_amounts(old), _amounts(value), second)
        elif (
            name != measure
            and not is_year(name)
            and _number(value)
            and _number(old)
            and value != old
        ):
            change = round(float(value) - float(old), 6)  # type: ignore[arg-type]
            found.append(
                f"{label(name)} {said_of(name, old, first)} to {said_of(name, value, second)} "
                f"({change:+g})"
            )
    return ", ".join(found)


MOST_ITEMS = 12


def items_that_make(row: Row, change: float) -> list[str]:
    """Return the fewest items of a record that come to a difference, all where none do just so."""
    items = [item for value in row.values() if _items(value) for item in _amounts(value).items()]
    if len(items) > MOST_ITEMS:
        return []
    chosen = next(
        (
            part
            for count in range(1, len(items))
            for part in combinations(items, count)
            if round(sum(amount for _, amount in part) - change, 2) == 0
        ),
        tuple(items),
    )
    return [f"{name} {said_of('amount', amount, row)}" for name, amount in chosen]


def _items(value: Json) -> bool:
    return (
        isinstance(value, list | tuple)
        and bool(value)
        and all(isinstance(item, Mapping) for item in value)
    )


def _amounts(items: Json) -> dict[str, float]:
    amounts: dict[str, float] = {}
    for item in items if isinstance(items, list | tuple) else ():
        if isinstance(item, Mapping):
            texts = (v for n, v in item.items() if isinstance(v, str) and not tells_period(n, v))
            name = " ".join(texts)
            number = next(
                (
                    float(v)
                    for v in reversed(list(item.values()))
                    if isinstance(v, int | float) and not isinstance(v, bool)
                ),
                0.0,
            )
            amounts[name] = amounts.get(name, 0.0) + number
    return amounts


def _item_changes(old: Mapping[str, float], new: Mapping[str, float], row: Row) -> list[str]:
    told = []
    for name in [*new, *(n for n in old if n not in new)]:
        change = round(new.get(name, 0.0) - old.get(name, 0.0), 2)
        if change:
            kind = "new: " if name not in old else "no longer: " if name not in new else ""
            amount = said_of("amount", abs(change) if kind else change, row)
            told.append(
                f"{name} {amount}"
                if kind == "new: "
                else f"{kind}{name} {amount}"
                if kind
                else f"{name} {change:+.2f}"
            )
    return told


def spread(rows: Sequence[Row], measure: str) -> str:
    """Say which of several rows is highest and lowest, and by how much."""
    counted = [row for row in rows if _number(row.get(measure))]
    if len(counted) < 3:
        return ""
    ordered = sorted(counted, key=lambda row: float(row[measure]))  # type: ignore[arg-type]
    low, high = ordered[0], ordered[-1]
    return (
        f"Highest {label(measure)}: {name_for(high, low)} with "
        f"{said_of(measure, high[measure], high)}; "
        f"lowest: {name_for(low, high)} with {said_of(measure, low[measure], low)}"
    )
