"""Times of the day as they are written: "9.30 pm", "half past four", "noon"."""

from __future__ import annotations

import re

from reasoners.reading.quantities import number_in

# "12.50" is a sum of money, unless words of time stand by it.
_TIMED = re.compile(
    r"\b(?:at|by|from|to|until|till|before|after|around|about|between|and|o'clock|since)\s*$"
    r"|[-–]\s*$",
    re.I,
)


_TIMED_AFTER = re.compile(r"\s*(?:[ap]\.?m\b|o'?clock|h\b|hrs?\b|hours\b|[-–]\s*\d{1,2}[.:]\d\d)")


def clock(match: re.Match[str], _: object) -> str | None:
    before, after = match.string[: match.start()], match.string[match.end() :]
    pointed = "." in match[0][: match.end(2) - match.start()] and not match[3]
    if pointed and not _TIMED.search(before) and not _TIMED_AFTER.match(after):
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    half = (match[3] or "").lower().replace(".", "")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def worded_clock(match: re.Match[str], _: object) -> str:
    words = match[0].lower()
    return "12:00" if "noon" in words or "midday" in words else "00:00"


def at_hour(match: re.Match[str], _: object) -> str | None:
    hour = int(match[1])
    hour += 12 if 0 < hour < 7 else 0
    return f"{hour:02d}:00" if hour < 24 else None


def oclock(match: re.Match[str], _: object) -> str:
    return f"{int(match[1]) % 24:02d}:00"


def half_past(match: re.Match[str], _: object) -> str:
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
