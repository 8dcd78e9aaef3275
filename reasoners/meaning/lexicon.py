"""The lexicon: which concepts the words of a text may stand for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reasoners.meaning.words import stem, tokens

SEPARABLE = frozenset({"read", "change", "send", "final"})
LONGEST_GAP = 3
OPEN_GAP = 6


@dataclass(frozen=True)
class Sense:
    """One reading of a stretch of text: a concept and the positions of its words."""

    concept: str
    kind: str
    places: tuple[int, ...]


@dataclass(frozen=True)
class Lexicon:
    """Concepts by class, and phrases by the stem of their first word."""

    kinds: dict[str, str]
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    open_phrases: frozenset[tuple[str, ...]]

    def senses(self, stems: Sequence[str]) -> list[Sense]:
        """Return every sense of a sequence of stems, longer phrases first."""
        found, said = [], set(stems)
        for start, first in enumerate(stems):
            for phrase, concept in self.phrases.get(first, ()):
                if phrase[-1] not in said:
                    continue
                places = _places(stems, start, phrase, self._gap(phrase, concept))
                if places:
                    found.append(Sense(concept, self.kinds[concept], places))
        return sorted(found, key=lambda sense: -len(sense.places))

    def _gap(self, phrase: tuple[str, ...], concept: str) -> int:
        if phrase in self.open_phrases:
            return OPEN_GAP
        return LONGEST_GAP if self.kinds[concept] in SEPARABLE and len(phrase) == 2 else 0

    def concepts(self, stems: Sequence[str]) -> frozenset[str]:
        """Return the concepts of a sequence of stems."""
        return frozenset(sense.concept for sense in self.senses(stems))

    def entries(self) -> dict[str, frozenset[str]]:
        """Return concept -> its words and phrases as stems, for the usage check."""
        found: dict[str, set[str]] = defaultdict(set)
        for phrases in self.phrases.values():
            for phrase, concept in phrases:
                found[concept].add(" ".join(phrase))
        return {concept: frozenset(words) for concept, words in found.items()}


def _places(stems: Sequence[str], start: int, phrase: tuple[str, ...], gap: int) -> tuple[int, ...]:
    places = [start]
    for word in phrase[1:]:
        window = range(places[-1] + 1, min(places[-1] + 2 + gap, len(stems)))
        following = next((at for at in window if stems[at] == word), None)
        if following is None:
            return ()
        places.append(following)
    return tuple(places)


@cache
def lexicon() -> Lexicon:
    """Return the lexicon, read once from lexicon.txt."""
    kinds: dict[str, str] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    opened: set[tuple[str, ...]] = set()
    for line in Path(__file__).with_name("lexicon.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        head, _, words = line.partition(":")
        concept, _, kind = head.partition(" ")
        kinds[concept] = kind.strip("[]")
        for written in dict.fromkeys(words.split(",")):
            phrase = tuple(stem(token.lower) for token in tokens(written))
            phrases[phrase[0]].append((phrase, concept))
            opened |= {phrase} if ".." in written else set()
    found = {first: tuple(dict.fromkeys(listed)) for first, listed in phrases.items()}
    return Lexicon(kinds, found, frozenset(opened))
