"""The comparisons a plan's `when` may use: a closed list, no expressions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from core.json_values import Json
from core.plan import Condition, Operator
from core.references import Missing, fill, resolve


def holds(condition: Condition, outputs: Mapping[str, Json]) -> bool:
    """Judge one condition; a reference that does not resolve satisfies only "missing"."""
    found = resolve(condition["ref"], outputs)
    if condition["op"] == "missing":
        return isinstance(found, Missing) or found is None or found == []
    if isinstance(found, Missing):
        return False
    if condition["op"] == "exists":
        return found is not None and found != []
    value = fill(condition.get("value"), outputs)
    if isinstance(value, Missing):
        return False
    if "[*]" not in condition["ref"]:
        return compare(found, condition["op"], value)
    judge = all if condition.get("over") == "all" else any
    return isinstance(found, list) and judge(
        compare(item, condition["op"], value) for item in found
    )


def compare(left: Json, operator: Operator, right: Json) -> bool:
    """Compare two values; what cannot be ordered is neither less nor more."""
    return _COMPARISONS[operator](left, right)


def comparable_texts(texts: Sequence[str]) -> list[str]:
    """Return what to compare in place of texts: instants where every text is a time with its zone,
    else ISO dates as dates, and words without case."""
    instants = [_instant(text.strip()) for text in texts]
    read = [instant for instant in instants if instant is not None]
    if len(read) == len(texts):
        return read
    return [_moment(text.strip()) or text.strip().casefold() for text in texts]


def _comparable(left: Json, right: Json) -> tuple[Any, Any]:
    """Numbers in text compare as numbers, two texts as texts that are compared."""
    first, second = _number_or_value(left), _number_or_value(right)
    if isinstance(first, str) and isinstance(second, str):
        first, second = comparable_texts([first, second])
    return first, second


def _number_or_value(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return value
    return value if isinstance(value, str) and not number.is_finite() else number


def _instant(text: str) -> str | None:
    try:
        moment = datetime.fromisoformat(text)
        utc = moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
    return utc.isoformat(timespec="microseconds") if utc else None


def _moment(text: str) -> str | None:
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _ordered(test: Callable[[Any, Any], bool]) -> Callable[[Json, Json], bool]:
    def compare(left: Json, right: Json) -> bool:
        first, second = _comparable(left, right)
        return type(first) is type(second) and first is not None and test(first, second)

    return compare


def _equal(left: Json, right: Json) -> bool:
    first, second = _comparable(left, right)
    return bool(first == second)


def _contains(left: Json, right: Json) -> bool:
    if isinstance(left, str):
        return isinstance(right, str) and right.casefold() in left.casefold()
    return isinstance(left, list | Mapping) and any(_equal(item, right) for item in left)


_COMPARISONS: dict[Operator, Callable[[Json, Json], bool]] = {
    "eq": _equal,
    "ne": lambda left, right: not _equal(left, right),
    "lt": _ordered(lambda left, right: bool(left < right)),
    "le": _ordered(lambda left, right: bool(left <= right)),
    "gt": _ordered(lambda left, right: bool(left > right)),
    "ge": _ordered(lambda left, right: bool(left >= right)),
    "contains": _contains,
    "not_contains": lambda left, right: not _contains(left, right),
    "in": lambda left, right: _contains(right, left),
}
