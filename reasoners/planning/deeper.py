"""A list finds the record that is meant; its own look-up tells what is asked of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reasoners.meaning.matching import COMMON_WORDS
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import EMPTY_WORDS
from reasoners.planning.arguments.fitting import STAFF
from reasoners.planning.calls import Call, Scene, passed
from reasoners.planning.goal import Candidate, Goal
from reasoners.reading.clauses import Clause
from reasoners.reading.made_up import asks_items

Rated = tuple[float, Candidate, Call]
FARTHEST = 0.5  # how far behind the list a look-up may be that tells more by the sense of its words
BY_NAME, BY_PART, BY_SENSE = 1.0, 0.8, 0.3
_MEANT = frozenset({"thing", "field"})


def deepest(scene: Scene, goal: Goal, rated: Sequence[Rated]) -> Rated:
    """Return the first of what is rated, or what goes on from it and tells more of what is asked.

    Both are looked up then: nothing is lost that the first one tells.
    """
    first = rated[0]
    if goal.kind != "read" or first[2].blocked or first[1].meaning.rules:
        return first
    best, most = first, 0.0
    for other in rated[1:]:
        if other[2].blocked or other[1].meaning.rules:
            continue
        if first[1].meaning.name not in set(passed(other[2], scene.facts)):
            continue
        more = sum(_told_more(goal.clause, scene, first[1].meaning, other[1].meaning))
        near = first[0] - other[0] <= (FARTHEST if more < BY_PART else FARTHEST + BY_PART / 2)
        if near and more > most:
            best, most = other, more
    return best


def _told_more(
    clause: Clause, scene: Scene, first: ToolMeaning, other: ToolMeaning
) -> Iterator[float]:
    """Yield how well each word of a clause names what one look-up returns, which the other one
    does not know."""
    values = [v for v in scene.request.inside(clause) if v.kind != "duration"]
    known = frozenset(term for _, terms in first.parts for term in terms)
    listed = {f"={concept}" for f in first.gives if f.kind != "id" for concept in f.concepts}
    for place, token in enumerate(clause.tokens):
        if token.lower in EMPTY_WORDS | COMMON_WORDS or token.stem in known:
            continue
        if any(v.start <= token.start < v.end for v in values):
            continue
        meant = {f"={s.concept}" for s in clause.senses if place in s.places and s.kind in _MEANT}
        named = [f.stems for f in other.gives if token.stem in f.stems and not f.holds_rows]
        if token.stem in other.about or (named and not meant & listed):
            whole = token.stem in other.about or any(stems <= clause.stems for stems in named)
            yield BY_NAME if whole else BY_PART
        elif meant & _returned(other) and not meant & known:
            yield BY_SENSE
    if _WHO_HAS_IT.search(clause.text) and _people(other) - _people(first):
        yield BY_PART
    if asks_items(clause) and _holds_items(other) and not _holds_items(first):
        yield BY_NAME


_WHO_HAS_IT = re.compile(r"\b(?:who|whom|whose)\b[^.?!]*\b(?:it|that one|this one)\b", re.I)


def _people(meaning: ToolMeaning) -> set[frozenset[str]]:
    """The staff that a look-up names: who works on a record, rather than whose it is."""
    return {field.stems for field in meaning.gives if field.entity & STAFF}


def _holds_items(meaning: ToolMeaning) -> bool:
    """Whether a look-up tells of one record what it is made up of."""
    lists = {field.path for field in meaning.gives if field.holds_rows and not field.listed}
    sums = any(f.listed in lists and f.kind in ("amount", "count") for f in meaning.gives)
    return sums and any(not f.listed and f.path not in lists for f in meaning.gives)


def _returned(meaning: ToolMeaning) -> frozenset[str]:
    """The senses of what a look-up is about, and of the fields that it returns."""
    fields = {f"={concept}" for field in meaning.gives for concept in field.concepts}
    return meaning.about | fields
