"""Dates, months, weeks and times as clerks write them, relative to a day."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}
_DAYS = {
    name: number
    for number in range(7)
    for name in (calendar.day_name[number].lower(), calendar.day_abbr[number].lower())
} | {"tues": 1, "thur": 3, "thurs": 3}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY = "|".join(sorted(_DAYS, key=len, reverse=True))
CALENDAR = frozenset(_MONTHS) - {"may", "march"} | frozenset(_DAYS) | {"may"}
_ORDINAL = r"(\d{1,2})(?:st|nd|rd|th)?"


@dataclass(frozen=True)
class Found:
    """A date (ISO), month (YYYY-MM), week (YYYY-Www) or time (HH:MM) and where it stands."""

    kind: str
    text: str
    value: str
    start: int
    end: int
    whole: bool = True


@dataclass(frozen=True)
class _Day:
    today: date
    forward: bool


_FULL = (
    rf"(?P<day>\d{{4}}-\d\d-\d\d|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTH})\.?,? \d{{4}}"
    rf"|(?:{_MONTH})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
_HEADING = re.compile(rf"\s*(?:(?:{_DAY}),?\s+)?(?:the\s+)?{_FULL}\s*[.:;\n–—-]", re.I)
# "Today is ...", "it's ... today", a date at the head of a prompt or in brackets at its end.
_TOLD_DAYS = (
    re.compile(rf"\btoday(?: is|'s|,| \()[^.;]{{0,30}}?{_FULL}", re.I),
    re.compile(
        rf"\b(?:it is|it's|its|we have) (?:the )?(?:(?:{_DAY}),? )?(?:the )?{_FULL},? today", re.I
    ),
    re.compile(rf"\A{_HEADING.pattern}", re.I),
    re.compile(
        rf"[(\[](?:(?:it is|it's|its|today is|today's|today) )?(?:(?:{_DAY}),? )?(?:the )?{_FULL}"
        r"(?:,[^)\]]*)?[)\]]\W*\Z",
        re.I,
    ),
)


def find_dates(text: str, today: date, forward: bool) -> Iterator[Found]:
    """Yield the dates and times of a text, the most explicit forms first."""
    stated = stated_today(text, today)
    for pattern, kind, read in _FORMS:
        for match in pattern.finditer(text):
            ahead = forward and not _HAPPENED.search(_sentence_of(text, match.start()))
            value = _try(read, match, _Day(stated, ahead))
            if value and not match[0].endswith(_EVERYDAY) and not _tells_today(text, match):
                start = _with_weekday(text, match.start()) if kind == "date" else match.start()
                whole = not _open_year(match, kind)
                yield Found(kind, text[start : match.end()], value, start, match.end(), whole)


_HAPPENED = re.compile(
    r"\b(?:(?:they|we|you|i)['’]ve|didn['’]?t|did not|wasn['’]?t|weren['’]?t|forgot|missed"
    r"|(?:has|have) (?:not |never |already |just )?"
    r"(?:been|left|gone|come|taken|made|broken|lost|\w{3,}ed))\b",
    re.I,
)


def _sentence_of(text: str, at: int) -> str:
    """The sentence around a place."""
    first = max(text.rfind(mark, 0, at) for mark in ".!?;:\n") + 1
    ends = [found for found in (text.find(mark, at) for mark in "!?;:\n") if found >= 0]
    return text[first : min(ends, default=len(text))].partition(". ")[0]


def _with_weekday(text: str, at: int) -> int:
    """A weekday in front of a date belongs to it: "Saturday, 14 June"."""
    lead = re.search(rf"\b(?:{_DAY}),?\s+(?:the\s+)?$", text[:at], re.I)
    return lead.start() if lead else at


def told_days(text: str) -> list[tuple[int, int]]:
    """Return the spans that only tell which day it is."""
    found = [pattern.search(text) for pattern in _TOLD_DAYS]
    return [(match.start(), match.end()) for match in found if match is not None]


def _tells_today(text: str, match: re.Match[str]) -> bool:
    """What tells which day it is today is not a date of the request."""
    return any(start <= match.start() < end for start, end in told_days(text))


_EVERYDAY = ("sat", "sun", "mar", "wed", "may", "march", "mon", "fri", "dec", "jan", "second")


def _open_year(match: re.Match[str], kind: str) -> bool:
    return (
        kind in ("date", "month")
        and re.search(_MONTH, match[0], re.I) is not None
        and not re.search(r"\d{4}", match[0])
    )


def _try(
    read: Callable[[re.Match[str], _Day], str | None], match: re.Match[str], day: _Day
) -> str | None:
    try:
        return read(match, day)
    except (ValueError, OverflowError, KeyError):
        return None


def stated_today(text: str, today: date) -> date:
    """A prompt that says which day it is, or is headed by it, decides what "tomorrow" means."""
    for pattern in _TOLD_DAYS:
        said = pattern.search(text)
        found = said and _full_date(said["day"])
        if found:
            return found
    return today


def _full_date(text: str) -> date | None:
    numbers = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", text)
    words = re.search(rf"(\d{{1,2}})\D{{0,6}}?({_MONTH})\.?,? (\d{{4}})", text, re.I)
    other = re.search(rf"({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})", text, re.I)
    try:
        if numbers:
            return date(int(numbers[1]), int(numbers[2]), int(numbers[3]))
        if words:
            return date(int(words[3]), _MONTHS[words[2].lower()], int(words[1]))
        if other:
            return date(int(other[3]), _MONTHS[other[1].lower()], int(other[2]))
    except ValueError:
        return None
    return None


def _near(day: _Day, month: int, number: int) -> str:
    """The day and month in the year that fits: ahead for plans, behind for questions."""
    year = day.today.year
    if day.forward and date(year, month, number) < day.today:
        year += 1
    elif not day.forward and date(year, month, number) > day.today + timedelta(days=183):
        year -= 1
    return date(year, month, number).isoformat()


def _day_of_month(match: re.Match[str], day: _Day) -> str:
    number, at = int(match[1]), day.today
    if (day.forward and number < at.day) or (not day.forward and number > at.day + 15):
        step = 1 if day.forward else -1
        month = at.month - 1 + step
        at = date(at.year + month // 12, month % 12 + 1, 1)
    return date(at.year, at.month, number).isoformat()


# "Next Friday" on a Wednesday is that of next week; on a Sunday it is the coming one.
SOON = 3


def _weekday(match: re.Match[str], day: _Day) -> str:
    lead, name = (match[1] or "").lower(), match[2].lower()
    ahead = (_DAYS[name] - day.today.weekday()) % 7
    if "last" in lead or (
        not day.forward and "next" not in lead and "coming" not in lead and "this" not in lead
    ):
        return (day.today - timedelta(days=(7 - ahead) % 7 or 7)).isoformat()
    found = day.today + timedelta(days=ahead or 7)
    if "next" in lead and 0 < ahead <= SOON:
        found += timedelta(days=7)
    return found.isoformat()


def _ahead(name: str, today: date) -> date:
    if name in ("today", "tomorrow"):
        return today + timedelta(days=name == "tomorrow")
    return today + timedelta(days=(_DAYS[name] - today.weekday()) % 7 or 7)


def _day_and_weeks(match: re.Match[str], day: _Day) -> str:
    """ "Friday week" is the Friday after the next one."""
    weeks = 2 if match[2].lower() == "fortnight" else 1
    return (_ahead(match[1].lower(), day.today) + timedelta(weeks=weeks)).isoformat()


def _weeks_on(match: re.Match[str], day: _Day) -> str:
    weeks = 2 if match[1].lower() == "fortnight" else 1
    return (_ahead(match[2].lower(), day.today) + timedelta(weeks=weeks)).isoformat()


def _relative_day(match: re.Match[str], day: _Day) -> str:
    words = match[0].lower()
    shift = 2 if "after tomorrow" in words else -2 if "before yesterday" in words else 0
    shift = shift or (1 if "tomorrow" in words else -1 if "yesterday" in words else 0)
    return (day.today + timedelta(days=shift)).isoformat()


def _months_on(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _in_some_time(match: re.Match[str], day: _Day) -> str:
    from reasoners.reading.values import number_in

    count = int(number_in(match[1]) or 1)
    unit = match[2].lower()
    sign = -1 if match[0].lower().endswith("ago") else 1
    if unit.startswith("month"):
        return _months_on(day.today, sign * count).isoformat()
    if unit.startswith("year"):
        return _months_on(day.today, sign * count * 12).isoformat()
    length = 14 if unit.startswith("fortnight") else 7 if unit.startswith("week") else 1
    return (day.today + timedelta(days=sign * count * length)).isoformat()


def _worded_month(match: re.Match[str], day: _Day) -> str | None:
    if (
        match[1].lower() == "may"
        and not re.search(
            r"\b(?:in|for|of|since|from|to|until|and|vs|than|with|last|this|next|during"
            r"|between|against|over)\s*$",
            match.string[: match.start()],
            re.I,
        )
        and not match[2]
    ):
        return None
    month = _MONTHS[match[1].lower()]
    if match[2]:
        return f"{match[2]}-{month:02d}"
    year = day.today.year
    if day.forward and month < day.today.month:
        year += 1
    elif not day.forward and month > day.today.month:
        year -= 1
    return f"{year}-{month:02d}"


def _relative_month(match: re.Match[str], day: _Day) -> str:
    shift = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}[
        match[1].lower()
    ]
    return _months_on(day.today.replace(day=1), shift).isoformat()[:7]


def _week(match: re.Match[str], day: _Day) -> str:
    lead = match[1].lower()
    if lead.isdigit():
        return f"{match[2] or day.today.isocalendar()[0]}-W{int(lead):02d}"
    shift = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}[lead]
    year, week, _ = (day.today + timedelta(weeks=shift)).isocalendar()
    return f"{year}-W{week:02d}"


# "12.50" is a sum of money, unless words of time stand by it.
_TIMED = re.compile(
    r"\b(?:at|by|from|to|until|till|before|after|around|about|between|and|o'clock|since)\s*$"
    r"|[-–]\s*$",
    re.I,
)
_TIMED_AFTER = re.compile(r"\s*(?:[ap]\.?m\b|o'?clock|h\b|hrs?\b|hours\b|[-–]\s*\d{1,2}[.:]\d\d)")


def _clock(match: re.Match[str], day: _Day) -> str | None:
    before, after = match.string[: match.start()], match.string[match.end() :]
    pointed = "." in match[0][: match.end(2) - match.start()] and not match[3]
    if pointed and not _TIMED.search(before) and not _TIMED_AFTER.match(after):
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    half = (match[3] or "").lower().replace(".", "")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def _worded_clock(match: re.Match[str], day: _Day) -> str:
    words = match[0].lower()
    return "12:00" if "noon" in words or "midday" in words else "00:00"


def _at_hour(match: re.Match[str], day: _Day) -> str | None:
    hour = int(match[1])
    hour += 12 if 0 < hour < 7 else 0
    return f"{hour:02d}:00" if hour < 24 else None


def _oclock(match: re.Match[str], day: _Day) -> str:
    return f"{int(match[1]) % 24:02d}:00"


def _half_past(match: re.Match[str], day: _Day) -> str:
    from reasoners.reading.values import number_in

    hour = int(number_in(match[2]) or 0)
    hour += (
        12
        if 0 < hour < 7
        and not re.match(r"\s*(?:am|a\.m|(?:\w+ )?(?:\w+ )?morning)", match.string[match.end() :])
        else 0
    )
    if match[1].lower().startswith("half"):
        return f"{hour:02d}:30"
    return f"{hour:02d}:15" if "past" in match[1].lower() else f"{(hour - 1) % 24:02d}:45"


_LATER_MONTH = re.compile(
    rf"\s*(?:to|till|until|through|and|or|[-–])\s*(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?"
    rf"({_MONTH})\b\.?,?(?:\s+(\d{{4}}))?",
    re.I,
)


def _span_start(match: re.Match[str], day: _Day) -> str | None:
    """The first day of "the 3rd to the 5th of May" is in that month too."""
    later = _LATER_MONTH.match(match.string, match.end())
    if later is None:
        return None
    number, month = int(match[1]), _MONTHS[later[1].lower()]
    if later[2]:
        return date(int(later[2]), month, number).isoformat()
    return _near(day, month, number)


_I = re.IGNORECASE
_FORMS: tuple[tuple[re.Pattern[str], str, Callable[[re.Match[str], _Day], str | None]], ...] = (
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
        re.compile(rf"(?<!\w){_ORDINAL}\s+(?:of\s+)?({_MONTH})\b\.?,?\s*(\d{{4}})?(?!\d)", _I),
        "date",
        lambda m, d: (
            date(int(m[3]), _MONTHS[m[2].lower()], int(m[1])).isoformat()
            if m[3]
            else _near(d, _MONTHS[m[2].lower()], int(m[1]))
        ),
    ),
    (
        re.compile(rf"\b({_MONTH})\.?\s+{_ORDINAL}(?!\d|:)(?:,?\s+(\d{{4}}))?", _I),
        "date",
        lambda m, d: (
            date(int(m[3]), _MONTHS[m[1].lower()], int(m[2])).isoformat()
            if m[3]
            else _near(d, _MONTHS[m[1].lower()], int(m[2]))
        ),
    ),
    (re.compile(r"(?<![\d-])(\d{4})-(0[1-9]|1[0-2])(?![\d-])"), "month", lambda m, d: m[0]),
    (
        re.compile(
            r"(?<![\w.:-])(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?(?=\s*(?:to|till|until|through|and|or|[-–])\s)",
            _I,
        ),
        "date",
        _span_start,
    ),
    (re.compile(rf"\b({_MONTH})\b\.?(?:\s+(\d{{4}}))?(?!\w)", _I), "month", _worded_month),
    (
        re.compile(
            r"\b(?:the )?day (?:after tomorrow|before yesterday)\b|\btoday\b|\btonight\b"
            r"|\btomorrow\b|\byesterday\b",
            _I,
        ),
        "date",
        _relative_day,
    ),
    (re.compile(rf"\b({_DAY}) (week|fortnight)\b", _I), "date", _day_and_weeks),
    (
        re.compile(rf"\ba (week|fortnight) (?:on|from) ({_DAY}|today|tomorrow)\b", _I),
        "date",
        _weeks_on,
    ),
    (
        re.compile(rf"\b((?:this |next |last |coming |the coming )?)({_DAY})\b(?!\.\w)", _I),
        "date",
        _weekday,
    ),
    (
        re.compile(r"\b(last|previous|this|current|next|coming)\s+month\b", _I),
        "month",
        _relative_month,
    ),
    (re.compile(r"\b(last|previous|this|current|next|coming)\s+week\b", _I), "week", _week),
    (re.compile(r"\bweek\s+(\d{1,2})(?:\s*(?:of|,|/)\s*(\d{4}))?\b", _I), "week", _week),
    (
        re.compile(
            r"\bin (an?|\d+|two|three|four|five|six|seven|ten) (days?|weeks?|fortnights?"
            r"|months?|years?)(?:'s? time)?\b",
            _I,
        ),
        "date",
        _in_some_time,
    ),
    (
        re.compile(
            r"\b(an?|\d+|two|three|four|five|six|seven|ten) (days?|weeks?|fortnights?"
            r"|months?|years?) ago\b",
            _I,
        ),
        "date",
        _in_some_time,
    ),
    (
        re.compile(
            r"(?<![\d:])(\d{1,2})[:.](\d\d)(?::\d\d)?\s*([ap]\.?m\b\.?)?(?![\d:]|\.\d"
            r"|\s?(?:%|€|EUR|USD|euro|dollar|percent|kg))",
            _I,
        ),
        "time",
        _clock,
    ),
    (re.compile(r"(?<![\d:.])(\d{1,2})()\s*([ap]\.?m\b\.?)", _I), "time", _clock),
    (re.compile(r"(?<![\d:.])(\d{1,2})\s*o'?clock\b", _I), "time", _oclock),
    (
        re.compile(
            r"(?<=\bat )(\d{1,2})(?![:.,/-]?\d|\s?(?:%|€|EUR|percent|euro|kg|per\b"
            r"|least|most)|st|nd|rd|th)\b",
            _I,
        ),
        "time",
        _at_hour,
    ),
    (re.compile(r"\b(half past|quarter past|quarter to)\s+(\w+)", _I), "time", _half_past),
    (re.compile(r"\b(?:noon|midday|midnight)\b", _I), "time", _worded_clock),
    (re.compile(r"\b(?:the\s+)(\d{1,2})(?:st|nd|rd|th)\b", _I), "date", _day_of_month),
)
