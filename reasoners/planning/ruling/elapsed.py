"""Requirements on time: "within 14 days of delivery", "at least 24 hours before it starts"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from reasoners.planning.ruling.rule_forms import lines_of
from reasoners.reading.quantities import number_in
from reasoners.reading.relative_days import shifted

_READ = tuple(
    (side, sign, exact == "!", re.compile(form, re.I))
    for side, sign, exact, form in (line.split(" ", 3) for line in lines_of("time"))
)
_UNIT = re.compile(r"\b(?:hour|day|week|month|year|minute|quarter)s?\b", re.I)


@dataclass(frozen=True)
class Term:
    """That today lies `until` or `from` an event's day moved by a span."""

    event: str
    side: str
    firm: bool
    count: int
    unit: str

    def kept(self, event: date, today: date) -> bool | None:
        """Return whether today is in time, None where the day alone does not tell."""
        early, late = self._bounds(event)
        exact = self.firm and self.unit != "hour"
        if early <= today <= late and not exact:
            return None
        return today <= late if self.side == "until" else today >= early

    def _bounds(self, event: date) -> tuple[date, date]:
        if self.unit != "hour":
            day = shifted(event, self.count, self.unit)
            return day, day
        days = timedelta(hours=self.count)
        # The hour of the event and that of the request are not known: a day is left open.
        return event + timedelta(days=days.days), event - timedelta(days=(-days).days)


def term_in(text: str) -> Term | None:
    """Return the term that a part of a rule sets."""
    for side, sign, firm, form in _READ:
        found = form.search(text)
        count = number_in(found["n"]) if found else None
        if found and isinstance(count, int):
            count = -count if sign == "-" else count
            return Term(found["e"], side, firm, count, found["u"].lower())
    return None


def speaks_of_time(text: str) -> bool:
    """Whether a part of a rule has to do with a span of time."""
    return _UNIT.search(text) is not None
