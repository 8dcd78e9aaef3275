"""People whom a request only describes: "the lady with the red hat wants to join"."""

from __future__ import annotations

import re

from reasoners.meaning.tools import ToolMeaning
from reasoners.planning.arguments.fitting import PEOPLE
from reasoners.planning.calls import Scene
from reasoners.reading.clauses import Clause
from reasoners.reading.name_sorts import FIRM, PLACE, THING
from reasoners.reading.values import Value

_PERSON = (
    r"(?:lady|gentleman|gent|man|woman|chap|guy|bloke|fellow|girl|boy|kid|couple|customer|client"
    r"|caller|guest|member|patient|reader|visitor|passenger|tenant|student|pupil|parent)"
)
_SUBJECT = re.compile(
    rf"\W*(?:(?:and|so|but|hi|hello),? )?(?:the|that|this|a|an|some|one of (?:the|our))\s+"
    rf"(?:(?!of\b)[a-z]+\s+){{0,2}}{_PERSON}s?\s+(?!of\b|number\b|called\b|named\b)\w",
    re.I,
)
_ELSE = frozenset({FIRM, PLACE, THING})


def is_only_described(scene: Scene, clause: Clause, meaning: ToolMeaning) -> bool:
    """Whether a change is for somebody whom nothing in a request names or numbers."""
    request = scene.request
    people = any(f.required and f.kind == "id" and f.entity & PEOPLE for f in meaning.takes)
    if not people or _SUBJECT.match(clause.text) is None:
        return False
    if request.values_of("id", "email", "phone", "number", "address", "quoted"):
        return False
    names = (v for v in request.values_of("name") if v.text not in request.listed)
    return not any(v.unit or not (v.role & _ELSE or _is_of_a_thing(scene, v)) for v in names)


_THE = re.compile(r"\b(?:the|a|an|this|that)(?: (?:new|old|latest|last|next|first))?\s+$", re.I)


def _is_of_a_thing(scene: Scene, value: Value) -> bool:
    """Whether a name only tells which thing is meant: "the new Falk choir"."""
    return _THE.search(scene.request.text[: value.start]) is not None
