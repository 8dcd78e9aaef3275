"""Days, weeks and months relative to a day: "Friday week", "in two months", "the 3rd"."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from reasoners.reading.day_names import DAYS, MONTH, MONTHS
from reasoners.reading.quantities import number_in


@dataclass(frozen=True)
class Day:
    today: date
    forward: bool


def near(day: Day, month: int, number: int) -> str:
    """The day and month in the year that fits: ahead for plans, behind for questions."""
    year = day.today.year
    if day.forward and date(year, month, number) < day.today:
        year += 1
    elif not day.forward and date(year, month, number) > day.today + timedelta(days=183):
        year -= 1
    return date(year, month, number).isoformat()


def day_of_month(match: re.Match[str], day: Day) -> str:
    number, at = int(match[1]), day.today
    if (day.forward and number < at.day) or (not day.forward and number > at.day + 15):
        step = 1 if day.forward else -1
        month = at.month - 1 + step
        at = date(at.year + month // 12, month % 12 + 1, 1)
    return date(at.year, at.month, number).isoformat()


# "Next Friday" on a Wednesday is that of next week; on a Sunday it is the coming one.
SOON = 3


def weekday(match: re.Match[str], day: Day) -> str:
    lead, name = (match[1] or "").lower(), match[2].lower()
    ahead = (DAYS[name] - day.today.weekday()) % 7
    if "last" in lead or (
        not day.forward and "next" not in lead and "coming" not in lead and "this" not in lead
    ):
        return (day.today - timedelta(days=(7 - ahead) % 7 or 7)).isoformat()
    found = day.today + timedelta(days=ahead or 7)
    if "next" in lead and 0 < ahead <= SOON:
        found += timedelta(days=7)
    return found.isoformat()


def weekday_in_week(match: re.Match[str], day: Day) -> str:
    """ "Tuesday next week" lies in the week after this one."""
    monday = day.today - timedelta(days=day.today.weekday())
    weeks = 0 if match[2].lower() == "this" else 1
    return (monday + timedelta(days=DAYS[match[1].lower()], weeks=weeks)).isoformat()


def _ahead(name: str, today: date) -> date:
    if name in ("today", "tomorrow"):
        return today + timedelta(days=name == "tomorrow")
    return today + timedelta(days=(DAYS[name] - today.weekday()) % 7 or 7)


def day_and_weeks(match: re.Match[str], day: Day) -> str:
    """ "Friday week" is the Friday after the next one."""
    weeks = 2 if match[2].lower() == "fortnight" else 1
    return (_ahead(match[1].lower(), day.today) + timedelta(weeks=weeks)).isoformat()


def weeks_on(match: re.Match[str], day: Day) -> str:
    weeks = 2 if match[1].lower() == "fortnight" else 1
    return (_ahead(match[2].lower(), day.today) + timedelta(weeks=weeks)).isoformat()


def relative_day(match: re.Match[str], day: Day) -> str:
    words = match[0].lower()
    shift = 2 if "after tomorrow" in words else -2 if "before yesterday" in words else 0
    shift = shift or (1 if "tomorrow" in words else -1 if "yesterday" in words else 0)
    return (day.today + timedelta(days=shift)).isoformat()


def _months_on(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def shifted(day: date, count: int, unit: str) -> date:
    """Return the day so many days, weeks, months or years on."""
    if unit in ("month", "year"):
        return _months_on(day, count * (12 if unit == "year" else 1))
    return day + timedelta(days=count * (7 if unit == "week" else 1))


def in_some_time(match: re.Match[str], day: Day) -> str:
    count = int(number_in(match[1]) or 1)
    unit = match[2].lower()
    sign = -1 if match[0].lower().endswith("ago") else 1
    if unit.startswith("month"):
        return _months_on(day.today, sign * count).isoformat()
    if unit.startswith("year"):
        return _months_on(day.today, sign * count * 12).isoformat()
    length = 14 if unit.startswith("fortnight") else 7 if unit.startswith("week") else 1
    return (day.today + timedelta(days=sign * count * length)).isoformat()


_BEFORE_MAY = re.compile(
    r"\b(?:in|for|of|since|from|to|until|and|vs|than|with|last|this|next|during|between|against|over"
    r"|by|the|a|my|your|his|her|its|our|their|\w+['\u2019]s)\s*$",
    re.I,
)


def _is_the_month(match: re.Match[str]) -> bool:
    """Whether "may" is no verb: with a capital inside a sentence, or after what no verb follows."""
    before = match.string[: match.start()]
    inside = match[1][0].isupper() and re.search(r"[\w,;]\s*$", before) is not None
    return inside or _BEFORE_MAY.search(before) is not None


def worded_month(match: re.Match[str], day: Day) -> str | None:
    if match[1].lower() == "may" and not match[2] and not _is_the_month(match):
        return None
    month = MONTHS[match[1].lower()]
    if match[2]:
        return f"{match[2]}-{month:02d}"
    shared = _SHARED_YEAR.match(match.string, match.end())
    if shared:
        later = MONTHS[shared[1].lower()]
        return f"{int(shared[2]) - (month > later)}-{month:02d}"
    year = day.today.year
    if day.forward and month < day.today.month:
        year += 1
    elif not day.forward and month > day.today.month:
        year -= 1
    return f"{year}-{month:02d}"


def month_near(match: re.Match[str], day: Day) -> str | None:
    """ "This September" is that of the year, "last March" the one before today."""
    lead, month = match[1].lower(), MONTHS[match[2].lower()]
    if match[2] == "may":
        return None
    year, past = day.today.year, month >= day.today.month
    year += {"last": -past, "past": -past, "this": 0}.get(lead, month <= day.today.month)
    return f"{year}-{month:02d}"


# "January and February 2026", "May to July 2025": the year is said once.
_JOINED = r"\s*(?:,|,?\s(?:and|or|to|till|until|through|with|than|vs\.?|versus|plus)\s|[-–/&+])\s*"
_SHARED_YEAR = re.compile(rf"(?:{_JOINED}(?:{MONTH})\b)*{_JOINED}({MONTH})\s+(\d{{4}})\b", re.I)


def end_of_month(match: re.Match[str], day: Day) -> str:
    """ "The end of April" is its last day."""
    at = date.fromisoformat(f"{worded_month(match, day)}-01")
    return at.replace(day=calendar.monthrange(at.year, at.month)[1]).isoformat()


def end_of_span(match: re.Match[str], day: Day) -> str:
    """ "The end of the month" is its last day, that of the week its Friday."""
    ahead = 1 if re.search(r"\b(?:next|coming)\b", match[0], re.I) else 0
    unit, at = match[1].lower(), day.today
    if unit == "week":
        return (at + timedelta(days=4 - at.weekday(), weeks=ahead)).isoformat()
    if unit == "year":
        return date(at.year + ahead, 12, 31).isoformat()
    at = _months_on(at.replace(day=1), ahead)
    return at.replace(day=calendar.monthrange(at.year, at.month)[1]).isoformat()


def relative_month(match: re.Match[str], day: Day) -> str:
    shift = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}[
        match[1].lower()
    ]
    return _months_on(day.today.replace(day=1), shift).isoformat()[:7]


def week(match: re.Match[str], day: Day) -> str:
    lead = match[1].lower()
    if lead.isdigit():
        return f"{match[2] or day.today.isocalendar()[0]}-W{int(lead):02d}"
    shift = {"last": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}[lead]
    year, week, _ = (day.today + timedelta(weeks=shift)).isocalendar()
    return f"{year}-W{week:02d}"


_LATER = re.compile(
    rf"\s*(?:to|till|until|through|and|or|[-–])\s*(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?"
    rf"({MONTH})\b\.?,?(?:\s+(\d{{4}}))?",
    re.I,
)


def span_start(match: re.Match[str], day: Day) -> str | None:
    """The first day of "the 3rd to the 5th of May" is in that month too."""
    later = _LATER.match(match.string, match.end())
    if later is None:
        return None
    number, month = int(match[1]), MONTHS[later[1].lower()]
    if later[2]:
        return date(int(later[2]), month, number).isoformat()
    return near(day, month, number)
