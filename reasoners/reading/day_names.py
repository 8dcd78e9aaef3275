"""Names of months and weekdays."""

from __future__ import annotations

import calendar

MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}


DAYS = {
    name: number
    for number in range(7)
    for name in (calendar.day_name[number].lower(), calendar.day_abbr[number].lower())
} | {"tues": 1, "thur": 3, "thurs": 3}


MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))


DAY = "|".join(sorted(DAYS, key=len, reverse=True))


CALENDAR = frozenset(MONTHS) - {"may", "march"} | frozenset(DAYS) | {"may"}


ORDINAL = r"(\d{1,2})(?:st|nd|rd|th)?"
