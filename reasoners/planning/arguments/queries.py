"""What a search by words is asked: what a clause is about, never the whole prompt."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.matching import COMMON_WORDS
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import EMPTY_WORDS, Token, tokens
from reasoners.reading.clauses import Clause
from reasoners.reading.name_sorts import PERSON
from reasoners.reading.request import Request
from reasoners.reading.things_named import meant_by_it, meant_by_one

THIN = 2
MOST = 8
_ASIDE = frozenset(
    """say says said first think thinking would we'd i'd he'd she'd they'd rule rules policy
    policies handbook regulation regulations allowed provided guideline guidelines nothing
    anything something against""".split()
)
_PASSED_ON = frozenset({"email", "id", "phone", "date", "amount", "url", "year", "number"})
_LOOKS = frozenset({"read", "order", "all"})
_ACTS = frozenset({"change", "send", "final"})
_MEANT = ("change", "final", "thing")


def search_words(meaning: ToolMeaning, clause: Clause, request: Request) -> str:
    """Return the words to search for, "" where a clause has none of its own.

    Rules are searched by topic: where a clause says too little, by what the others speak of.
    """
    if not meaning.rules:
        sought = list(_things_sought(meaning, clause, request))
        return " ".join(sought or _pointed_back(clause, request))
    own = [*_in_its_words(meaning, request), *_topics(clause, request)]
    if len(own) < THIN:
        others = (c for c in request.clauses if c is not clause and c.mood != "forbid")
        own += [word for other in others for word in _topics(other, request)]
    return " ".join(list(dict.fromkeys(own))[:MOST])


def _pointed_back(clause: Clause, request: Request) -> Iterator[str]:
    """The words of what a clause that names nothing itself points back to."""
    before = [other for other in request.clauses if other.start < clause.start]
    return (token.text for token in meant_by_it(clause, before) if _tells(token, request))


def vocabulary(meaning: ToolMeaning) -> list[Token]:
    """The topics that a collection says it is on: "rules on returns", "articles (fees, fines)"."""
    first = re.split(r"\.\s", meaning.tool.description)[0]
    listed = " ".join(found[1] or found[2] for found in _SAID_TO_BE_ON.finditer(first))
    return [token for token in tokens(listed) if token.lower not in EMPTY_WORDS | _ASIDE]


_SAID_TO_BE_ON = re.compile(r"\(([^()]*)\)|\b(?:on|about|covering|concerning|regarding)\b([^()]*)")


def _in_its_words(meaning: ToolMeaning, request: Request) -> Iterator[str]:
    """Those topics of a collection that the request speaks of, be it in other words."""
    clauses = [c for c in request.clauses if c.mood != "forbid"]
    said = {stem for clause in clauses for stem in clause.stems}
    meant = {concept for clause in clauses for concept in clause.concepts(*_MEANT)}
    for topic in vocabulary(meaning):
        concepts = {s.concept for s in lexicon().senses((topic.stem,)) if s.kind in _MEANT}
        if topic.stem in said or concepts & meant:
            yield topic.text


def _topics(clause: Clause, request: Request) -> Iterator[str]:
    """The words that tell something, whoever they are said of; not verbs of looking."""
    names = [(v.start, v.end) for v in request.values_of("name")]
    for token in clause.tokens:
        named = any(start <= token.start < end for start, end in names)
        common = token.lower in COMMON_WORDS
        if not named and not common and _tells(token, request) and not _only(token, _LOOKS):
            yield token.text


def _things_sought(meaning: ToolMeaning, clause: Clause, request: Request) -> Iterator[str]:
    """The words for what is sought, without those for what is to be told of it."""
    told = {stem for field in meaning.gives for stem in field.stems}
    people = [(v.start, v.end) for v in request.values_of("name") if PERSON in v.role]
    phrases = (s for s in clause.senses if len(s.places) > 1 and s.kind in {"field", *_ACTS})
    asked = {p for s in phrases for p in s.places}
    for place, token in enumerate(clause.tokens):
        if place not in asked and (
            not any(start <= token.start < end for start, end in people)
            and _tells(token, request)
            and not _only(token, _LOOKS | _ACTS)
            and token.stem not in told
            and token.lower not in COMMON_WORDS
        ):
            yield token.text
    before = [other for other in request.clauses if other.start < clause.start]
    meant = meant_by_one(clause, before)
    if meant:
        yield meant


def _tells(token: Token, request: Request) -> bool:
    return token.lower not in EMPTY_WORDS | _ASIDE and not any(
        v.start <= token.start < v.end for v in request.values if v.kind in _PASSED_ON
    )


def _only(token: Token, kinds: frozenset[str]) -> bool:
    """Whether all that a word may mean is of these classes."""
    senses = lexicon().senses((token.stem,))
    return bool(senses) and all(sense.kind in kinds for sense in senses)
