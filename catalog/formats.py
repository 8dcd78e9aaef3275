"""The formats of JSON Schema that are checked: those that can be told without doubt."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final
from uuid import UUID

if TYPE_CHECKING:
    from jsonschema import FormatChecker

_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")

EXAMPLES: Final = {
    "email": "an e-mail address",
    "date": "a date like 2025-06-10",
    "date-time": "a date and time like 2025-06-10T14:00:00Z",
    "time": "a time like 14:00",
    "uuid": "a UUID",
}


def format_checker() -> FormatChecker:
    """Return a checker of strings; other types are not its business."""
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    for name, parse in _PARSERS.items():
        checker.checks(name, raises=ValueError)(_of_text(parse))
    return checker


def _of_text(parse: Callable[[str], object]) -> Callable[[object], bool]:
    def check(value: object) -> bool:
        if isinstance(value, str):
            parse(value)
        return True

    return check


def _email(text: str) -> None:
    if not _EMAIL.fullmatch(text):
        raise ValueError("not an e-mail address")


def _date(text: str) -> None:
    if not _DATE.fullmatch(text):
        raise ValueError("not written YYYY-MM-DD")
    date.fromisoformat(text)


def _moment(text: str) -> None:
    # Without a time zone is let pass: people write local times, and the tool decides.
    if not re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", text, re.IGNORECASE):
        raise ValueError("not written YYYY-MM-DDTHH:MM")
    datetime.fromisoformat(text.upper())


_PARSERS: Final[dict[str, Callable[[str], object]]] = {
    "email": _email,
    "date": _date,
    "date-time": _moment,
    "time": lambda text: time.fromisoformat(text.upper()),
    "uuid": UUID,
}
