"""Values that are set right after they were said, or of which "it" may mean either."""

from __future__ import annotations

import re

from reasoners.reading.clauses import Clause
from reasoners.reading.request import Request
from reasoners.reading.values import Value

_CORRECTS = re.compile(
    r"[\s.,;!:()–—-]*(?:(?:no|nope|oops|sorry|correction|wait|actually|rather|or rather|make that"
    r"|i mean|i meant|that is|i should say)\b[\s.,;!:–—-]*)+(?:the |for |of |to |it['’]?s |is )*$",
    re.I,
)
_NAMING = frozenset({"name", "id", "email", "number", "amount", "date"})
_IT = re.compile(
    r"\b(?:it|its|that one|this one|the (?:latter|former|first|second|last) ?(?:one)?)\b", re.I
)


def is_corrected(clause: Clause, request: Request) -> bool:
    """Whether a value of a clause is put right behind it: "Cancel T4. Sorry, T5"."""
    behind = (v for v in request.values if v.kind in _NAMING and v.start >= clause.end)
    return any(_CORRECTS.match(request.text[clause.end : value.start]) for value in behind)


def means_either(clause: Clause, request: Request) -> bool:
    """Whether "it" may be either of two things of a kind that the sentence before names."""
    if not _IT.search(clause.text) or any(v.kind == "id" for v in request.inside(clause)):
        return False
    before = [c for c in request.clauses if c.start < clause.start and _ids(c, request)]
    near = [v for c in before if c.sentence == before[-1].sentence for v in _ids(c, request)]
    shapes = [_shape(text) for text in dict.fromkeys(v.text for v in near)]
    return len(shapes) > len(set(shapes))


def _ids(clause: Clause, request: Request) -> list[Value]:
    return [v for v in request.inside(clause) if v.kind == "id"]


def _shape(text: str) -> str:
    return re.sub(r"\d+", "0", text)
