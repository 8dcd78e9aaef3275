"""The things that a clause names in passing: "the broken vase", "his boat", and "the blue ones"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from reasoners.meaning.words import EMPTY_WORDS, Token
from reasoners.reading.clauses import Clause

_POINTS_TO = frozenset(
    """the a an this that these those his her their its our my your another both some any every
    each no""".split()
)
_ENDS_PHRASE = EMPTY_WORDS | frozenset(
    """again ago already pls plz asap please thanks always before after during until till since
    because while today tomorrow yesterday still left back away first last now never only twice
    once more less than up down off out over round around along through apart together
    aside""".split()
)
_ONE = re.compile(r"\b(?:the|a|this|that|these|those|any|some|\w+)\s+(?:[a-z-]+\s+)?ones?\b", re.I)
LONGEST = 3


def things_named(clause: Clause) -> Iterator[tuple[Token, ...]]:
    """Yield the words of each phrase after "the", "his" and the like; its last names the thing."""
    words = clause.tokens
    for place, word in enumerate(words):
        if word.lower in _POINTS_TO or word.text.endswith(("'s", "’s")):
            phrase = _phrase(clause, place + 1)
            if phrase:
                yield phrase


def _phrase(clause: Clause, start: int) -> tuple[Token, ...]:
    found: list[Token] = []
    for word in clause.tokens[start : start + LONGEST]:
        apart = found and _between(clause, found[-1], word).strip(" -")
        if apart or word.lower in _ENDS_PHRASE or not word.text[0].islower():
            break
        found.append(word)
    return tuple(found)


_OBJECTS = frozenset(
    """the a an it him her them me us you his their its my our your this that these those all some
    any every each one""".split()
)
_LETS_DO = frozenset("let lets help helps make makes have has see watch letting having".split())


def nouns_at(clause: Clause) -> set[int]:
    """The places of words that end such a phrase and call a thing, whatever verbs they may be as
    well: "the moth book" books nothing."""
    words = clause.tokens
    called = {s.places[0] for s in clause.senses if s.kind == "thing" and len(s.places) == 1}
    ends = {phrase[-1].start: phrase[0].start for phrase in things_named(clause)}
    return {
        place
        for place, word in enumerate(words)
        if word.start in ends
        and place in called
        and (
            ends[word.start] < word.start
            or not any(after.lower in _OBJECTS for after in words[place + 1 : place + 2])
        )
        and not any(
            before.lower in _LETS_DO and before.start < ends[word.start]
            for before in words[max(0, place - 4) : place]
        )
    }


def _between(clause: Clause, left: Token, right: Token) -> str:
    return clause.text[left.end - clause.start : right.start - clause.start]


def meant_by_one(clause: Clause, before: Sequence[Clause]) -> str:
    """The thing that "ones" in a clause stands for: the last one that was named before."""
    if not _ONE.search(clause.text):
        return ""
    for other in reversed(before):
        phrases = list(things_named(other))
        if phrases:
            return phrases[-1][-1].text
    return ""


_POINTS_BACK = re.compile(r"\b(?:it|its|that|this|them|they|their|those|these)\b", re.I)


def points_back(clause: Clause) -> bool:
    """Whether a clause speaks of "it" or "that", and names nothing itself."""
    named = any(True for _ in things_named(clause))
    return not named and _POINTS_BACK.search(clause.text) is not None


def meant_by_it(clause: Clause, before: Sequence[Clause]) -> tuple[Token, ...]:
    """The words for what "it" or "that" in a clause stands for: the last thing named before."""
    if not points_back(clause):
        return ()
    for other in reversed(before):
        phrases = list(things_named(other)) if other.mood != "forbid" else []
        if phrases:
            return phrases[-1]
    return ()
