"""Values and names as an operator reads them: as in the data, money with two decimals."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.json_values import Json
from reasoners.meaning.words import name_words

LONG = 60
_MONEY = frozenset(
    "amount price cost total fee charge balance fare sum premium rent deposit payment refund "
    "subtotal discount salary excess paid owed due credit debit value net gross tax takings "
    "revenue turnover income earnings expenses".split()
)
_ROLES = frozenset({"id", "no", "number"})


def label(name: str) -> str:
    """Return a member name in plain words."""
    return " ".join(name_words(name)) or name


def said(value: Json) -> str:
    """Return a scalar in words."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else str(value)
    return str(value)


def said_of(name: str, value: Json, row: Mapping[str, Json]) -> str:
    """Return a member's value with the currency or unit that stands beside it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        money = set(name_words(name)) & _MONEY
        currency = next(
            (str(v) for k, v in row.items() if "currency" in name_words(k) and isinstance(v, str)),
            "",
        )
        unit = next(
            (str(v) for k, v in row.items() if k.lower() == "unit" and isinstance(v, str)), ""
        )
        if money and currency:
            return f"{value:.2f} {currency}"
        if unit and name.lower() == "value":
            return f"{said(value)} {unit}"
        return f"{value:.2f}" if money and isinstance(value, float) else said(value)
    if isinstance(value, list | tuple):
        return ", ".join(said_item(item) for item in value) or "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{label(k)} {said_of(k, v, value)}" for k, v in value.items())
    return said(value) or "none"


def said_item(item: Json) -> str:
    """Return an item of a nested list in a few words: "night surcharge 14.20"."""
    if not isinstance(item, Mapping):
        return said(item)
    return " ".join(said_of(key, value, item) for key, value in item.items() if value is not None)


def is_long(value: Json) -> bool:
    """Whether a value is free text to be quoted."""
    return isinstance(value, str) and len(value) > LONG


def quoted(text: str, limit: int = 700) -> str:
    """Return free text of a tool as a quotation on one line."""
    plain = re.sub(r"\s+", " ", text).strip()
    return '"' + (plain if len(plain) <= limit else plain[:limit].rpartition(" ")[0] + " …") + '"'


def is_identifier(name: str) -> bool:
    """Whether a member is an identifier by its name."""
    words = name_words(name)
    return bool(words) and words[-1] in _ROLES | {"reference", "code", "key"}


def sentence(text: str) -> str:
    """Return text with a capital first letter and a full stop."""
    text = text.strip()
    if not text:
        return ""
    first = re.match(r"[a-z]+(?=[\s,:;.?!]|$)", text)
    return (text[0].upper() if first else text[0]) + text[1:] + ("" if text[-1] in '.!?:"' else ".")
