"""What is moved, though no verb says so: what somebody has and cannot keep ("he can't make his
lesson, put him into a later one"), and what is told by how far its day shifts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reasoners.meaning.tools import ToolMeaning, own_verbs
from reasoners.planning.arguments.from_prompt import MOVES
from reasoners.planning.goal import Candidate
from reasoners.reading.clauses import Clause
from reasoners.reading.relative_changes import shift_in
from reasoners.reading.request import Request

_OFF = frozenset({"cancel", "reschedule"})
_ANEW = frozenset({"create", "book"})
_PUTS = frozenset({"book", "enrol", "create", "light", "assign"})


def is_moved(request: Request, clause: Clause, meaning: ToolMeaning) -> bool:
    """Whether the sense of a request is that a change moves what it handles."""
    if not meaning.verbs & (MOVES | {"extend"}):
        return False
    if clause.concepts("change") & _PUTS and has_fallen_through(request, meaning):
        return True
    dated = any(field.kind == "date" and field.required for field in meaning.takes)
    return dated and shift_in(clause.text) is not None


def rather_moved(request: Request, found: Sequence[Candidate]) -> list[Candidate]:
    """The candidates without those that would make anew what can be moved, where what somebody
    has cannot be kept."""
    moves = [c for c in found if c.meaning.verbs & MOVES and has_fallen_through(request, c.meaning)]
    things = {term for c in moves for term in c.meaning.about - own_verbs(c.meaning)}
    return [
        c for c in found if c in moves or not (c.meaning.verbs & _ANEW and c.meaning.about & things)
    ]


# "That's too early for them", "the later one suits her better": what they have is not kept.
_UNSUITED = re.compile(
    r"\btoo (?:early|late|soon|far|tight|small|big|cramped|loud|long|short)(?: for \w+)?(?! to\b)"
    r"|\b(?:does|did|do|would|will)(?: not|n['’]t) (?:suit|work for|fit in)\b"
    r"|\bwo(?:n['’]t) (?:suit|work for)\b|\bclash\w* with\b|\bsuits? (?:\w+ )?better\b"
    r"|\b(?:would|['’]d) (?:much )?(?:rather|prefer to) (?:be on|have|take|go on|come on|sit in)\b",
    re.I,
)


def _goes_elsewhere(meaning: ToolMeaning) -> bool:
    """Whether a change takes a record, and another thing to which that is moved."""
    moves = bool(meaning.verbs & {"move", "reschedule"}) and not meaning.reads
    return moves and sum(f.kind == "id" and f.required for f in meaning.takes) > 1


def has_fallen_through(request: Request, meaning: ToolMeaning) -> bool:
    """Whether a request tells that what a change handles cannot be kept: "he can't make his
    lesson"."""
    if _goes_elsewhere(meaning) and any(
        clause.mood in ("tell", "do") and _UNSUITED.search(clause.text)
        for clause in request.clauses
    ):
        return True
    nouns = meaning.about - own_verbs(meaning)
    return any(
        clause.mood == "tell"
        and clause.concepts("change") & _OFF
        and (clause.stems | {f"={c}" for c in clause.concepts("thing")}) & nouns
        for clause in request.clauses
    )
