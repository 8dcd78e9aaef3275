"""How well words fit tools: stems, concepts and spelling, weighed by rarity (BM25-like)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from reasoners.meaning.lexicon import SEPARABLE, Sense
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import EMPTY_WORDS, Token, likeness

BY_CONCEPT = 0.7
BY_SPELLING = 0.5
ALIKE = 0.72
UNKNOWN = 0.4
COMPOUND = 0.8
SHORTEST_PART = 4
# Words of place, time and everyday doing: they occur anywhere and tell little about a tool.
COMMON = 0.35
COMMON_WORDS = frozenset(
    """behind before after during next last first second already ever long short back down away
    around along come take make put keep see look say said call called work day days time times
    thing things way bit lot lots new old good only still left right most recent least more less
    much many often soon later early today tomorrow yesterday week weeks month months year years
    hour hours minute minutes start started turn run move moment side part place set stand stay
    use used using mean thinking think reckon find found show seem since until till through by
    somebody someone anyone anybody person people number day night money name""".split()
)


@dataclass(frozen=True)
class Unit:
    """A word or phrase of the prompt: its stem ("" for a phrase), its concepts, its weight."""

    text: str
    stem: str
    concepts: frozenset[str]
    weight: float = 1.0
    named: bool = False

    def strength(self, terms: Mapping[str, float]) -> float:
        """How well it fits weighed stems and concepts, 0 to 1."""
        own = terms.get(self.stem, 0.0)
        return max([own, *(BY_CONCEPT * terms[c] for c in self.concepts if c in terms)])


@dataclass(frozen=True)
class Fit:
    """How well a tool fits: the raw score, its share of what any tool could reach, the words."""

    score: float
    share: float
    words: tuple[str, ...]


def units(
    words: Sequence[Token],
    senses: Iterable[Sense],
    weight: float = 1.0,
    names: Sequence[tuple[int, int]] = (),
) -> list[Unit]:
    """Return the units of a clause: its telling words, and its phrases.

    Words inside the spans of names may fit a tool, but nothing is lost where they do not.
    """
    concepts: dict[int, set[str]] = {}
    phrases, covered, void = [], set[int](), set[int]()
    for sense in senses:
        if sense.kind == "void":
            void |= set(sense.places)
        if sense.kind in ("kind", "void"):
            continue
        if len(sense.places) > 1:
            text = " ".join(words[p].lower for p in sense.places)
            phrases.append(Unit(text, "", frozenset({f"={sense.concept}"}), weight))
            covered |= set(sense.places) if sense.kind not in SEPARABLE else set()
        else:
            concepts.setdefault(sense.places[0], set()).add(f"={sense.concept}")
    single = [
        Unit(
            word.lower,
            word.stem,
            frozenset(concepts.get(place, ())),
            weight
            * (0.5 if place in covered or _inside(word, names) else 1.0)
            * (COMMON if word.lower in COMMON_WORDS else 1.0),
            _inside(word, names),
        )
        for place, word in enumerate(words)
        if word.lower not in EMPTY_WORDS and not word.lower.isdigit() and place not in void
    ]
    asking = [
        Unit(word.lower, "", frozenset(concepts[place]), weight * 0.6)
        for place, word in enumerate(words)
        if word.lower in EMPTY_WORDS and place in concepts
    ]
    return single + phrases + asking


def _inside(word: Token, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= word.start < end for start, end in spans)


def rank(wanted: Sequence[Unit], meanings: Sequence[ToolMeaning]) -> dict[str, Fit]:
    """Return how well each tool fits the wanted units."""
    table = [[unit.strength(meaning.weights) for meaning in meanings] for unit in wanted]
    table = [
        row if any(row) else _by_spelling(unit, meanings)
        for unit, row in zip(wanted, table, strict=True)
    ]
    weights = [unit.weight * _rarity(row) for unit, row in zip(wanted, table, strict=True)]
    reach = sum(weight * max(row, default=0.0) for weight, row in zip(weights, table, strict=True))
    reach += UNKNOWN * sum(
        unit.weight
        for unit, row in zip(wanted, table, strict=True)
        if unit.stem and not unit.named and not any(row)
    )
    found = {}
    for position, meaning in enumerate(meanings):
        score = sum(weight * row[position] for weight, row in zip(weights, table, strict=True))
        words = tuple(
            unit.text for unit, row in zip(wanted, table, strict=True) if row[position] > 0.3
        )
        found[meaning.name] = Fit(score, score / reach if reach else 0.0, words)
    return found


def _by_spelling(unit: Unit, meanings: Sequence[ToolMeaning]) -> list[float]:
    """A word that fits nowhere may be misspelt, or part of a compound."""
    if len(unit.stem) < SHORTEST_PART:
        return [0.0] * len(meanings)
    return [
        max(
            (
                weight * _alike(unit.stem, term)
                for weight, terms in meaning.parts[:4]
                for term in terms
                if term[0] != "="
            ),
            default=0.0,
        )
        for meaning in meanings
    ]


def _alike(word: str, term: str) -> float:
    """How well a word stands for a term: "sheet" for "timesheet", or with a slip of the pen."""
    if len(term) > len(word) + 2 and term.endswith(word):
        return COMPOUND
    return BY_SPELLING * (len(word) > SHORTEST_PART and likeness(word, term) >= ALIKE)


def _rarity(row: list[float]) -> float:
    matched = sum(1 for fit in row if fit > 0.3)
    return math.log(1 + (len(row) - matched + 0.5) / (matched + 0.5)) + 0.15 if matched else 0.3
