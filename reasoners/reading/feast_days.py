"""Feast days: "before New Year" names a day, and nobody is called Easter Monday."""

from __future__ import annotations

import re
from datetime import date, timedelta

from reasoners.reading.relative_days import Day, near

_FIXED = {
    "new year's eve": (12, 31),
    "new year's day": (1, 1),
    "new year's": (1, 1),
    "new year": (1, 1),
    "the new year": (1, 1),
    "epiphany": (1, 6),
    "valentine's day": (2, 14),
    "midsummer": (6, 24),
    "halloween": (10, 31),
    "all saints' day": (11, 1),
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "xmas": (12, 25),
    "boxing day": (12, 26),
}
# Days after Easter Sunday.
_MOVABLE = {
    "good friday": -2,
    "easter sunday": 0,
    "easter monday": 1,
    "easter": 0,
    "ascension day": 39,
    "whit sunday": 49,
    "whitsun": 49,
    "pentecost": 49,
    "whit monday": 50,
}
_NAMES = "|".join(sorted((re.escape(n) for n in {**_FIXED, **_MOVABLE}), key=len, reverse=True))
# "The Christmas party" is on some other day.
FEAST = re.compile(
    rf"(?<=\b)(?:before|after|by|until|till|since|from|on|over) ({_NAMES})\b(?! [A-Z])", re.I
)
_FEAST_NAME = re.compile(rf"(?:{_NAMES})(?:'s)?", re.I)


def is_feast(name: str) -> bool:
    """Whether a name is that of a feast day."""
    return _FEAST_NAME.fullmatch(name) is not None


def feast(match: re.Match[str], day: Day) -> str:
    """The day of a feast: the one ahead for plans, behind for questions of what has been."""
    name = match[1].lower()
    if name in _FIXED:
        return near(day, *_FIXED[name])
    years = (day.today.year, day.today.year + (1 if day.forward else -1))
    days = [easter(year) + timedelta(days=_MOVABLE[name]) for year in years]
    fits = days[0] >= day.today if day.forward else days[0] <= day.today
    return days[0 if fits else 1].isoformat()


def easter(year: int) -> date:
    """Easter Sunday by the Gregorian rule (Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    shift = (8 * century + 13) // 25
    epact = (19 * golden + century - century // 4 - shift + 15) % 30
    to_sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, at = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, at + 1)
