"""Whom a command to tell something names, and whether a call reaches them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from core.json_values import Json
from reasoners.found.facts import outputs_at
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import name_words, stems_of
from reasoners.planning.arguments.fitting import STAFF
from reasoners.planning.calls import Call, Scene
from reasoners.reading.clauses import Clause
from reasoners.reading.moods import message_in
from reasoners.reading.request import Request
from reasoners.reading.values import Value

_KINDS = ("name", "email", "phone")
_NOT_WHOM = re.compile(
    r"\b(?:of|about|regarding|concerning|from|for|at|in|that|by|on|with)\s+(?:the\s+|our\s+)?$",
    re.I,
)
_OWNS = re.compile(r"['’]s?\b|\s+['’]")


def recipient_of(clause: Clause, request: Request) -> Value | None:
    """Return whom a command to tell something names first; None where it names nobody."""
    if not clause.concepts("send"):
        return None
    told = message_in(clause.text)
    end = clause.end if told is None else clause.start + told
    named = [v for v in request.inside(clause) if v.kind in _KINDS and v.start < end]
    first = named[0] if named else None
    if first is None or _NOT_WHOM.search(request.text[clause.start : first.start]):
        return None
    return None if _OWNS.match(request.text, first.end) else first


_IN_A_ROLE = re.compile(
    r"\b(?:the|our|their|his|her|its)\s+(?:[\w-]+\s+){1,2}(?:of|at|from|for|in)\s+(?:the\s+)?$",
    re.I,
)


def goes_to_a_place(call: Call, clause: Clause, request: Request) -> bool:
    """Whether a message would go to what somebody is only described by: "the porter of B House"."""
    told = message_in(clause.text)
    end = clause.end if told is None else clause.start + told
    named = [v for v in request.inside(clause) if v.kind == "name" and v.start < end][:1]
    given = {str(s.value) for n, s in call.args.items() if s.call is None}
    return any(
        str(v.value) in given and _IN_A_ROLE.search(request.text[clause.start : v.start])
        for v in named
    )


def reaches(call: Call, scene: Scene, whom: Value) -> bool:
    """Whether a call, or a record that it goes on from, has to do with somebody."""
    words = set(str(whom.value).casefold().split())
    return any(words & set(text.casefold().split()) for text in _texts(call, scene))


def _texts(call: Call, scene: Scene) -> Iterator[str]:
    for source in call.args.values():
        if source.call is not None:
            yield from _texts(source.call, scene)
        for value in source.many or (source.value,):
            target = value.get("$ref") if isinstance(value, Mapping) else None
            yield from _of_record(str(target), scene) if target else (str(value),)


def _of_record(target: str, scene: Scene) -> Iterator[str]:
    """The texts of the record that a reference goes into, and of the call that found it."""
    step, _, path = re.sub(r"^([^.\[]+)\.?", r"\1 ", target).partition(" ")
    for fact in scene.facts:
        if fact.step == step:
            yield from (str(value) for value in fact.args.values())
            yield from _own(outputs_at(fact.output, path.rpartition(".")[0]))


def _own(record: Json) -> Iterator[str]:
    """What a record says of itself, not who of the staff looks after it."""
    for name, value in record.items() if isinstance(record, Mapping) else ():
        things = {f"={concept}" for concept in lexicon().concepts(stems_of(name_words(str(name))))}
        if isinstance(value, str) and not things & STAFF:
            yield value
