"""Changes for a clause: by the verb, by what it is done to, and by the values it takes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.matching import rank
from reasoners.meaning.tools import ACTS, ToolMeaning, own_verbs
from reasoners.meaning.words import EMPTY_WORDS, tokens
from reasoners.planning.arguments.fitting import PEOPLE
from reasoners.planning.arguments.producers import producers
from reasoners.planning.arguments.shapes import is_numbered
from reasoners.planning.calls import Scene
from reasoners.planning.goal import Candidate
from reasoners.planning.lookups import CANDIDATES, clause_units, context_units
from reasoners.planning.moved_instead import is_moved, rather_moved
from reasoners.planning.signature import signature
from reasoners.reading.clauses import Clause, command_of
from reasoners.reading.moods import LONGEST_PHRASE, leads_with_verb, strip_polite
from reasoners.reading.request import Request
from reasoners.reading.things_named import nouns_at
from reasoners.reading.values import Value

LIGHT = 0.6
IMPLIED = 0.5
SENT = 0.8
TAKES_ALL = 0.85
BY_CONCEPT = 0.85
THING_HANDLED = 0.4
PERSON_ADDED = 0.3
# "Put him on the list", "add Ms Lund to the course": it is somebody who is added.
_ADDS_SOMEBODY = re.compile(
    r"(?i:put|add|get|sign|stick|include|enter|take)\s+"
    r"(?:him|her|them|(?:M(?:r|rs|s)\.? )?[A-Z][\w-]+(?: [A-Z][\w-]+)?)\s+(?:on|onto|to)\b"
)
# What takes words may be about anything.
_ABSORBS = frozenset({"text", "any", "query"})
_MEASURES = frozenset({"date", "month", "time", "duration", "amount", "number", "percent"})
_TAKES_AWAY = frozenset(
    "cancel delete reject suspend close refund waive return_goods reopen merge release".split()
)


def changes(scene: Scene, clause: Clause, writers: Sequence[ToolMeaning]) -> tuple[Candidate, ...]:
    """Return the changes that a clause may want, the likeliest first."""
    request, whole = scene.request, clause
    clause = command_of(clause)
    own = clause_units(clause, request)
    fits, around = rank(own, writers), rank(own + context_units(clause, request), writers)
    verbs = _verb_fits(clause, writers)
    taking = [signature(scene, meaning, whole) for meaning in writers]
    given = [value for value in request.inside(clause) if value.kind in _MEASURES]
    moved = [meaning.name for meaning in writers if is_moved(request, clause, meaning)]
    somebody_added = not moved and _ADDS_SOMEBODY.match(strip_polite(clause.text)) is not None
    alone = sum(takes >= TAKES_ALL for takes in taking) == 1
    found = []
    for meaning, verb, takes in zip(writers, verbs, taking, strict=True):
        verb = max(verb, BY_CONCEPT) if meaning.name in moved else verb
        thing = max(_thing_fit(clause, meaning), THING_HANDLED * (meaning.name in moved))
        told = _thing_told(request, clause, meaning)
        share = fits[meaning.name].share
        if clause.concepts("send") & meaning.verbs:
            # What somebody is told may be about anything: it says nothing against the tool.
            thing = max(thing, SENT)
        if not verb and clause.mood == "do" and not leads_with_reading(clause) and _gives(meaning):
            verb = LIGHT if _leads_lightly(clause) and share >= 0.5 and thing >= 0.6 else 0.0
            verb = verb or (IMPLIED if share >= 0.7 and thing >= 0.7 else 0.0)
        if verb < 0.5 and alone and takes >= TAKES_ALL and not leads_with_reading(clause):
            verb = LIGHT if _gives(meaning) else 0.0
        sole = verb >= BY_CONCEPT and _takes_any_words(scene, meaning)
        sole = sole or verb >= BY_CONCEPT and verbs.count(verb) == 1 and verb == max(verbs)
        about = thing or told or takes or not _names_a_thing(clause, given)
        about = about or moved == [meaning.name]
        named = about or sole or share >= 0.9
        # Where no verb says what is to be done, other words must: above all the thing.
        said = verb >= BY_CONCEPT or (verb >= IMPLIED and max(thing, share) >= THING_HANDLED)
        if not said or not named or (meaning.final and not _is_named(request, clause, thing)):
            continue
        score = (
            0.4 * verb
            + 0.25 * max(thing, 0.6 * takes)
            + 0.1 * told
            + 0.15 * share
            + 0.1 * around[meaning.name].share
            + 0.1 * takes
            + PERSON_ADDED * (somebody_added and bool(meaning.about & PEOPLE))
        )
        found.append(Candidate(meaning, score, fits[meaning.name].words))
    found = rather_moved(request, found)
    return tuple(sorted(found, key=lambda c: -c.score)[:CANDIDATES])


def leads_with_reading(clause: Clause) -> bool:
    """Whether the clause's first verb is one of looking."""
    stems = tuple(token.stem for token in tokens(strip_polite(clause.text)))[:4]
    first = [sense for sense in lexicon().senses(stems) if sense.places[0] == 0]
    looks = {s.places for s in clause.senses if s.kind == "read"}
    acts = (s for s in clause.senses if s.kind in ACTS and s.places not in looks)
    told = any(len(s.places) > 1 for s in acts) and not _LOOKS_WHAT.match(strip_polite(clause.text))
    return (
        any(s.kind == "read" for s in first) and not told and not any(s.kind in ACTS for s in first)
    )


# "Check what we may let him off" wants it known, and nothing done.
_LOOKS_WHAT = re.compile(
    r"(?:\w+ )?\w+(?: (?:out|up|into|over|through))?(?: in (?:the|our) [\w ]{1,30}?)?"
    r" (?:what|how much|how many|how long|whether|which|who|when|where|why)\b",
    re.I,
)


def _is_named(request: Request, clause: Clause, thing: float) -> bool:
    """Whether a clause names what is to go for good, or nothing but whom it is about."""
    return thing > 0 or not _names_a_thing(clause, request.values)


def _takes_any_words(scene: Scene, meaning: ToolMeaning) -> bool:
    """Whether what a change is done to may be called by any words: it takes words itself, or
    what it is done to can be searched for by words."""
    needed = [field for field in meaning.takes if field.required]
    if any(f.kind in _ABSORBS or (f.kind == "id" and not is_numbered(f)) for f in needed):
        return True
    ids = [field for field in needed if field.kind == "id" and not field.entity & PEOPLE]
    return any(p.meaning.searches for f in ids for p in producers(f, scene.meanings)[:2])


def _gives(meaning: ToolMeaning) -> bool:
    """Whether a change may be meant where no verb says so: it takes nothing away."""
    return not meaning.final and not meaning.verbs & _TAKES_AWAY


_LET_HAVE = re.compile(
    r"(?i:(?:(?:and|so|then|please) )*(?:let|have)) "
    r"(?:him|her|them|us|the \w+|[A-Z][\w-]+(?: [A-Z][\w-]+)?) (?:have|get)\b"
)


def _leads_lightly(clause: Clause) -> bool:
    """Whether a clause begins with a verb that says little: "put", "get", "let her have"."""
    if _LET_HAVE.match(clause.text.strip()):
        return True
    first = tokens(strip_polite(clause.text))[:1]
    return any(s.concept == "light" for s in lexicon().senses([token.stem for token in first]))


_WHOLLY = frozenset("altogether completely entirely wholly fully totally straight right".split())


def _names_a_thing(clause: Clause, but: Sequence[Value] = ()) -> bool:
    """Whether a clause says what it is about, rather than "this" or "it"; `but` do not count."""
    acting = {p for s in clause.senses if s.kind in ACTS | {"read"} for p in s.places}
    return any(
        t.lower not in EMPTY_WORDS | _WHOLLY and p not in acting
        for p, t in enumerate(clause.tokens)
        if not any(value.start <= t.start < value.end for value in but)
    )


def _verb_fits(clause: Clause, writers: Sequence[ToolMeaning]) -> list[float]:
    """How well each change fits what is to be done. Where the first word is the very verb of one,
    what later words may mean as verbs is none: "restart the notification service"."""
    fits = [_verb_fit(clause, meaning) for meaning in writers]
    first = tuple(token.stem for token in tokens(strip_polite(clause.text)))[:LONGEST_PHRASE]
    if not any(set(first[:1]) & own_verbs(meaning) - {"set"} for meaning in writers):
        return fits
    led = {s.concept for s in lexicon().senses(first) if s.places[0] == 0}
    return [
        0.0 if fit == BY_CONCEPT and not led & meaning.verbs else fit
        for fit, meaning in zip(fits, writers, strict=True)
    ]


def _verb_fit(clause: Clause, meaning: ToolMeaning) -> float:
    nouns = nouns_at(clause)
    senses = [s for s in clause.senses if s.kind in ACTS and not nouns & {*s.places}]
    phrases = [sense for sense in senses if sense.places[1:]]
    inside = {p for s in phrases if s.concept not in meaning.verbs for p in s.places[1:]}
    own = {token.stem for at, token in enumerate(clause.tokens) if at not in nouns | inside}
    if own & own_verbs(meaning) - {"set"}:
        return 1.0
    said = {s.concept for s in senses if s.places[1:] or s.places[0] not in inside}
    acts = {v for v in meaning.verbs if lexicon().kinds[v] in ACTS} - {"light"}
    return BY_CONCEPT if said & acts else 0.0


def _thing_fit(clause: Clause, meaning: ToolMeaning) -> float:
    verbs = {p for s in clause.senses if s.kind in ACTS for p in s.places}
    things = {
        f"={s.concept}" for s in clause.senses if s.kind == "thing" and not verbs & {*s.places}
    }
    own = own_verbs(meaning)
    nouns = meaning.about - own
    if _nouns_of(clause) & {term for term in nouns if term[0] != "="}:
        return 1.0
    if things & nouns:
        return 0.7
    spoken = frozenset(t for _, terms in meaning.parts[:4] for t in terms if t[0] != "=")
    acting = {clause.tokens[p].stem for s in clause.senses if s.kind in ACTS for p in s.places}
    if ({t.stem for t in clause.tokens if t.lower not in EMPTY_WORDS} - acting - own) & spoken:
        return 0.6
    if _told_by_a_deed(clause, nouns) - meaning.verbs or _is_the_deed(clause, meaning, nouns):
        return 0.6
    handled = {term for wanted in meaning.takes if wanted.required for term in wanted.entity}
    return THING_HANDLED if (things | clause.stems) & handled else 0.0


def _nouns_of(clause: Clause) -> frozenset[str]:
    """The stems of a clause without the verb that leads it: "book her in" speaks of no booking."""
    if not leads_with_verb(clause.text):
        return clause.stems
    first = next(iter(tokens(strip_polite(clause.text)))).lower
    lead = next((at for at, token in enumerate(clause.tokens) if token.lower == first), -1)
    return frozenset(token.stem for at, token in enumerate(clause.tokens) if at != lead)


def _told_by_a_deed(clause: Clause, nouns: frozenset[str]) -> frozenset[str]:
    """The deeds of a clause, not its own, that made what a noun calls: "the van they booked" is a
    booking."""
    acts = [s for s in clause.senses if s.kind in ACTS]
    first = min((s.places[0] for s in acts), default=0)
    later = {s.concept for s in acts if s.places[0] > first}
    return frozenset(later & lexicon().concepts(tuple(n for n in nouns if n[0] != "=")))


def _is_the_deed(clause: Clause, meaning: ToolMeaning, nouns: frozenset[str]) -> bool:
    """Whether a phrase of several words says just the deed that a change is called by: who gets
    the fare back gets a refund."""
    told = {s.concept for s in clause.senses if s.kind in ACTS and len(s.places) > 1}
    own = lexicon().concepts(tuple(n for n in nouns if n[0] != "="))
    return bool(told & own & meaning.verbs)


def _thing_told(request: Request, clause: Clause, meaning: ToolMeaning) -> float:
    return max(
        (_thing_fit(other, meaning) for other in request.clauses if other is not clause),
        default=0.0,
    )
