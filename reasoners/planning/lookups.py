"""Look-ups for a clause: how well the words and fields of each tool fit what is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from reasoners.meaning.matching import Fit, Unit, rank, units
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import name_words, stem, stems_of
from reasoners.planning.asked import answers, asked_for
from reasoners.planning.goal import Candidate, Goal
from reasoners.planning.tenses import agreement
from reasoners.reading.clauses import Clause
from reasoners.reading.figures import figure_in
from reasoners.reading.request import Request

CONTEXT_WEIGHT = 0.3
POINTS_BACK = 2.0
_PRONOUN = re.compile(
    r"\b(?:it|its|that|this|them|these|those|he|she|they|his|her|him|their)\b", re.I
)
IDENTIFIED = 0.6
CANDIDATES = 8
RULE_WORDS = 0.2
NAMED_CHOICE = 0.25
ABOUT = 0.15  # what a look-up is about is what the clause names
TAKES_IT = 0.15  # what is asked for by just what identifies somebody here
STRANGER = 0.25  # what knows nobody does not answer about somebody
PERIODS = 0.25  # two years or months are set against each other, and it tells one by one
ANSWERS, NO_ANSWER = 0.25, 0.1
MEASURED = 0.25  # what is to be added up stands in its rows, under the very words
TENTATIVE = 0.15  # an offer is not the thing that is offered
_OFFERED = frozenset({"=quote_record", "=target_record"})
TOLD_ENOUGH = 0.2
_IDENTIFYING = frozenset({"email", "phone", "id"})
_PERIODS = frozenset({"year", "month", "week"})
AROUND = 0.35  # what the other clauses say, against what the clause itself does
_NAMED = ("name", "date", "time", "number", "duration", "amount", "month", "week", "year")


def clause_units(clause: Clause, request: Request, weight: float = 1.0) -> list[Unit]:
    """Return the units of a clause, with the things that its identifiers are of."""
    spans = [(value.start, value.end) for value in request.values_of(*_NAMED)]
    things = [
        Unit(value.text, "", request.things[value.text], IDENTIFIED * weight)
        for value in request.inside(clause)
        if value.text in request.things
    ]
    return units(clause.tokens, clause.senses, weight, spans) + things


def context_units(clause: Clause, request: Request) -> list[Unit]:
    """Return the units of the other clauses, weighed down: less where the clause points back."""
    told = CONTEXT_WEIGHT * (POINTS_BACK if _PRONOUN.search(clause.text) else 1.0)
    return [
        unit
        for other in request.clauses
        if other is not clause and other.mood in ("tell", "ask", "do", "if")
        for unit in clause_units(other, request, told if other.mood == "tell" else told / 2)
    ]


def read_goal(clause: Clause, request: Request, readers: Sequence[ToolMeaning]) -> Goal:
    """Return the goal of knowing what a clause asks, with the tools that may tell."""
    own = clause_units(_as_of_rules(clause, readers), request)
    told, fits = rank(own, readers), rank(own + context_units(clause, request), readers)
    ruled, asked = speaks_of_rules(clause, readers), asked_for(clause)
    spoken = {f"={s.concept}" for s in clause.senses if s.kind == "thing"}
    identified = {v.kind for v in request.inside(clause)} & _IDENTIFYING
    around = AROUND if _says_enough(own, told) or not _PRONOUN.search(clause.text) else 1 - AROUND
    liked = request.bonuses.get(clause.start, {})
    several, added = _several_periods(clause, request), _adds_up(clause)
    found = []
    for meaning in readers:
        name = meaning.name
        answer = answers(meaning, asked, clause) if asked and meaning.gives else 0.0
        direct = bool(identified & {field.kind for field in meaning.takes} - {"id"})
        enough = told[name].score > TOLD_ENOUGH or answer > NO_ANSWER
        if not enough and not direct and not liked:
            continue
        score = (
            (1 - around) * told[name].share
            + around * fits[name].share
            + (RULE_WORDS * ruled if meaning.rules else 0.0)
            - (RULE_WORDS / 2 if meaning.rules and not ruled else 0.0)
            + ABOUT * bool(meaning.about & spoken)
            + TAKES_IT * direct
            - STRANGER * (bool(identified) and not _knows_records(meaning))
            + PERIODS * _tells_periods(several, meaning)
            - TENTATIVE * bool(meaning.about & _OFFERED and not spoken & _OFFERED)
            + MEASURED * (added and _tells_measure(clause, meaning))
            + NAMED_CHOICE * _names_a_choice(clause, meaning)
            + (ANSWERS * answer - NO_ANSWER if asked and meaning.gives else 0.0)
            + agreement(meaning, clause, request)
            + liked.get(name, 0.0)
        )
        found.append(Candidate(meaning, score, told[name].words))
    found.sort(key=lambda candidate: -candidate.score)
    return Goal("read", clause, tuple(found[:CANDIDATES]))


def _knows_records(meaning: ToolMeaning) -> bool:
    """Whether a look-up takes or gives what tells one record from another, or searches words."""
    kinds = {field.kind for field in (*meaning.takes, *meaning.gives)}
    return bool(kinds & (_IDENTIFYING | {"any", "query"})) or not meaning.gives


def _says_enough(own: Sequence[Unit], told: Mapping[str, Fit]) -> bool:
    """Whether a clause has a telling word of its own that fits any tool: "where can it be found"
    has none, nor has "how much worse was it"."""
    fitting = {word for fit in told.values() for word in fit.words}
    return any(
        unit.stem and not unit.named and unit.weight >= 0.5 and unit.text in fitting for unit in own
    )


def speaks_of_rules(clause: Clause, meanings: Sequence[ToolMeaning]) -> bool:
    """Whether a clause speaks of rules; "policy" does not where policies are what is sold."""
    things = {term for m in meanings if m.reads and not m.rules for term in m.about}
    return any(
        s.kind == "rule" and not things & {clause.tokens[p].stem for p in s.places}
        for s in clause.senses
    )


def _several_periods(clause: Clause, request: Request) -> frozenset[str]:
    """The stems of the periods of which a clause names several: years, months or weeks."""
    kinds = [value.kind for value in request.inside(clause) if value.kind in _PERIODS]
    return frozenset(stem(kind) for kind in kinds if kinds.count(kind) > 1)


def _tells_periods(several: frozenset[str], meaning: ToolMeaning) -> bool:
    """Whether a look-up tells each of several years, months or weeks."""
    if not several:
        return False
    fields = [*meaning.takes, *(field for field in meaning.gives if field.listed)]
    return any(several & (field.stems | {stem(field.kind)}) for field in fields)


def _adds_up(clause: Clause) -> bool:
    figure = figure_in(clause)
    return figure is not None and figure.kind in ("sum", "mean")


def _tells_measure(clause: Clause, meaning: ToolMeaning) -> bool:
    """Whether what a clause wants added up is a member of a look-up's rows by all its words."""
    numbers = [field for field in meaning.gives if field.listed and len(field.words) > 1]
    return any({stem(word) for word in field.words} <= clause.stems for field in numbers)


def _as_of_rules(clause: Clause, meanings: Sequence[ToolMeaning]) -> Clause:
    """A clause in which a word for rules means no more: "policy" is no contract then."""
    if not speaks_of_rules(clause, meanings):
        return clause
    ruled = {s.places for s in clause.senses if s.kind == "rule"}
    senses = tuple(s for s in clause.senses if s.kind != "thing" or s.places not in ruled)
    return replace(clause, senses=senses)


def _names_a_choice(clause: Clause, meaning: ToolMeaning) -> bool:
    """Whether a clause uses, word for word, one of the words that an argument may take."""
    return any(
        set(stems_of(name_words(choice))) <= clause.stems
        for wanted in meaning.takes
        for choice in wanted.choices
        if name_words(choice)
    )
