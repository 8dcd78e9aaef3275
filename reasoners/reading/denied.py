"""What a clause denies ("not paid yet") or commands ("cancel it") is no state of now."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from functools import lru_cache

from reasoners.meaning.lexicon import Sense, lexicon
from reasoners.meaning.words import EMPTY_WORDS, Token, stem, tokens
from reasoners.reading.clauses import Clause
from reasoners.reading.moods import ACTING, strip_polite

_NEGATIONS = frozenset("not never without cannot".split())
_REACH = 4


def denied_places(words: Sequence[Token]) -> tuple[int, ...]:
    """Return the places of words that a negation before them denies."""
    found = []
    for place, word in enumerate(words):
        if word.lower in _NEGATIONS or word.lower.endswith(("n't", "n’t")):
            after = range(place + 1, min(place + 1 + _REACH, len(words)))
            found += [at for at in after if words[at].lower not in EMPTY_WORDS][:1]
    return tuple(found)


@lru_cache(maxsize=4096)
def affirmed(clause: Clause) -> Clause:
    """Return a clause without what it denies; "not paid" keeps what it means as a phrase."""
    denied = denied_places(clause.tokens)
    if not denied:
        return clause
    kept = tuple(s for s in clause.senses if not set(denied) & {*s.places} or _negates(clause, s))
    return _without(clause, denied, kept + tuple(_opposites(clause.tokens, denied)))


@lru_cache(maxsize=4096)
def without_command(clause: Clause) -> Clause:
    """Return a clause without the verb that commands what is to be done."""
    led = [token.lower for token in tokens(strip_polite(clause.text))[:1]]
    place = next((at for at, word in enumerate(clause.tokens) if word.lower in led), None)
    if clause.mood != "do" or place is None:
        return clause
    acts = [s for s in clause.senses if s.kind in ACTING and s.places[0] == place]
    return left_without(clause, tuple({p for s in acts for p in s.places}))


def left_without(clause: Clause, places: Sequence[int]) -> Clause:
    """Return a clause without the words at some places, and without what they mean."""
    kept = tuple(s for s in clause.senses if not {*places} & {*s.places})
    return _without(clause, places, kept)


def without_words(clause: Clause, stems: Set[str]) -> Clause:
    """Return a clause without words that say nothing in their place, as "stay" among stays."""
    places = tuple(at for at, word in enumerate(clause.tokens) if word.stem in stems)
    return left_without(clause, places) if places else clause


def _negates(clause: Clause, sense: Sense) -> bool:
    """Whether a sense holds the negation itself, as "hasn't paid" does."""
    return any(clause.tokens[p].lower.endswith(("n't", "not", "never")) for p in sense.places)


def _opposites(words: Sequence[Token], denied: Sequence[int]) -> list[Sense]:
    known = lexicon()
    pairs = ((at, known.senses((stem("not"), words[at].stem))) for at in denied)
    return [replace(s, places=(at,)) for at, senses in pairs for s in senses if len(s.places) > 1]


def _without(clause: Clause, places: Sequence[int], senses: tuple[Sense, ...]) -> Clause:
    """Places stay as they are, so words left out keep theirs, but say nothing."""
    words, text = list(clause.tokens), clause.text
    for at in places:
        word = words[at]
        words[at] = replace(word, lower="", stem="")
        text = re.sub(rf"\b{re.escape(word.text)}\b", " ", text, count=1)
    return replace(clause, text=text, tokens=tuple(words), senses=senses)
