"""Whether two values say the same in different forms: case, separators, a number, a date."""

from __future__ import annotations

import re
from datetime import datetime

from core.json_values import Json

_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)*")
_PHONE = re.compile(r"\+[\d ()/-]{7,}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?:T00:00(?::00)?(?:Z|\+00:00)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def same_value(one: Json, other: Json) -> bool:
    """Compare two values; an address must be the same letter for letter, but for case."""
    if isinstance(one, bool) or isinstance(other, bool) or one is None or other is None:
        return one is other
    if isinstance(one, list | dict) or isinstance(other, list | dict):
        return one == other
    return form_of(str(one)) == form_of(str(other))


def plain_number(number: str) -> str:
    """Return a number without its grouping and its trailing zeros."""
    bare = number.replace(",", "")
    return str(float(bare)) if bare.count(".") <= 1 else bare


def form_of(value: str) -> str:
    """Return the one form that stands for every form of a value."""
    text = value.strip().casefold()
    day = _day(text)
    if day:
        return day
    if _PHONE.fullmatch(text):
        return re.sub(r"\D", "", text)
    if _NUMBER.fullmatch(text):
        return plain_number(text.lstrip("+-"))
    return text if "@" in text or "." in text else re.sub(r"[\s_-]+", "-", text.lstrip("#"))


def _day(text: str) -> str:
    day_first = _DAY_FIRST.fullmatch(text)
    if day_first:
        text = f"{day_first[3]}-{day_first[2]:0>2}-{day_first[1]:0>2}"
    if not _DAY.fullmatch(text.upper()):
        return ""
    try:
        return datetime.fromisoformat(text[:10]).date().isoformat()
    except ValueError:
        return ""
