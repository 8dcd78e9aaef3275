"""Which look-up a name is for, where the catalog has several: a person's, a firm's, a thing's."""

from __future__ import annotations

import re

from reasoners.meaning.fields import Field
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import stem, stems_of, tokens
from reasoners.planning.arguments.fitting import PEOPLE
from reasoners.planning.arguments.given_names import FAMILY, GIVEN, tells_names
from reasoners.planning.calls import Scene
from reasoners.reading.name_sorts import FIRM, PERSON, PLACE, THING
from reasoners.reading.values import Value

_SEARCHED = frozenset({"query", "name", "any"})
_ANY_WORDS = re.compile(r"\b(?:texts?|words?|terms?|keywords?)\b", re.I)
_AIMED_AT = re.compile(r"\b(?:to|into|onto|on|as|called|named)\s+(?:the\s+)?[\"']?$", re.I)
_NAMED = frozenset({stem("name"), stem("surname")})


def misdirected(scene: Scene, meaning: ToolMeaning, wanted: Field, value: Value) -> bool:
    """Whether a name is not for this look-up: a person's where another one looks for people, a
    thing's where this one does, a firm's where a person is named whom it may look for as well."""
    if value.kind != "name" or wanted.kind not in (*_SEARCHED, "place"):
        return False
    if _is_of_people(wanted) and _is_of_places(scene, meaning, value):
        return True
    if THING in value.role and wanted.kind == "name" and wanted.entity & PEOPLE:
        return True
    if not meaning.reads:
        aimed_at = _AIMED_AT.search(scene.request.text[: value.start]) is not None
        return PERSON in value.role and not aimed_at and _is_called_like_a_thing(wanted)
    if THING in value.role:
        located = wanted.kind == "place" and any(PLACE in v.role for v in scene.request.values)
        return located or (_finds_people(meaning) and not _takes_things(meaning, wanted))
    if FIRM in value.role:
        named = (v for v in scene.request.values_of("name") if PERSON in v.role)
        return _finds_people(meaning) and any(not _missed(scene, meaning, v) for v in named)
    if PERSON not in value.role or _finds_people(meaning) or _may_name_people(meaning, wanted):
        return False
    others = (m for m in scene.meanings if m.reads and _finds_people(m) and _by_name(m))
    return any(not _missed(scene, other, value) for other in others)


def _is_of_places(scene: Scene, meaning: ToolMeaning, value: Value) -> bool:
    """Whether a name is one of the catalog's own lists, or somewhere where another is somebody."""
    if value.text in scene.request.listed or (
        PLACE in value.role and meaning.reads and _takes_places(scene)
    ):
        return True
    others = (v for v in scene.request.values_of("name") if v.role & {PERSON} or v.unit)
    return (
        meaning.reads
        and PLACE in value.role
        and any(not _missed(scene, meaning, other) for other in others)
    )


def _takes_places(scene: Scene) -> bool:
    """Whether a look-up of the catalog takes where something is, or where it goes."""
    return any(field.kind == "place" for m in scene.meanings if m.reads for field in m.takes)


def _is_of_people(wanted: Field) -> bool:
    """Whether an argument is what somebody is called."""
    named = bool((GIVEN | FAMILY) & {*wanted.words}) or "surname" in wanted.described.lower()
    return wanted.kind == "name" and (named or bool(wanted.entity & PEOPLE))


def _is_called_like_a_thing(wanted: Field) -> bool:
    """Whether an argument of a change is named after a thing: a person's name is no tariff."""
    senses = lexicon().senses(stems_of(wanted.words[-1:]))
    things = {f"={sense.concept}" for sense in senses if sense.kind == "thing"}
    return wanted.kind == "name" and bool(things) and not things & PEOPLE


def _finds_people(meaning: ToolMeaning) -> bool:
    return bool(meaning.about & PEOPLE) or tells_names(meaning)


def _by_name(meaning: ToolMeaning) -> bool:
    return any(field.kind in _SEARCHED for field in meaning.takes)


def _takes_things(meaning: ToolMeaning, wanted: Field) -> bool:
    """Whether an argument is described as the name of something else than people."""
    if _ANY_WORDS.search(wanted.described):
        return False
    things = {
        sense.concept
        for sense in lexicon().senses(tuple(t.stem for t in tokens(wanted.described)))
        if sense.kind == "thing"
    }
    return bool({f"={thing}" for thing in things} - PEOPLE - meaning.about)


def _may_name_people(meaning: ToolMeaning, wanted: Field) -> bool:
    """Whether a description speaks of names, or of people."""
    first = meaning.tool.description.partition(". ")[0]
    stems = tuple(token.stem for token in tokens(f"{wanted.described}. {first}"))
    concepts = {f"={concept}" for concept in lexicon().concepts(stems)}
    return bool(_NAMED & {*stems, *wanted.stems} or PEOPLE & (concepts | wanted.entity))


def _missed(scene: Scene, meaning: ToolMeaning, value: Value) -> bool:
    return any(
        fact.missed
        and fact.tool == meaning.name
        and str(value.value) in map(str, fact.args.values())
        for fact in scene.facts
    )
