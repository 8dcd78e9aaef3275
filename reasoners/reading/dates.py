"""Dates, months, weeks and times as clerks write them, relative to a day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from reasoners.reading.ahead import looks_ahead
from reasoners.reading.clock import at_hour, clock, half_past, oclock, worded_clock
from reasoners.reading.day_names import DAY, DAYS, MONTH, MONTHS, ORDINAL
from reasoners.reading.feast_days import FEAST, feast
from reasoners.reading.names import names_somebody
from reasoners.reading.relative_days import (
    Day,
    day_and_weeks,
    day_of_month,
    end_of_month,
    end_of_span,
    in_some_time,
    month_near,
    near,
    relative_day,
    relative_month,
    span_start,
    week,
    weekday,
    weekday_in_week,
    weeks_on,
    worded_month,
)
from reasoners.reading.told_day import stated_today, told_days


@dataclass(frozen=True)
class Found:
    """A date (ISO), month (YYYY-MM), week (YYYY-Www) or time (HH:MM) and where it stands."""

    kind: str
    text: str
    value: str
    start: int
    end: int
    whole: bool = True


def find_dates(text: str, today: date, forward: bool) -> Iterator[Found]:
    """Yield the dates and times of a text, the most explicit forms first."""
    found = _with_told_weekdays(list(_as_written(text, stated_today(text, today), forward)))
    years = [one for one in found if one.kind in ("date", "month") and _names_a_year(one)]
    for one in found:
        shared = [y for y in years if y.kind == "date" and _shares_its_year(text, one, y)]
        if one.kind == "date" and not one.whole and shared and not told_days(text):
            one = replace(_in_year_near(one, shared), whole=True)
        yield _in_year_near(one, years) if one.kind == "month" and not one.whole else one


def _names_a_year(found: Found) -> bool:
    return found.whole and re.search(r"\d{4}", found.text) is not None


def _shares_its_year(text: str, day: Found, told: Found) -> bool:
    """Whether the year of a later day is said for both: "on 6 May and again on 13 May 2025"."""
    between = text[day.end : told.start]
    return day.end <= told.start and re.search(r"[.?!;\n]", between) is None


_WEEKDAY = re.compile(DAY, re.I)


def _with_told_weekdays(found: Sequence[Found]) -> list[Found]:
    """A bare weekday is the day of a full date that falls on it: "Monday's run (8 June 2026)"."""
    told = [one.value for one in found if one.kind == "date" and _names_a_year(one)]
    on = {date.fromisoformat(value).weekday(): value for value in reversed(told)}
    return [
        replace(one, value=on.get(DAYS[one.text.lower()], one.value))
        if one.kind == "date" and _WEEKDAY.fullmatch(one.text)
        else one
        for one in found
    ]


HALF_A_YEAR = 6


def _in_year_near(month: Found, told: Sequence[Found]) -> Found:
    """A month without a year is the one nearest to what the text gives a year: of "December and
    January 2026" the first lies in 2025."""
    at = int(month.value[5:7])
    for other in sorted(told, key=lambda one: abs(one.start - month.start)):
        year, beside = int(other.value[:4]), int(other.value[5:7])
        year += (beside - at > HALF_A_YEAR) - (at - beside > HALF_A_YEAR)
        return replace(month, value=f"{year}-{at:02}{month.value[7:]}", whole=True)
    return month


def _as_written(text: str, stated: date, forward: bool) -> Iterator[Found]:
    for pattern, kind, read in _FORMS:
        for match in pattern.finditer(text):
            ahead = looks_ahead(text, match.start(), forward)
            if read is worded_month and names_somebody(text, match.start(), match.end(1)):
                continue
            value = _try(read, match, Day(stated, ahead))
            if value and not match[0].endswith(_EVERYDAY) and not _tells_today(text, match):
                start = _with_weekday(text, match.start()) if kind == "date" else match.start()
                whole = not _open_year(match, kind) or _PINNED.search(text[:start]) is not None
                said = text[start : match.end()].rstrip()
                yield Found(kind, said, value, start, start + len(said), whole)


_PINNED = re.compile(r"\b(?:this|last|next|this past|this coming)\s+$", re.I)


def _with_weekday(text: str, at: int) -> int:
    """A weekday in front of a date belongs to it: "Saturday, 14 June"."""
    lead = re.search(rf"\b(?:{DAY}),?\s+(?:the\s+)?$", text[:at], re.I)
    return lead.start() if lead else at


def _tells_today(text: str, match: re.Match[str]) -> bool:
    """What tells which day it is today is not a date of the request."""
    return any(start <= match.start() < end for start, end in told_days(text))


_EVERYDAY = ("sat", "sun", "mar", "wed", "may", "march", "mon", "fri", "dec", "jan", "second")


_LED = re.compile(r"(?:this|last|past|next|coming)\b", re.I)


def _open_year(match: re.Match[str], kind: str) -> bool:
    return (
        kind in ("date", "month")
        and not _LED.match(match[0])
        and re.search(MONTH, match[0], re.I) is not None
        and not re.search(r"\d{4}", match[0])
    )


def _try(
    read: Callable[[re.Match[str], Day], str | None], match: re.Match[str], day: Day
) -> str | None:
    try:
        return read(match, day)
    except (ValueError, OverflowError, KeyError):
        return None


_I = re.IGNORECASE
_FORMS: tuple[tuple[re.Pattern[str], str, Callable[[re.Match[str], Day], str | None]], ...] = (
    (
        re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)"),
        "date",
        lambda m, d: date(int(m[1]), int(m[2]), int(m[3])).isoformat(),
    ),
    (
        re.compile(r"(?<![\d.])(\d{1,2})[./](\d{1,2})[./](\d{4})(?!\d)"),
        "date",
        lambda m, d: date(int(m[3]), int(m[2]), int(m[1])).isoformat(),
    ),
    (
        re.compile(rf"(?<!\w){ORDINAL}\s+(?:of\s+)?({MONTH})\b\.?,?\s*(\d{{4}})?(?!\d)", _I),
        "date",
        lambda m, d: (
            date(int(m[3]), MONTHS[m[2].lower()], int(m[1])).isoformat()
            if m[3]
            else near(d, MONTHS[m[2].lower()], int(m[1]))
        ),
    ),
    (
        re.compile(rf"\b({MONTH})\.?\s+{ORDINAL}(?!\d|:)(?:,?\s+(\d{{4}}))?", _I),
        "date",
        lambda m, d: (
            date(int(m[3]), MONTHS[m[1].lower()], int(m[2])).isoformat()
            if m[3]
            else near(d, MONTHS[m[1].lower()], int(m[2]))
        ),
    ),
    (re.compile(r"(?<![\d-])(\d{4})-(0[1-9]|1[0-2])(?![\d-])"), "month", lambda m, d: m[0]),
    (
        re.compile(
            r"(?<![\w.:-])(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?(?=\s*(?:to|till|until|through|and|or|[-–])\s)",
            _I,
        ),
        "date",
        span_start,
    ),
    (
        re.compile(rf"\b(?:the )?end of ({MONTH})\b(?:\s+(\d{{4}}))?(?!\w)", _I),
        "date",
        end_of_month,
    ),
    (
        re.compile(r"\b(?:the )?end of (?:the|this|next|the coming) (week|month|year)\b", _I),
        "date",
        end_of_span,
    ),
    (FEAST, "date", feast),
    (
        re.compile(rf"\b(this|last|past|next|coming) ({MONTH})\b(?!\s+\d|\.\w)", _I),
        "month",
        month_near,
    ),
    (re.compile(rf"\b({MONTH})\b\.?(?:\s+(\d{{4}}))?(?!\w)", _I), "month", worded_month),
    (
        re.compile(
            r"\b(?:the )?day (?:after tomorrow|before yesterday)\b|\btoday\b|\btonight\b"
            r"|\btomorrow\b|\byesterday\b",
            _I,
        ),
        "date",
        relative_day,
    ),
    (re.compile(rf"\b({DAY}) (week|fortnight)\b", _I), "date", day_and_weeks),
    (
        re.compile(rf"\ba (week|fortnight) (?:on|from) ({DAY}|today|tomorrow)\b", _I),
        "date",
        weeks_on,
    ),
    (
        re.compile(rf"\b({DAY}),? (?:of |in )?(this|next|the coming|the following) week\b", _I),
        "date",
        weekday_in_week,
    ),
    (
        re.compile(rf"\b((?:this |next |last |coming |the coming )?)({DAY})\b(?!\.\w)", _I),
        "date",
        weekday,
    ),
    (
        re.compile(r"\b(last|previous|this|current|next|coming)\s+month\b", _I),
        "month",
        relative_month,
    ),
    (re.compile(r"\b(last|previous|this|current|next|coming)\s+week\b", _I), "week", week),
    (re.compile(r"\bweek\s+(\d{1,2})(?:\s*(?:of|,|/)\s*(\d{4}))?\b", _I), "week", week),
    (
        re.compile(
            r"\bin (an?|\d+|two|three|four|five|six|seven|ten) (days?|weeks?|fortnights?"
            r"|months?|years?)(?:'s? time)?\b",
            _I,
        ),
        "date",
        in_some_time,
    ),
    (
        re.compile(
            r"\b(an?|\d+|two|three|four|five|six|seven|ten) (days?|weeks?|fortnights?"
            r"|months?|years?) ago\b",
            _I,
        ),
        "date",
        in_some_time,
    ),
    (
        re.compile(
            r"(?<![\d:])(\d{1,2})[:.](\d\d)(?::\d\d)?\s*([ap]\.?m\b\.?)?(?![\d:]|\.\d"
            r"|\s?(?:%|€|EUR|USD|euro|dollar|percent|kg))",
            _I,
        ),
        "time",
        clock,
    ),
    (re.compile(r"(?<![\d:.])(\d{1,2})()\s*([ap]\.?m\b\.?)", _I), "time", clock),
    (re.compile(r"(?<![\d:.])(\d{1,2})\s*o'?clock\b", _I), "time", oclock),
    (
        re.compile(
            r"(?<=\bat )(\d{1,2})(?![:.,/-]?\d|\s?(?:%|€|EUR|percent|euro|kg|per\b"
            r"|least|most)|st|nd|rd|th)\b",
            _I,
        ),
        "time",
        at_hour,
    ),
    (re.compile(r"\b(half past|quarter past|quarter to)\s+(\w+)", _I), "time", half_past),
    (re.compile(r"\b(?:noon|midday|midnight)\b", _I), "time", worded_clock),
    (re.compile(r"\b(?:the\s+)(\d{1,2})(?:st|nd|rd|th)\b", _I), "date", day_of_month),
)
