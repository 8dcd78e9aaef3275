"""A clause of a request: its words, their senses and its mood."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from reasoners.meaning.lexicon import Sense, lexicon
from reasoners.meaning.words import Token, tokens
from reasoners.reading.moods import ACTING, Mood, leads_with_verb, message_in, mood_of

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Clause:
    """A stretch of the prompt with its words, their senses and its mood."""

    text: str
    start: int
    end: int
    mood: Mood
    tokens: tuple[Token, ...]
    senses: tuple[Sense, ...]
    sentence: int

    @property
    def stems(self) -> frozenset[str]:
        """The stems of its words."""
        return frozenset(token.stem for token in self.tokens)

    def concepts(self, *kinds: str) -> frozenset[str]:
        """Its concepts of the given classes, all of them where none is given."""
        return frozenset(s.concept for s in self.senses if not kinds or s.kind in kinds)


def command_of(clause: Clause) -> Clause:
    """Return a command to tell somebody something without what is to be told."""
    start = message_in(clause.text)
    if start is None:
        return clause
    count = len(tokens(clause.text[:start]))
    senses = tuple(s for s in clause.senses if max(s.places) < count)
    return replace(clause, text=clause.text[:start], tokens=clause.tokens[:count], senses=senses)


def clause_at(text: str, span: tuple[int, int], asked: bool, number: int, opaque: Spans) -> Clause:
    """Return the clause of a span; words of opaque spans mean nothing."""
    piece = text[slice(*span)]
    start = span[0] + len(piece) - len(piece.lstrip())
    piece = piece.strip()
    words = tuple(
        Token(t.text, t.lower, t.stem, t.start + start, t.end + start)
        for t in tokens(piece)
        if not any(a <= t.start + start < b for a, b in opaque)
    )
    senses = _senses(words)
    quoted = _quoted_by_somebody(piece)
    acts = any(s.kind in ACTING and not _inside(words[s.places[0]], quoted, start) for s in senses)
    mood = mood_of(_without(piece, quoted), asked, acts)
    return Clause(piece, start, start + len(piece), mood, words, senses, number)


_QUOTED = re.compile(r"[\"“”][^\"“”]*[\"“”]")


def _quoted_by_somebody(text: str) -> Spans:
    """The quotations in what tells of somebody's words: they command nothing here."""
    if text[:1] in '"“”' or leads_with_verb(text):
        return ()
    return tuple(match.span() for match in _QUOTED.finditer(text))


def _inside(word: Token, spans: Spans, start: int) -> bool:
    return any(a <= word.start - start < b for a, b in spans)


def _without(text: str, spans: Spans) -> str:
    for first, last in reversed(spans):
        text = f'{text[:first]}""{text[last:]}'
    return text


def _senses(words: tuple[Token, ...]) -> tuple[Sense, ...]:
    """The senses of words, those as a verb left out where a word stands for a thing or a state."""
    found = lexicon().senses(tuple(word.stem for word in words))
    things = {sense.places for sense in found if sense.kind in ("thing", "send")}
    runs = {s.places[0] for s in found if s.kind in ACTING and s.places[1:] and not _has_gap(s)}
    return tuple(
        sense
        for sense in found
        if sense.kind not in ACTING
        or not (_is_said_of_it(words, sense) or _has_gap(sense) and sense.places[-1] in runs)
        if sense.kind not in ACTING or sense.places not in things or not _is_thing(words, sense)
        if sense.kind != "all" or not _is_of_time(words, sense)
        if sense.kind != "state" or not _is_how_late(words, sense)
    )


_SPANS = frozenset("minutes hours days weeks months minute hour day week month min mins".split())


def _is_how_late(words: tuple[Token, ...], sense: Sense) -> bool:
    """Whether "late" only says by how much: what came "nine days late" need not be late now."""
    first = sense.places[0]
    return words[first].lower == "late" and words[first - 1].lower in _SPANS and first > 0


def _has_gap(sense: Sense) -> bool:
    """Whether other words stand within a sense. Where its last word begins words side by side, it
    belongs to those: "keep it for longer" keeps it for nobody."""
    return sense.places[-1] - sense.places[0] >= len(sense.places)


_IS = frozenset("is are was were that's it's what's who's they're isn't aren't wasn't".split())


def _is_said_of_it(words: tuple[Token, ...], sense: Sense) -> bool:
    """Whether a word says how something is, and not what to do: "one that is free"."""
    place, word = sense.places[0], words[sense.places[0]].lower
    alone = place > 0 and len(sense.places) == 1 and not word.endswith(("ed", "ing", "ment", "ion"))
    return alone and words[place - 1].text.lower().replace("’", "'") in _IS


def _is_of_time(words: tuple[Token, ...], sense: Sense) -> bool:
    """Whether "any" is that of "any more": it says how long, and not of how many."""
    after = words[sense.places[-1] + 1 :][:1]
    any_one = words[sense.places[0]].lower == "any"
    return any_one and any(word.lower in ("more", "longer") for word in after)


_OWNED = frozenset("the his her their its my our your this that which what whose".split())
_ANY_ONE = frozenset({"a", "an"})


def _is_thing(words: tuple[Token, ...], sense: Sense) -> bool:
    """Whether what may be a verb stands for a thing: "the order", "Ann's e-mail"."""
    place = sense.places[0]
    if place == 0 or len(sense.places) > 1:
        return False
    before = words[place - 2] if words[place - 1].lower == "e" and place > 1 else words[place - 1]
    owned = before.lower in _OWNED or before.text.endswith(("'s", "’s"))
    return owned or (sense.kind == "send" and before.lower in _ANY_ONE)


def joined(first: Clause, second: Clause) -> Clause:
    """Return two clauses as one, in the mood of the second."""
    words = first.tokens + second.tokens
    senses = _senses(words)
    text = f"{first.text} {second.text}"
    return replace(second, text=text, start=first.start, tokens=words, senses=senses)
