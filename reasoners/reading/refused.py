"""Wishes that are told only to be refused, or asked about: "they want us to ... Reject it"."""

from __future__ import annotations

import re

from reasoners.reading.clauses import Clause
from reasoners.reading.moods import leads_with_verb, strip_polite
from reasoners.reading.request import Request

_OTHERS_WISH = re.compile(
    r"\b(?:wants?|wanted|would like|['’]d like|wish(?:es|ed)?|asks?|asked|begs?|begged|expects?"
    r"|urges?|insists?|demands?)\b",
    re.I,
)
_OURS = re.compile(r"\W*(?:\w+ )?(?:i|we)\b|\b(?:please|pls|kindly)\b", re.I)
_DEALS_WITH_IT = re.compile(
    r"(?:do )?(?:not )?\w+ (?:it|that|this|them|him|her)(?: please| politely| too)?\W*$", re.I
)
_WHAT_THEN = re.compile(
    r"\b(?:what|how much|which|any)\b.*\b(?:that|it|this)\b(?:\s+\w+)?\s+(?:cost|mean|entail|change"
    r"|charge|lose|save|do\b)|\bwhat (?:would|will|does|happens?)\b",
    re.I,
)


def is_dealt_with_after(clause: Clause, request: Request) -> bool:
    """Whether what somebody else wishes is answered by the clause after it, or weighed there."""
    if leads_with_verb(clause.text) or _OURS.search(clause.text):
        return False
    after = [c for c in request.clauses if c.sentence > clause.sentence][:1]
    if not after or not _OTHERS_WISH.search(clause.text):
        return False
    dealt = after[0].mood in ("do", "forbid") and _DEALS_WITH_IT.match(strip_polite(after[0].text))
    return bool(dealt) or (after[0].mood == "ask" and bool(_WHAT_THEN.search(after[0].text)))
