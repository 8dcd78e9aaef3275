"""Numbers of observations: read exactly, computed in decimal, given back tidy."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal, DecimalException, InvalidOperation
from typing import TypeAlias

from core.json_values import Json

Number: TypeAlias = int | float

_EXACT = Context(prec=60)
_LARGEST_EXPONENT = 300


def decimal_of(value: Json, where: str) -> Decimal:
    """Return a number, or a text that is one, exactly. Raises ValueError naming `where`."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(f"{where} is {_described(value)}, not a number")
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise ValueError(f"{where} is {_described(value)}, not a number") from None
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise ValueError(f"{where} is {_described(value)}, out of range")
    return number


def decimals_of(values: Json, where: str) -> list[Decimal]:
    """Return the numbers of a list; what is null is left out, as a database does."""
    return [
        decimal_of(value, f"{where}[{position}]")
        for position, value in enumerate(list_of(values, where))
        if value is not None
    ]


def list_of(value: Json, where: str) -> Sequence[Json]:
    """Return a list. Raises ValueError naming `where` for anything else."""
    if not isinstance(value, list | tuple):
        raise ValueError(f"{where} is {_described(value)}, not a list")
    return value


def total(numbers: Sequence[Decimal]) -> Decimal:
    """Return the exact sum."""
    result = Decimal(0)
    for number in numbers:
        result = _EXACT.add(result, number)
    return result


def mean_of(numbers: Sequence[Decimal]) -> Decimal:
    """Return the mean, to two places more than the numbers have."""
    return rounded(_EXACT.divide(total(numbers), Decimal(len(numbers))), places_of(numbers) + 2)


def percentage_between(old: Decimal, new: Decimal) -> Decimal:
    """Return how much more `new` is than `old`, in percent of `old`, to two places."""
    if old == 0:
        raise ValueError("a percentage change from 0 does not exist")
    share = _EXACT.divide(_EXACT.subtract(new, old), abs(old))
    return rounded(_EXACT.multiply(share, Decimal(100)), 2)


def places_of(numbers: Sequence[Decimal]) -> int:
    """Return the most decimal places that one of the numbers has."""
    exponents = [number.as_tuple().exponent for number in numbers]
    return max((-places for places in exponents if isinstance(places, int)), default=0)


def rounded(number: Decimal, places: int) -> Decimal:
    """Return a number to at least two and at most twelve places, half to even."""
    try:
        return number.quantize(Decimal(1).scaleb(-min(max(places, 2), 12)), context=_EXACT)
    except DecimalException:
        return number


def tidy(number: Decimal) -> Number:
    """Return a number as JSON shows it: whole numbers as integers, no binary dust."""
    whole = number.to_integral_value()
    return int(whole) if whole == number and abs(number) < 2**53 else float(number)


def _described(value: Json) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
