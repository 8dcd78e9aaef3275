"""The request as read: its values, its clauses, and whether anything may be changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from reasoners.reading.apostrophes import with_apostrophes
from reasoners.reading.clauses import Clause
from reasoners.reading.cutting import find_clauses
from reasoners.reading.moods import HOLDS, leads_with_verb
from reasoners.reading.quotations import with_quotations
from reasoners.reading.told_day import stated_today, told_days
from reasoners.reading.unsettled import leaves_open
from reasoners.reading.values import Value, find_values
from reasoners.reading.withdrawn import is_withdrawn

MAX_READ = 20_000


@dataclass(frozen=True)
class Request:
    """What a prompt says. `hold` means that nothing may be changed yet.

    `bonuses` holds what a sentence model adds to each tool's score, by the start of a clause,
    `things` what each identifier is of, as far as the catalog tells, and `looks_like` the words of
    the arguments whose form it has, `listed` the words of the catalog's own lists that a name
    stands for: "BRS" for "Bristol".
    """

    text: str
    values: tuple[Value, ...]
    clauses: tuple[Clause, ...]
    hold: bool
    today: date
    bonuses: Mapping[int, Mapping[str, float]] = field(default_factory=dict)
    things: Mapping[str, frozenset[str]] = field(default_factory=dict)
    looks_like: Mapping[str, frozenset[frozenset[str]]] = field(default_factory=dict)
    listed: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def values_of(self, *kinds: str) -> tuple[Value, ...]:
        """The values of the given kinds."""
        return tuple(value for value in self.values if value.kind in kinds)

    def inside(self, clause: Clause) -> tuple[Value, ...]:
        """The values that stand in a clause."""
        return tuple(v for v in self.values if clause.start <= v.start < clause.end)


def read_request(prompt: str, now: float) -> Request:
    """Read a prompt; only its first 20,000 characters are looked at."""
    text = with_apostrophes(prompt[:MAX_READ])
    today = stated_today(text, datetime.fromtimestamp(now, UTC).date())
    values = find_values(text, today, _looks_ahead(text))
    guarded = tuple((value.start, value.end) for value in values)
    opaque = tuple((v.start, v.end) for v in values if v.kind in ("email", "url", "id", "phone"))
    today_told = told_days(text)
    clauses = tuple(
        clause
        for clause in find_clauses(text, guarded, opaque)
        if not any(a <= clause.start + 1 and clause.end <= b + 1 for a, b in today_told)
    )
    clauses = with_quotations(clauses, values, text)
    hold = any(clause.mood != "if" and HOLDS.search(clause.text) for clause in clauses)
    hold = hold or _is_open(clauses) or is_withdrawn(clauses)
    return Request(text, values, clauses, hold, today)


def _is_open(clauses: tuple[Clause, ...]) -> bool:
    """Whether what somebody wants is not decided yet, and nobody commands anything."""
    commanded = any(c.mood == "do" and leads_with_verb(c.text) for c in clauses)
    return not commanded and any(leaves_open(c.text) for c in clauses)


_BEHIND = re.compile(
    r"\b(?:last|was|were|did|ago|since|went|happened|compare|compared|billed|charged|between|had"
    r"|develop\w*|trend|figures?|revenue|sales|statistics)\b",
    re.I,
)


def _looks_ahead(text: str) -> bool:
    """Whether dates that leave something open lie ahead: nothing speaks of what has been."""
    return _BEHIND.search(text) is None
