"""What a request leaves out of the records it asks for: "except the cancelled ones"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from reasoners.reading.clauses import Clause
from reasoners.reading.phrases import Phrase, phrases_between
from reasoners.reading.request import Request

_END = re.compile(r"[,;?!]|\.(?=\s|$)|$")
_THE = r"\s+(?:(?:the|any|all|those|that|these|ones?|which|what|are|is|were|was)\s+)*"
_APART = re.compile(
    r"\b(?:except(?: for)?|apart from|other than|not counting|excluding|leaving out|leave out"
    rf"|ignore|disregard|exclude|omit|(?:do not|don['’]t) count){_THE}",
    re.I,
)
_LAST_WAS = re.compile(
    r"(?:careful|mind(?: you)?|beware|note|watch out|remember|attention|caution)\b[^.;]*?"
    r"\b(?:last|latest|newest|most recent)\s+\w+\s+(?:was|is|has been|got|had been)\s+",
    re.I,
)


def left_out(clause: Clause, request: Request) -> tuple[tuple[Phrase, ...], ...]:
    """Return what must not hold of the records that a clause asks for."""
    return tuple(
        tuple(replace(phrase, denied=not phrase.denied) for phrase in part)
        for teller, span in _spans(clause, request)
        for part in phrases_between(teller, request, *span)
    )


def where_left_out(clause: Clause, request: Request) -> int:
    """Return where a clause begins to say what it leaves out, its end where it does not."""
    inside = _APART.search(request.text, clause.start, clause.end)
    return inside.start() if inside is not None else clause.end


_BUT_NOT = re.compile(
    r"\b(?:but|and|just|only),?(?: [\w']+){0,3}? not (?!only\b|yet\b)|,\s*not (?!yet\b|only\b)"
    r"|\b(?:all|everything|everyone) (?:but|save)\b|^\W*not\b.*\bbut\b"
    r"|\bbut (?:please )?(?:keep|leave|spare|skip)\b"
    r"|\w,? but (?:for )?(?:the|those|that) (?:ones?|first|last|latest|newest|oldest)\b",
    re.I,
)
_SPARES = re.compile(
    r"\W*(?:(?:and|but|please|just|only|do not|don['’]t)\s+)*"
    r"(?:leave|spare|keep|touch|skip|forget)\b"
    r"|.*\b(?:stays?|remains?|keeps?|is (?:fine|ok|okay|exempt)|are (?:fine|ok|okay|exempt))\b",
    re.I,
)


def spares(clause: Clause) -> bool:
    """Whether a clause says what nothing is to be done to: "leave the last one alone"."""
    return clause.mood == "forbid" or _SPARES.match(clause.text) is not None


def leaves_out(text: str) -> bool:
    """Whether a command names what it is not for: "all but the first", "but not T4"."""
    return _APART.search(text) is not None or _BUT_NOT.search(text) is not None


def warning_of_last(request: Request) -> Clause | None:
    """Return the clause that warns that the last record is not the one to go by."""
    return next((c for c in request.clauses if c.mood == "tell" and _LAST_WAS.match(c.text)), None)


def _spans(clause: Clause, request: Request) -> Iterator[tuple[Clause, tuple[int, int]]]:
    inside = _APART.search(request.text, clause.start, clause.end)
    if inside is not None:
        yield clause, _from(inside.end(), clause, request)
    for other in request.clauses:
        apart = _APART.match(other.text) or _LAST_WAS.match(other.text)
        if other is not clause and apart is not None:
            yield other, _from(other.start + apart.end(), other, request)


def _from(start: int, clause: Clause, request: Request) -> tuple[int, int]:
    found = _END.search(request.text, start, clause.end)
    return start, found.start() if found else clause.end
