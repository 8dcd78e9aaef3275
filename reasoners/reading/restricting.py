"""What a clause says of the records it means: "that are still open", "over 500 EUR", "unpaid"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reasoners.reading.clauses import Clause
from reasoners.reading.left_out import left_out, where_left_out
from reasoners.reading.moods import message_in
from reasoners.reading.phrases import (
    Phrase,
    denies,
    first_comparison,
    phrases_between,
    says_what_is_set,
)
from reasoners.reading.request import Request
from reasoners.reading.standings import Standing, standings
from reasoners.reading.values import Value

_VERB = (
    r"(?:(?:is|are|was|were|has|have|had|does|do|did|ca|wo|will|can)(?:n['’]?t)?|still|already|never"
    r"|not|no longer|costs?|exceeds?|expires?|ends?|lapses?|starts?|begins?|needs?|owes?"
    r"|goe?s?|comes?|belongs?|falls?|runs?|\w+ed)"
)
_RELATIVE = re.compile(rf"\b(?:that|which|who)(?=['’]?(?:s|re)?\s)(?=['’]|\s+{_VERB}\b)", re.I)
_BY_OTHERS = re.compile(
    r"\b(?:that|which|whom?)\s+(?=(?:he|she|it|they|we|i|you|his|her|the|our)\b)", re.I
)
_QUANTIFIED = re.compile(
    r"\s*(?:and |but )?(?:whenever|each time|every time|(?:if|should|in case|where) any)\b", re.I
)
_FIRST_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|costs?|exceeds?|expires?|ends?|needs?|owes?)\b", re.I
)
_MEASURED = re.compile(
    r"\b(?:(?:worth|due|dated|placed|opened|made|expiring|ending|costing|booked|renewed|from|with"
    r"|lent|ordered|issued|received|sent)\s+)?(?:more|less|fewer|longer|shorter|older|newer|higher"
    r"|lower|bigger|smaller|dearer|cheaper|later|earlier) than\b"
    r"|\b(?:(?:worth|due|dated|placed|opened|made|expiring|ending|booked|from)\s+)?"
    r"(?:over|above|under|below|before|after|exceeding|at least|at most)\b",
    re.I,
)
MEASURED_BY = 3
_END = re.compile(r"[,;?!]|\.(?=\s|$)|$")


@dataclass(frozen=True)
class Restriction:
    """Parts that must all hold of a record, and how it stands in time.

    `firm`: said of the records, not just before a noun.
    """

    parts: tuple[tuple[Phrase, ...], ...]
    firm: bool
    standings: tuple[Standing, ...] = ()


def restriction_of(clause: Clause, request: Request) -> Restriction | None:
    """Return what a clause says of the records it means, None where it says nothing."""
    described = _described(clause)
    for span in _spans(clause, request):
        parts = phrases_between(clause, request, *span)
        if parts:
            more = [other for other in described if not _within(other, [span])]
            apart = (p for other in more for p in phrases_between(clause, request, *other))
            return Restriction((*parts, *apart), firm=True)
    parts = tuple(p for span in described for p in phrases_between(clause, request, *span))
    return Restriction(parts, firm=False) if parts else None


def said_of_rows(clause: Clause, request: Request) -> Restriction | None:
    """Return all that a question says of the records it asks for, None where it says nothing."""
    end = where_left_out(clause, request)
    firm = next((span for span in _spans(clause, request) if span[0] < end), None)
    firm = firm or _of_several(clause, request)
    said = [span for span in (_predicate(clause, request), firm) if span is not None]
    spans = [(first, min(last, end)) for first, last in said if first < end]
    described = [*_described(clause), *_furnished(clause, request.text)]
    spans = [*spans[:1], *(s for s in described if s[0] < end and not _within(s, spans))]
    stands = standings(clause, request)
    spans = [piece for span in spans for piece in _apart(span, stands, request.text)]
    parts = tuple(p for span in spans for p in phrases_between(clause, request, *span))
    parts = tuple(part for part in parts if not any(_singles_out(phrase) for phrase in part))
    parts += left_out(clause, request)
    around = [said_of_rows(other, request) for other in _around(clause, request)]
    parts += tuple(part for one in around if one for part in one.parts)
    stands += tuple(stand for one in around if one for stand in one.standings)
    return Restriction(parts, firm is not None, stands) if parts or stands else None


_MOST = re.compile(
    r"\b(?:the (?:very )?(?:most|least|\w{3,}est|worst|best)|longest|at the top|on top|first of all"
    r"|(?:comes?|goe?s?|listed|sorted) first)\b",
    re.I,
)


def _singles_out(phrase: Phrase) -> bool:
    """Whether a phrase tells one from those that are meant, rather than which are."""
    return phrase.limit is None and _MOST.search(phrase.text) is not None


def _apart(
    span: tuple[int, int], stands: tuple[Standing, ...], text: str
) -> Iterator[tuple[int, int]]:
    """The pieces of a stretch beside what it says of how records stand."""
    start, end = span
    inside = sorted((s.start, s.end) for s in stands if start < s.end and s.start < end)
    for first, last in [*inside, (end, end)]:
        piece = text[start : max(start, first)]
        if piece.strip():
            yield start, first
        start = max(start, last)


_OF_THOSE = re.compile(
    r"\b(?:which|who|what|one|any|how many) of (?:it|them|those|these|all that)\b", re.I
)
_AMONG = re.compile(r"\W*(?:and |but |so )?(?:of|among|amongst|out of|from among)\b", re.I)


def _around(clause: Clause, request: Request) -> Iterator[Clause]:
    """The clauses before a question that say of which records it is asked: "of those that ..."."""
    at = next((at for at, one in enumerate(request.clauses) if one is clause), 0)
    before = request.clauses[at - 1] if at else None
    if before is None or before.mood not in ("ask", "tell"):
        return
    if _OF_THOSE.search(clause.text) or (
        before.sentence == clause.sentence and _AMONG.match(before.text)
    ):
        yield before


# "The permits that lapse in May": after a plural any verb may follow.
_OF_SEVERAL = re.compile(
    r"\b\w+s (?:that|which|who)\s+(?!(?:the|an?|our|my|his|her|their)\b)(?=[a-z])"
)


def _of_several(clause: Clause, request: Request) -> tuple[int, int] | None:
    found = _OF_SEVERAL.search(request.text, clause.start, clause.end)
    if found is None or _BY_OTHERS.search(request.text, clause.start, clause.end):
        return None
    return found.end(), _stop(request.text, found.end(), clause.end)


# "The boats without an engine": what they have, or lack, is said right behind them.
_FURNISHED = re.compile(
    r"(?<=\w\s)(?:with|without|lacking|missing)\s+(?:an?|any|no|their|its)\s+[a-z][\w-]*(?:\s+[a-z]\w*)?"
    r"(?=\s+(?:is|are|was|were|has|have|do|does|did|that|which|who|due|for|in|on|at|yet)\b|[?.,;]|$)",
)


def _furnished(clause: Clause, text: str) -> list[tuple[int, int]]:
    return [found.span() for found in _FURNISHED.finditer(text, clause.start, clause.end)]


def _within(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)


_AUXILIARY = (
    r"(?:is|are|was|were|has|have|had|do|does|did|will|would|can|could|should|must)(?:n['’]?t)?"
)
_INVERTED = (
    rf"{_AUXILIARY}\s+(?:anybody|anyone|nobody|somebody|i|we|you|he|she|they|it|there|the|our|my"
    r"|his|her|their|an?|[A-Z]\w*)\b"
)
_IN_THE_PRESENT = (
    "run|expire|end|lapse|start|begin|cost|need|owe|fall|come|belong|renew|hold|stand|lie|weigh"
)
_IN_THE_PAST = (
    "came|went|got|took|ran|fell|left|paid|sent|sold|made|held|stood|began|kept|lost|lay|rose|drew"
)
# "Which permits lapse in May", "who has not paid": what follows is said of the records.
_WHICH = re.compile(
    r"\W*(?:(?:and|but|so|then|now|just|please)\s+)*(?:\w+ me\s+)?"
    r"(?:(?:[Ww]hich|[Ww]hat|[Ww]hose|[Hh]ow many)(?:\s+[\w-]+){1,6}?"
    r"|[Ww]ho(?:\s+(?:of|among|amongst)(?:\s+[\w-]+){1,6}?)?)\s+"
    rf"(?!{_INVERTED})(?={_AUXILIARY}\b|{_VERB}\b|(?:{_IN_THE_PRESENT}|{_IN_THE_PAST})\b)"
)


# "Of which grades do we have less than we need", "in which sheds is there more than planned".
_OF_WHICH = re.compile(
    r"\W*(?:(?:of|for|in|at|on|with|to|from) )?(?:which|what|whose)(?:\s+[\w-]+){1,5}?"
    rf"\s+{_INVERTED}\s*",
    re.I,
)


_DENIED_BEFORE = re.compile(rf"\b{_AUXILIARY}(?<=t)\s|\b{_AUXILIARY}\s+(?:nobody|no one)\b", re.I)


def _predicate(clause: Clause, request: Request) -> tuple[int, int] | None:
    """What a question that begins with "which" says of the records it asks for."""
    found = _WHICH.match(clause.text) if clause.mood == "ask" else None
    found = found or (_OF_WHICH.match(clause.text) if clause.mood == "ask" else None)
    if found is None:
        return None
    start = clause.start + found.end()
    denied = _DENIED_BEFORE.search(found[0])
    if denied is not None:  # "For which boats has nobody paid": said before what is denied.
        start = clause.start + found.start() + denied.start()
    last = _stop(request.text, start, clause.end)
    text = request.text[start:last]
    tells = found.re is _WHICH or first_comparison(text) is not None or denies(text)
    return (start, last) if tells else None


def speaks_of_each(clause: Clause) -> bool:
    """Whether a clause says what is to be done with each record it means."""
    return bool(clause.concepts("all")) or _EACH.search(clause.text) is not None


_EACH = re.compile(r"\b(?:whenever|(?:each|every) time|(?:if|should|in case|where) any)\b", re.I)


def _spans(clause: Clause, request: Request) -> Iterator[tuple[int, int]]:
    """The stretches that tell of the records: a relative clause, a condition on any, a measure."""
    end = clause.end
    told = message_in(clause.text)
    if told is not None:
        end = min(end, clause.start + told)
    text = request.text
    relative = list(_RELATIVE.finditer(text, clause.start, end))
    by_others = _BY_OTHERS.search(text, clause.start, end)
    if by_others is not None and speaks_of_each(clause):
        last = _stop(text, by_others.end(), end)
        if denies(text[by_others.end() : last]):
            yield by_others.end(), last
    if relative:
        yield relative[-1].end(), _stop(text, relative[-1].end(), end)
    if _QUANTIFIED.match(text, clause.start, end):
        verb = _FIRST_VERB.search(text, clause.start, end)
        if verb is not None:
            yield verb.start(), _stop(text, verb.start(), end)
    if not speaks_of_each(clause) and clause.mood == "do":
        return
    for found in _MEASURED.finditer(text, clause.start, end):
        last = _stop(text, found.end(), end)
        valued = any(found.end() <= v.start < last for v in request.inside(clause))
        if valued or says_what_is_set(text[found.end() : last]):
            yield _with_words_before(clause, found.start()), last


def tells_apart(value: Value, clause: Clause, request: Request) -> bool:
    """Whether a value only says which records are meant: "that are due before 5 May"."""
    spans = list(_spans(clause, request))
    return "to" not in value.role and any(a <= value.start < b for a, b in spans)


def _with_words_before(clause: Clause, start: int) -> int:
    """What is measured stands right before: "was extended less than twice"."""
    before = [token.start for token in clause.tokens if clause.start <= token.start < start]
    return sorted(before)[-MEASURED_BY] if len(before) >= MEASURED_BY else start


def _stop(text: str, start: int, end: int) -> int:
    found = _END.search(text, start, end)
    return found.start() if found else end


def _described(clause: Clause) -> list[tuple[int, int]]:
    """The words for a state that stand right before what they are said of: "unpaid fines"."""
    acting = {p for s in clause.senses if s.kind in ("change", "send", "final") for p in s.places}
    things = {p for s in clause.senses if s.kind == "thing" for p in s.places}
    return [
        (clause.tokens[p].start, clause.tokens[p].end)
        for s in clause.senses
        if s.kind == "state" and len(s.places) == 1
        for p in s.places
        if p + 1 in things and p > 0 and p not in acting
    ]
