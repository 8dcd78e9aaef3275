"""Goals: for each clause that asks or wants something, the tools that may serve it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.matching import Fit, Unit, rank, units
from reasoners.meaning.tools import ACTS, ToolMeaning
from reasoners.meaning.words import EMPTY_WORDS, name_words, stems_of, tokens
from reasoners.reading.clauses import Clause
from reasoners.reading.moods import OTHERWISE, strip_polite
from reasoners.reading.request import Request

CONTEXT_WEIGHT = 0.3
LIGHT = 0.6
IMPLIED = 0.5
CANDIDATES = 6


@dataclass(frozen=True)
class Candidate:
    """A tool that may serve a goal: how well, 0 to 1, and the words that speak for it."""

    meaning: ToolMeaning
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Goal:
    """What one clause wants: to know (read) or to have done (write).

    `condition` is the clause on which it depends; `negated`: where that fails. An
    `optional` goal is never asked about.
    """

    kind: Literal["read", "write"]
    clause: Clause
    candidates: tuple[Candidate, ...]
    condition: Clause | None = None
    negated: bool = False
    optional: bool = False


_RULE_WORDS = 0.2
SENT = 0.8
NAMED_CHOICE = 0.25


def find_goals(request: Request, meanings: Sequence[ToolMeaning]) -> tuple[Goal, ...]:
    """Return the goals of a request in its order; clauses that only tell give context."""
    readers = [m for m in meanings if m.reads]
    writers = [m for m in meanings if not m.reads]
    forbidden = _forbidden(request, writers)
    writers = [m for m in writers if m.name not in forbidden and not request.hold]
    found: list[Goal] = []
    for clause in request.clauses:
        if clause.mood == "if":
            goal = read_goal(clause, request, readers)
            found += [goal] if goal.candidates else []
        elif clause.mood in ("ask", "do"):
            goal = _goal(clause, request, readers, writers)
            condition = _condition_of(clause, request)
            negated = condition is not None and OTHERWISE.match(clause.text) is not None
            found.append(replace(goal, condition=condition, negated=negated))
            found += _told_on(goal, request, readers) + _against_rules(goal, request, readers)
    return tuple(found) or _whole(request, readers, writers)


def _condition_of(clause: Clause, request: Request) -> Clause | None:
    """The "if" before a clause in its sentence, or right after it."""
    inside = [c for c in request.clauses if c.sentence == clause.sentence]
    place = inside.index(clause)
    before = [c for c in inside[:place] if c.mood == "if"]
    after = [c for c in inside[place + 1 : place + 2] if c.mood == "if"]
    return before[-1] if before else next(iter(after), None)


_EMBEDDED = re.compile(r"\b(?:what|when|where|why|how|whether|which|who|if)\b", re.I)


def _told_on(goal: Goal, request: Request, readers: Sequence[ToolMeaning]) -> list[Goal]:
    """Somebody is to be told something that must be looked up first."""
    tells = goal.kind == "write" and bool(goal.clause.concepts("send"))
    if not tells or not _EMBEDDED.search(goal.clause.text):
        return []
    asked = read_goal(goal.clause, request, readers)
    return [asked] if asked.candidates else []


def _against_rules(goal: Goal, request: Request, readers: Sequence[ToolMeaning]) -> list[Goal]:
    """A question that measures something against what is promised needs the promise too."""
    others = {c.meaning.rules for c in goal.candidates[:1]}
    if goal.kind != "read" or not goal.clause.concepts("rule") or others != {False}:
        return []
    asked = read_goal(goal.clause, request, [m for m in readers if m.rules])
    return [replace(asked, optional=True)] if asked.candidates else []


def _whole(
    request: Request, readers: Sequence[ToolMeaning], writers: Sequence[ToolMeaning]
) -> tuple[Goal, ...]:
    """A prompt that only tells something: it may imply a wish, else what is known may help."""
    tellers = [clause for clause in request.clauses if clause.mood == "tell"]
    for clause in tellers:
        implied = _writes(clause, request, writers) if _implies(clause) else ()
        if implied:
            return (Goal("write", clause, implied),)
    goals = [read_goal(c, request, readers) for c in tellers]
    goals.sort(key=lambda goal: -max((c.score for c in goal.candidates), default=0.0))
    return tuple(goal for goal in goals[:1] if goal.candidates)


def _implies(clause: Clause) -> bool:
    """Whether a plain statement says what is to happen, in a phrase rather than a past form."""
    return any(s.kind in ACTS and len(s.places) > 1 for s in clause.senses)


def _goal(
    clause: Clause, request: Request, readers: Sequence[ToolMeaning], writers: Sequence[ToolMeaning]
) -> Goal:
    if clause.mood == "do":
        writes = _writes(clause, request, writers)
        reads = leads_with_reading(clause)
        if writes and not (reads and writes[0].score < 0.9):
            return Goal("write", clause, writes)
        acts = clause.concepts("change", "send", "final") - {"light"}
        if acts and not reads and (_leads_with_act(clause) or not clause.concepts("read")):
            return Goal("write", clause, ())
    return read_goal(clause, request, readers)


def leads_with_reading(clause: Clause) -> bool:
    """Whether the clause's first verb is one of looking."""
    stems = tuple(token.stem for token in tokens(strip_polite(clause.text)))[:4]
    first = [sense for sense in lexicon().senses(stems) if sense.places[0] == 0]
    told = any(s.kind in ACTS and len(s.places) > 1 for s in clause.senses)
    return (
        any(s.kind == "read" for s in first) and not told and not any(s.kind in ACTS for s in first)
    )


def _leads_with_act(clause: Clause) -> bool:
    """Whether the clause's first verb can only be one of changing."""
    stems = tuple(token.stem for token in tokens(strip_polite(clause.text)))[:4]
    first = [sense for sense in lexicon().senses(stems) if sense.places[0] == 0]
    kinds = {s.kind for s in first if s.concept != "light"}
    return bool(kinds & ACTS) and "read" not in kinds


def _forbidden(request: Request, writers: Sequence[ToolMeaning]) -> set[str]:
    names = set()
    for clause in request.clauses:
        if clause.mood == "forbid":
            names |= {c.meaning.name for c in _writes(clause, request, writers)[:1]}
    return names


def context_units(request: Request, clause: Clause) -> list[Unit]:
    """Return the units of the other clauses, weighed down."""
    return [
        unit
        for other in request.clauses
        if other is not clause and other.mood in ("tell", "ask", "do", "if")
        for unit in units(
            other.tokens,
            other.senses,
            CONTEXT_WEIGHT if other.mood == "tell" else CONTEXT_WEIGHT / 2,
            _spans(request),
        )
    ]


def read_goal(clause: Clause, request: Request, readers: Sequence[ToolMeaning]) -> Goal:
    """Return the goal of knowing what a clause asks, with the tools that may tell."""
    own = units(clause.tokens, clause.senses, names=_spans(request))
    fits = rank(own + context_units(request, clause), readers)
    told = rank(own, readers)
    ruled = bool(clause.concepts("rule"))
    liked = request.bonuses.get(clause.start, {})
    best = sorted(readers, key=lambda m: -fits[m.name].share - liked.get(m.name, 0.0))[:CANDIDATES]
    return Goal(
        "read",
        clause,
        tuple(
            _candidate(m, clause, fits[m.name], told[m.name], ruled, liked.get(m.name, 0.0))
            for m in best
            if told[m.name].score > 0.2 or liked
        ),
    )


def _candidate(
    meaning: ToolMeaning, clause: Clause, fit: Fit, own: Fit, ruled: bool, liked: float
) -> Candidate:
    rules = _RULE_WORDS if ruled and meaning.rules else -_RULE_WORDS / 2 if meaning.rules else 0.0
    named = NAMED_CHOICE if _names_a_choice(clause, meaning) else 0.0
    score = 0.65 * own.share + 0.35 * fit.share + rules + named + liked
    return Candidate(meaning, score, own.words)


def _names_a_choice(clause: Clause, meaning: ToolMeaning) -> bool:
    """Whether a clause uses, word for word, one of the words that an argument may take."""
    return any(
        set(stems_of(name_words(choice))) <= clause.stems
        for wanted in meaning.takes
        for choice in wanted.choices
        if name_words(choice)
    )


def _spans(request: Request) -> list[tuple[int, int]]:
    kinds = ("name", "date", "time", "number", "duration", "amount", "month", "week", "year")
    return [(value.start, value.end) for value in request.values_of(*kinds)]


def _writes(
    clause: Clause, request: Request, writers: Sequence[ToolMeaning]
) -> tuple[Candidate, ...]:
    own = units(clause.tokens, clause.senses, names=_spans(request))
    fits, around = rank(own, writers), rank(own + context_units(request, clause), writers)
    found = []
    for meaning in writers:
        verb, thing = _verb_fit(clause, meaning), _thing_fit(clause, meaning)
        told = _thing_told(request, clause, meaning)
        share = fits[meaning.name].share
        sends = bool(clause.concepts("send") & meaning.verbs)
        if sends:
            # What somebody is told may be about anything: it says nothing against the tool.
            thing = max(thing, SENT)
        if not verb and clause.mood == "do" and not leads_with_reading(clause):
            verb = LIGHT if _leads_lightly(clause) and share >= 0.5 and thing >= 0.6 else 0.0
            verb = verb or (IMPLIED if share >= 0.6 and thing >= 0.7 else 0.0)
        if verb < 0.5 or not (thing or told or not _names_a_thing(clause) or share >= 0.9):
            continue
        score = (
            0.4 * verb
            + 0.25 * thing
            + 0.1 * told
            + 0.15 * fits[meaning.name].share
            + 0.1 * around[meaning.name].share
        )
        found.append(Candidate(meaning, score, fits[meaning.name].words))
    return tuple(sorted(found, key=lambda c: -c.score)[:CANDIDATES])


def _leads_lightly(clause: Clause) -> bool:
    """Whether a clause begins with a verb that says little: "put", "make", "get"."""
    first = tokens(strip_polite(clause.text))[:1]
    return any(s.concept == "light" for s in lexicon().senses([token.stem for token in first]))


def _names_a_thing(clause: Clause) -> bool:
    """Whether a clause says what it is about, rather than "this" or "it"."""
    acting = {p for s in clause.senses if s.kind in ACTS | {"read"} for p in s.places}
    return any(t.lower not in EMPTY_WORDS and p not in acting for p, t in enumerate(clause.tokens))


def _verb_fit(clause: Clause, meaning: ToolMeaning) -> float:
    first = stems_of(name_words(meaning.name)[:1]) + stems_of(
        t.lower for t in tokens(meaning.tool.description)[:1]
    )
    if clause.stems & set(first):
        return 1.0
    acts = clause.concepts(*ACTS) & {v for v in meaning.verbs if lexicon().kinds[v] in ACTS} - {
        "light"
    }
    return 0.85 if acts else 0.0


def _thing_fit(clause: Clause, meaning: ToolMeaning) -> float:
    verbs = {p for s in clause.senses if s.kind in ACTS for p in s.places}
    things = {
        f"={s.concept}" for s in clause.senses if s.kind == "thing" and not verbs & {*s.places}
    }
    own_verbs = set(stems_of(name_words(meaning.name)[:1]))
    nouns = meaning.about - own_verbs
    if clause.stems & {term for term in nouns if term[0] != "="}:
        return 1.0
    if things & nouns:
        return 0.7
    spoken = frozenset(t for _, terms in meaning.parts[:4] for t in terms if t[0] != "=")
    acting = {clause.tokens[p].stem for s in clause.senses if s.kind in ACTS for p in s.places}
    if (
        {t.stem for t in clause.tokens if t.lower not in EMPTY_WORDS} - acting - own_verbs
    ) & spoken:
        return 0.6
    handled = {term for wanted in meaning.takes if wanted.required for term in wanted.entity}
    return 0.4 if (things | clause.stems) & handled else 0.0


def _thing_told(request: Request, clause: Clause, meaning: ToolMeaning) -> float:
    return max(
        (_thing_fit(other, meaning) for other in request.clauses if other is not clause),
        default=0.0,
    )
