"""A list finds the record that is meant; its own look-up tells what is asked of it."""

from __future__ import annotations

from collections.abc import Sequence

from reasoners.meaning.matching import COMMON_WORDS
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import EMPTY_WORDS
from reasoners.planning.calls import Call, Scene, passed
from reasoners.planning.goal import Candidate, Goal
from reasoners.reading.clauses import Clause

Rated = tuple[float, Candidate, Call]
FARTHEST = 0.5  # how far behind the list a look-up may be that goes on from it


def deepest(scene: Scene, goal: Goal, rated: Sequence[Rated]) -> Rated:
    """Return the first of what is rated, or what goes on from it and tells more of what is asked.

    Both are looked up then: nothing is lost that the first one tells.
    """
    first = rated[0]
    if goal.kind != "read" or first[2].blocked or first[1].meaning.rules:
        return first
    for other in rated[1:]:
        if first[0] - other[0] > FARTHEST or other[2].blocked or other[1].meaning.rules:
            continue
        through = first[1].meaning.name in set(passed(other[2], scene.facts))
        if through and _tells_more(goal.clause, scene, first[1].meaning, other[1].meaning):
            return other
    return first


def _tells_more(clause: Clause, scene: Scene, first: ToolMeaning, other: ToolMeaning) -> bool:
    """Whether a clause has a word for what one look-up returns, which the other does not know."""
    values = [v for v in scene.request.inside(clause) if v.kind != "duration"]
    known, told = _known(first), _returned(other)
    for place, token in enumerate(clause.tokens):
        if token.lower in EMPTY_WORDS | COMMON_WORDS:
            continue
        if any(v.start <= token.start < v.end for v in values):
            continue
        meant = {f"={s.concept}" for s in clause.senses if place in s.places and s.kind in _MEANT}
        if {token.stem, *meant} & told and not {token.stem, *meant} & known:
            return True
    return False


_MEANT = frozenset({"thing", "field"})


def _known(meaning: ToolMeaning) -> frozenset[str]:
    """All the words and concepts that a look-up speaks of."""
    return frozenset(term for _, terms in meaning.parts for term in terms)


def _returned(meaning: ToolMeaning) -> frozenset[str]:
    """What a look-up is about, and the fields that it returns."""
    fields = {
        term
        for field in meaning.gives
        for term in (*field.stems, *(f"={concept}" for concept in field.concepts))
    }
    return meaning.about | fields
