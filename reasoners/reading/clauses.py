"""Clauses of a request: where one ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reasoners.meaning.lexicon import Sense, lexicon
from reasoners.meaning.words import EMPTY_WORDS, Token, tokens
from reasoners.reading.moods import (
    ACTING,
    CONDITION,
    CONDITION_INSIDE,
    NOTHING,
    Mood,
    is_statement,
    leads_with_verb,
    message_in,
    mood_of,
    stands_alone,
    tells_of_past,
    wishes,
)

Spans = tuple[tuple[int, int], ...]

_SENTENCE = re.compile(
    r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9À-Þ]|\S+@)|[\n;]+|(?<=[?!])\s+|\s[–—-]\s"
)
# After these "if" asks whether something is so.
_NOT_ASKING = "".join(rf"(?<!{verb} )" for verb in ("know", "see", "check", "sure", "ask", "tell"))
_JOINT = re.compile(
    rf",?\s+(?:but |and |so )?(?<!only ){_NOT_ASKING}(?={CONDITION_INSIDE})"
    r"|,?\s+(?:and then|then|and also|but also|and|also|plus|after that|as well as|so"
    r"|but(?! only))\s+|,\s+|:\s+",
    re.I,
)
_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|thanks|thank you|cheers|good (?:morning|afternoon|evening)"
    r"|regards|sorry)\b[^,.!]*$",
    re.I,
)


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


def find_clauses(text: str, guarded: Spans, opaque: Spans) -> tuple[Clause, ...]:
    """Return the clauses of a text; no border lies inside a guarded span (a value).

    Words of opaque spans (e-mail addresses, links, identifiers) mean nothing.
    """
    found = []
    for number, (start, end) in enumerate(_cut(text, 0, len(text), _SENTENCE, guarded)):
        parts = _merge(text, list(_cut(text, start, end, _JOINT, guarded)))
        for first, last in parts:
            asked = last == end and text[start:end].rstrip().endswith("?")
            clause = _clause(text, (first, last), asked, number, opaque)
            if clause.tokens and not _GREETING.match(clause.text):
                found.append(clause)
    return tuple(_settle(_with_orders(found)))


def _cut(
    text: str, start: int, end: int, border: re.Pattern[str], guarded: Spans
) -> Iterator[tuple[int, int]]:
    at = start
    for match in border.finditer(text, start, end):
        if match.end() >= end or any(a < match.end() and match.start() < b for a, b in guarded):
            continue
        yield at, match.start()
        at = match.end()
    yield at, end


def _merge(text: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep a part of its own only where it has a verb or a question of its own."""
    merged: list[tuple[int, int]] = []
    for start, end in parts:
        if merged and (
            not stands_alone(text[start:end])
            or _is_told_on(text[slice(*merged[-1])], text[start:end])
            or _conditions_on(text[slice(*merged[-1])], text[merged[-1][1] : end])
        ):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    if len(merged) > 1 and not _opens_well(text[slice(*merged[0])], text[slice(*merged[1])]):
        merged[:2] = [(merged[0][0], merged[1][1])]
    return merged


def _is_told_on(first: str, second: str) -> bool:
    """Whether a part belongs to what somebody is to be told: "write that it ends unless ..."."""
    return message_in(first) is not None and re.match(r"\W*unless\b", second, re.I) is not None


_AND_ALSO = re.compile(r"\s+(?:and|or|but)\s+(?:also\s+)?", re.I)


def _conditions_on(first: str, rest: str) -> bool:
    """Whether a part goes on with a condition: "if it is open and the fee has been paid"."""
    joint = _AND_ALSO.match(rest)
    if joint is None or not CONDITION.match(first.strip()):
        return False
    return is_statement(rest[joint.end() :])


_MEANS = re.compile(
    r"(?:i mean|meaning|that is|i\.?e\.?|namely|as in|to be (?:precise|exact))\b", re.I
)
_GOES_BACK = re.compile(r"(?:that|this|it|which)\b", re.I)


def _opens_well(first: str, second: str) -> bool:
    """Whether the first part is a clause: by itself, or by how the second one goes back to it."""
    rest = second.strip()
    return (
        stands_alone(first)
        or wishes(first)
        or (leads_with_verb(rest) and tells_of_past(first))
        or bool(CONDITION.match(rest) or _GOES_BACK.match(rest))
    )


def _clause(text: str, span: tuple[int, int], asked: bool, number: int, opaque: Spans) -> Clause:
    piece = text[slice(*span)]
    start = span[0] + len(piece) - len(piece.lstrip())
    piece = piece.strip()
    words = tuple(
        Token(t.text, t.lower, t.stem, t.start + start, t.end + start)
        for t in tokens(piece)
        if not any(a <= t.start + start < b for a, b in opaque)
    )
    senses = _senses(words)
    mood = mood_of(piece, asked, any(sense.kind in ACTING for sense in senses))
    return Clause(piece, start, start + len(piece), mood, words, senses, number)


def _senses(words: tuple[Token, ...]) -> tuple[Sense, ...]:
    """The senses of words, those as a verb left out where a word stands for a thing."""
    found = lexicon().senses(tuple(word.stem for word in words))
    things = {sense.places for sense in found if sense.kind in ("thing", "send")}
    return tuple(
        sense
        for sense in found
        if sense.kind not in ACTING or sense.places not in things or not _is_thing(words, sense)
    )


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


def _settle(clauses: list[Clause]) -> list[Clause]:
    """Give a fragment after a condition its mood, and an empty question the words before it."""
    settled: list[Clause] = []
    for clause in clauses:
        before = settled[-1] if settled else None
        if before is None:
            settled.append(clause)
        elif before.mood == "if" and NOTHING.match(clause.text):
            settled.append(replace(clause, mood="tell"))
        elif _follows(before, clause):
            settled.append(replace(clause, mood="do"))
        elif before.mood in ("ask", "do") and _MEANS.match(clause.text):
            settled[-1] = replace(_joined(before, clause), mood=before.mood)
        elif clause.mood == "ask" and _says_nothing(clause) and before.mood == "tell":
            settled[-1] = _joined(before, clause)
        elif clause.mood == "ask" and _says_nothing(clause) and before.mood == "ask":
            text = f"{before.text} {clause.text}"
            settled[-1] = replace(before, text=text, end=clause.end)
        elif clause.mood == "do" and _only_points_back(clause) and before.mood in ("tell", "do"):
            settled[-1] = _joined(before, clause)
        else:
            settled.append(clause)
    return settled


_REFUSES = re.compile(r"\w+ (?:\w+n['’]t|cannot|will not|does not|is not)\b", re.I)


def _follows(before: Clause, clause: Clause) -> bool:
    """Whether a clause says what is to be done where the condition before it holds."""
    told = clause.mood == "tell" and before.mood == "if"
    return told and before.sentence == clause.sentence and not _REFUSES.match(clause.text)


def _with_orders(clauses: list[Clause]) -> list[Clause]:
    """Words that only say in which order belong to the clause before: "Newest first, please"."""
    kept: list[Clause] = []
    for clause in clauses:
        if (
            kept
            and clause.concepts("order")
            and clause.mood in ("tell", "ask", "do")
            and _only_orders(clause)
            and kept[-1].mood in ("ask", "do")
        ):
            kept[-1] = replace(_joined(kept[-1], clause), mood=kept[-1].mood)
        else:
            kept.append(clause)
    return kept


_LONGEST_ORDER = 5
_ORDERLY = frozenset({"first", "last", "sorted", "top", "bottom", "by", "order", "pls", "plz"})


def _only_orders(clause: Clause) -> bool:
    """Whether a few words say no more than what comes first: "Oldest bill first, please"."""
    ordering = {
        p
        for s in clause.senses
        if s.kind == "order" or s.concept in ("priority", "high_level")
        for p in s.places
    }
    telling = [
        t
        for p, t in enumerate(clause.tokens)
        if t.lower not in EMPTY_WORDS | _ORDERLY and p not in ordering
    ]
    placed = any(t.lower in _ORDERLY for t in clause.tokens)
    return not telling or (
        clause.mood == "tell"
        and placed
        and len(telling) <= 1 < len(clause.tokens) <= _LONGEST_ORDER
    )


_ASKS_NOTHING_NEW = frozenset(
    """right true correct case since when already yet still now why how long ago much by come
    comes came from behind down""".split()
)


def _says_nothing(clause: Clause) -> bool:
    """ "Is that so?", "Can you check?" ask about the sentence before."""
    telling = [t for t in clause.tokens if t.lower not in EMPTY_WORDS | _ASKS_NOTHING_NEW]
    return not telling or (len(telling) == 1 and not clause.concepts("thing", "field", "state"))


_IT = frozenset("it this that them these those him her so".split())


def _only_points_back(clause: Clause) -> bool:
    """ "Put it in", "Get that done" say what is to be done with what the sentence before tells."""
    acting = {p for s in clause.senses if s.kind in ACTING for p in s.places}
    reads = any(s.kind == "read" and s.places[0] == 0 for s in clause.senses)
    rest = [
        t
        for place, t in enumerate(clause.tokens)
        if t.lower not in EMPTY_WORDS | _FILLS and place not in acting
    ]
    light = all(
        s.concept == "light" or len(s.places) > 1 for s in clause.senses if s.kind in ACTING
    )
    return not rest and not reads and light and any(t.lower in _IT for t in clause.tokens)


_FILLS = frozenset("please pls through going sorted done started now today asap right away".split())


def _joined(first: Clause, second: Clause) -> Clause:
    words = first.tokens + second.tokens
    senses = _senses(words)
    text = f"{first.text} {second.text}"
    return replace(second, text=text, start=first.start, tokens=words, senses=senses)
