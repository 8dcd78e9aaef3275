"""What a clause that only says "it" or "that one" points back at."""

from __future__ import annotations

import re
from dataclasses import replace

from reasoners.meaning.words import EMPTY_WORDS
from reasoners.reading.again import AGAIN
from reasoners.reading.clauses import Clause
from reasoners.reading.depending import asks_whether
from reasoners.reading.moods import ACTING
from reasoners.reading.request import Request

_BACK = re.compile(r"\b(?:it|that(?: one)?|this(?: one)?|them|these|those)\b", re.I)


def pointed_at(clause: Clause, request: Request) -> Clause | None:
    """Return the clause that asks or supposes something of what a command only points at."""
    if clause.mood != "do" or not _BACK.search(clause.text) or _names_something(clause):
        return None
    before = [c for c in request.clauses if c.start < clause.start and not AGAIN.match(c.text)]
    earlier = [c for c in before if c.mood in ("ask", "if") or asks_whether(c)]
    return earlier[-1] if earlier else None


def unstated(clause: Clause) -> Clause:
    """Return a clause without the state and the order it speaks of."""
    stated = {p for s in clause.senses if s.kind in ("state", "order") for p in s.places}
    words = [
        replace(t, lower="", stem="") if p in stated else t for p, t in enumerate(clause.tokens)
    ]
    senses = tuple(s for s in clause.senses if s.kind not in ("state", "order", "field"))
    return replace(clause, tokens=tuple(words), senses=senses)


def _names_something(clause: Clause) -> bool:
    acting = {p for s in clause.senses if s.kind in ACTING for p in s.places}
    things = {p for s in clause.senses if s.kind == "thing" for p in s.places}
    told = [
        p for p, t in enumerate(clause.tokens) if t.lower not in EMPTY_WORDS and p not in acting
    ]
    return any(p in things for p in told)
