"""Money as whole picodollars, so that a thousand small calls add up exactly."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal, InvalidOperation

from core.errors import InputError

PICO = 10**12
# Above the largest budget, and a number that the ledger can hold.
_LARGEST = 10**18 + 1


def picodollars(usd: Decimal) -> int:
    """Return an amount rounded up, so that rounding never lets a budget be overrun.

    What is more than any budget can hold is all the same.
    """
    return min(int((usd * PICO).to_integral_value(ROUND_CEILING)), _LARGEST)


def dollars(pico: int) -> float:
    """Return an amount for people and JSON."""
    return pico / PICO


def amount_text(pico: int) -> str:
    """Return an amount with its cents, and with all that is below a cent."""
    cents, below = divmod(pico, PICO // 100)
    text = f"{Decimal(cents) / 100:.2f}"
    return text + f"{below:010d}".rstrip("0")


def decimal_usd(text: str, field: str) -> Decimal:
    """Read an amount that a person wrote; InputError names the field."""
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        raise InputError(f"{text!r} is not an amount in USD", field=field) from None
    if not amount.is_finite() or amount < 0 or amount > 10**6:
        raise InputError(f"{text!r} must be between 0 and 1000000 USD", field=field)
    return amount


def budget(text: str, field: str) -> int | None:
    """Read a budget in USD; "none" means that nothing is limited."""
    return None if text.strip().lower() == "none" else picodollars(decimal_usd(text, field))
