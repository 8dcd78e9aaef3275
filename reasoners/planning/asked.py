"""What a question word asks for, and how well the fields that a tool returns answer it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reasoners.meaning.fields import Field
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import EMPTY_WORDS, tokens
from reasoners.reading.clauses import Clause

_DATES = frozenset({"date", "datetime", "time", "month"})
_NUMBERS = frozenset({"amount", "count"})
_HOW_MANY = frozenset({"count"})


@dataclass(frozen=True)
class Asked:
    """The kinds of value that would answer, and the concepts that the best field has."""

    kinds: frozenset[str]
    concepts: frozenset[str] = frozenset()


_STAFF = frozenset("assignee employee technician doctor teacher driver manager user person".split())
_PLACES = frozenset("position postal_address place_name location room status hours_of".split())
_QUESTIONS: tuple[tuple[re.Pattern[str], Asked], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.I), asked)
    for pattern, asked in (
        (r"since when|how long (?:has|have|is .* been)", Asked(_DATES, frozenset({"start_date"}))),
        (
            r"how (?:much )?long(?:er)?|(?:until|till|up to) when",
            Asked(_DATES | {"duration", "count"}, frozenset({"end_date", "duration"})),
        ),
        (r"by when|by what|deadline", Asked(_DATES, frozenset({"due_date", "end_date"}))),
        (r"what time", Asked(_DATES, frozenset({"start_time", "hours_of"}))),
        (r"when|(?:what|which) (?:date|day)s?", Asked(_DATES)),
        (r"how often|how many times", Asked(frozenset({"count", "list"}))),
        (r"how many", Asked(_HOW_MANY, frozenset({"quantity", "balance_days"}))),
        (
            r"how (?:much|high|expensive|dear)"
            r"|what (?:would|does|do|did|will|is|has|have|had) .{0,40}"
            r"(?:cost|charge|pay|paid|earn(?:ed)?|owe|worth|spent)|(?:set|knock) (?:\w+ )?back",
            Asked(_NUMBERS, frozenset({"amount_money", "balance"})),
        ),
        (r"who|whom|whose", Asked(frozenset({"name"}), _STAFF)),
        (r"where(?:abouts)?", Asked(frozenset({"place", "address"}), _PLACES)),
        (r"why|how come", Asked(frozenset({"text"}), frozenset({"reason_text"}))),
    )
)
_AGENT = re.compile(r".{3,}(?:er|or|ist|ee|ian|ant)$")
BY_KIND, BY_CONCEPT, BY_WORD = 0.45, 0.3, 0.4
LISTED = 0.9


def asked_for(clause: Clause) -> Asked | None:
    """Return what the first question word of a clause asks for."""
    found = [
        (match.start(), -len(match[0]), place)
        for place, (pattern, _) in enumerate(_QUESTIONS)
        for match in [pattern.search(clause.text)]
        if match is not None
    ]
    return _QUESTIONS[min(found)[2]][1] if found else None


def answers(meaning: ToolMeaning, asked: Asked, clause: Clause) -> float:
    """Return how well what a tool returns answers the question, 0 to 1."""
    meant = clause.concepts("field", "thing", "state", "change", "read")
    if _lists_what_is_counted(meaning, clause):
        return LISTED
    return max(
        (
            _answers(field, asked, clause.stems, meant)
            for field in meaning.gives
            if not field.holds_rows
        ),
        default=0,
    )


_COUNTED = re.compile(r"\bhow many\s+((?:[\w-]+\s+){0,2}[\w-]+)", re.I)


def _lists_what_is_counted(meaning: ToolMeaning, clause: Clause) -> bool:
    """Whether a look-up lists the things of which a clause asks how many there are."""
    found = _COUNTED.search(clause.text)
    if found is None or not any(field.holds_rows for field in meaning.gives):
        return False
    kin = {s for f in meaning.gives if f.kind == "id" and f.listed for s in f.stems} - {"id"}
    first = next((t for t in tokens(found[1]) if t.stem in kin), None)
    return first is not None and first.lower.endswith("s") and first.stem in meaning.about


def _answers(field: Field, asked: Asked, stems: frozenset[str], meant: frozenset[str]) -> float:
    concepts = {c for c in field.concepts if not c.startswith("kind_")}
    money = "amount_money" in concepts and asked.kinds == _HOW_MANY
    fits = not money and (field.kind in asked.kinds or bool(concepts & asked.concepts))
    if "name" in asked.kinds and field.kind in ("any", "id", "name"):
        fits = fits or _is_agent(field.words)
    if not fits:
        return 0.0
    said = bool((field.stems - EMPTY_WORDS) & stems)
    return min(
        1.0,
        BY_KIND
        + BY_CONCEPT * bool(concepts & asked.concepts)
        + (BY_WORD if said else BY_CONCEPT * bool(concepts & meant)),
    )


def _is_agent(words: Sequence[str]) -> bool:
    """Whether a name ends in a word for somebody who does something, as far as its ending tells."""
    last = words[-1] if words else ""
    return _AGENT.match(last) is not None and not lexicon().phrases.get(last)
