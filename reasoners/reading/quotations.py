"""Commands that stand in what somebody else wrote: they only tell what it says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reasoners.reading.clauses import Clause
from reasoners.reading.values import Value

_READS = re.compile(
    r"\b(?:e-?mail|letter|note|message|sms|fax|post|sign|sticker|manual|page|form|notice|leaflet)"
    r"\b[^.:;]*\b(?:said|says|reads?|saying|reading)\s*:?\s*[\"“']?$",
    re.I,
)


def with_quotations(
    clauses: Sequence[Clause], values: Sequence[Value], text: str
) -> tuple[Clause, ...]:
    """Return the clauses, those that only quote something as told where another wants something."""
    quoted = [c for c in clauses if c.mood == "do" and _is_quoted(c, values, text)]
    others = [c for c in clauses if c.mood in ("do", "ask") and c not in quoted]
    if not others:
        return tuple(clauses)
    return tuple(replace(c, mood="tell") if c in quoted else c for c in clauses)


def _is_quoted(clause: Clause, values: Sequence[Value], text: str) -> bool:
    spans = ((v.start, v.end) for v in values if v.kind == "quoted")
    inside = any(a - 1 <= clause.start and clause.end <= b + 2 for a, b in spans)
    return inside or _READS.search(text[: clause.start]) is not None
