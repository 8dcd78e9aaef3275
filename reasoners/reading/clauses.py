"""Clauses of a request and their mood: asked, wanted done, told, conditional or forbidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from reasoners.meaning.lexicon import Sense, lexicon
from reasoners.meaning.words import Token, tokens

Mood = Literal["ask", "do", "tell", "if", "forbid"]

_ASK_OPENERS = re.compile(
    r"^(?:and |so |but |also |then |now |hi,? |hello,? |hey,? |well,? |ok(?:ay)?,? |first,? |second(?:ly)?,? |finally,? )*"
    r"(?:what|which|who|whom|whose|when|where|why|how|is|are|was|were|does|do|did|has|have|had|am|any idea|any chance|anything|any news|any word)\b",
    re.I,
)
_ASK_WORDS = re.compile(
    r"\b(?:wants? to know|like to know|wish(?:es)? to know|wonder(?:s|ing)?|asks?|asking|asked|tell (?:me|us|him|her|them)|let (?:me|us) know|find out"
    r"|check|see (?:if|whether|what|how|which)|look (?:up|into|at)|show|list|compare|give (?:me|us)|get (?:me|us)|pull|report|explain"
    r"|need to know|not sure (?:if|whether|what|how|when|which)|confirm (?:if|whether|that)|curious|verify|look)\b",
    re.I,
)
_WANTS = re.compile(
    r"\b(?:wants?|wanted|would like|'d like|needs?|needed|wish(?:es)?|asks? (?:us )?(?:to|for|that)|asking (?:us )?(?:to|for|that)|asked (?:us )?(?:to|for|that)|requests?|requested"
    r"|insists?|has to|have to|must|should|please|kindly|go ahead|can you|could you|would you|will you|can we|could we|can i|could i|let's|let us|demands?|hoping|hopes|due for|time to|prefers?|rather)\b",
    re.I,
)
_FORBIDS = re.compile(
    r"\b(?:do not|don't|dont|please don't|no need to|not to|never|without (?:actually )?\w+ing|hold off|not yet|nothing (?:is|should|must|may)|leave (?:it|everything|that|the \w+) (?:as|alone|untouched)"
    r"|must not|mustn't|should not|shouldn't|rather not|instead of|avoid|refrain)\b",
    re.I,
)
HOLDS = re.compile(
    r"\b(?:(?:do not|don't|dont|never|must not|shouldn't|should not) (?:change|do|touch|alter|book|send|cancel|make|create|carry|execute|commit|place|submit|order|pay|refund|move|update|delete|file|raise|act)\b(?: (?:any(?:thing)?|it|yet|them|that|this|one)\b|(?= *[.,;!)]| *$))"
    r"|(?:change|touch|do|book|send|alter) nothing|nothing (?:is|should|must|may) (?:to )?(?:be )?(?:changed|sent|booked|done|touched)|hold off|just (?:checking|asking|looking|curious|a question)|for information only|no changes?\b|not yet)",
    re.I,
)
_IF = re.compile(
    r"^(?:and |but |then |only |so )*(?:if(?! (?:you (?:can|could|like|want|would|please|don|need)|possible|poss\b|need be|at all|necessary|it(?:'s| is) (?:not|possible|ok)|that(?:'s| is) (?:ok|possible|alright)))|unless|provided(?: that)?|as long as|in case|assuming|should (?:it|he|she|they|there|that)|when(?:ever)? (?:it|he|she|they|there|the)|otherwise|else|if not|if so)\b",
    re.I,
)
_SENTENCE = re.compile(
    r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9À-Þ])|[\n;]+|(?<=[?!])\s+|\s[–—-]\s"
)
_JOIN = re.compile(
    r",?\s+(?:and then|then|and also|but also|and|but|also|plus|after that|as well as|so)\s+|,\s+|\s+(?=(?:only )?if (?!you (?:can|could|like|want|would|please|don|need)|possible|poss\b|need be|at all|necessary)|unless\b|provided\b|as long as\b|because\b|otherwise\b)|:\s+",
    re.I,
)
_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|thanks|thank you|cheers|good (?:morning|afternoon|evening)|regards|sorry)\b[^,.!]*$",
    re.I,
)
_POLITE = re.compile(
    r"^(?:please|kindly|can|could|would|will|you|we|i|and|then|also|now|just|so|go ahead and|to|let's|first|finally|next|quickly|,|maybe|perhaps|do|if so)\b[\s,]*",
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


def find_clauses(
    text: str, guarded: tuple[tuple[int, int], ...], opaque: tuple[tuple[int, int], ...]
) -> tuple[Clause, ...]:
    """Return the clauses of a text; no border lies inside a guarded span (a value).

    Words of opaque spans (e-mail addresses, links, identifiers) mean nothing.
    """
    found = []
    for number, (start, end) in enumerate(_cut(text, 0, len(text), _SENTENCE, guarded)):
        asked = text[start:end].rstrip().endswith("?")
        for first, last in _merge(text, list(_cut(text, start, end, _JOIN, guarded))):
            clause = _clause(text, first, last, asked, number, opaque)
            if clause.tokens and not _GREETING.match(clause.text):
                found.append(clause)
    return tuple(_settle(found))


def _cut(
    text: str, start: int, end: int, border: re.Pattern[str], guarded: tuple[tuple[int, int], ...]
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
        if merged and not _stands_alone(text[start:end]):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    if (
        len(merged) > 1
        and not _stands_alone(text[slice(*merged[0])])
        and not _IF.match(text[slice(*merged[0])].lstrip())
    ):
        merged[:2] = [(merged[0][0], merged[1][1])]
    return merged


def _stands_alone(text: str) -> bool:
    bare = text.strip()
    return bool(
        _ASK_OPENERS.match(bare)
        or _IF.match(bare)
        or _FORBIDS.match(bare)
        or _leads_with_verb(bare)
        or _SUBJECT_VERB.match(bare)
        or re.match(r"because\b", bare, re.I)
    )


_SUBJECT_VERB = re.compile(
    r"^(?:and |but |so )?(?:i|we|you|he|she|they|it|somebody|someone|nobody|(?:the|my|our|his|her|their|this|that|a|an) [\w-]+(?: [\w-]+)?|[A-Z][\w-]+(?: [A-Z][\w-]+)?)\s+"
    r"(?:is|are|was|were|has|have|had|want|wants|wanted|need|needs|would|will|can|could|should|must|says?|said|asks?|asked|thinks?|told|did|does|do|came|got|called|wrote|reported|reports|claims?)\b"
)


def _leads_with_verb(text: str) -> bool:
    bare = strip_polite(text)
    words = tokens(bare)[:4]
    stems = tuple(word.stem for word in words)
    return any(
        sense.places[0] == 0
        and sense.kind in ("read", "change", "send", "final")
        and _may_be_verb(words)
        for sense in lexicon().senses(stems)
    )


def _may_be_verb(words: tuple[Token, ...]) -> bool:
    """A noun made of a verb ("payment", "booking") does not lead a clause of its own."""
    return not re.search(
        r"(?:ment|tion|sion|ings?|al|ance|ence|ity|ies|er|ers|ed)$", words[0].lower
    )


def strip_polite(text: str) -> str:
    """Return a clause without the courtesies and joints in front of its verb."""
    bare = text.strip()
    while True:
        shorter = _POLITE.sub("", bare, count=1)
        if shorter == bare:
            return bare
        bare = shorter


def _clause(
    text: str, start: int, end: int, asked: bool, number: int, opaque: tuple[tuple[int, int], ...]
) -> Clause:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    piece = piece.strip()
    words = tuple(
        Token(t.text, t.lower, t.stem, t.start + start, t.end + start)
        for t in tokens(piece)
        if not any(a <= t.start + start < b for a, b in opaque)
    )
    senses = tuple(lexicon().senses(tuple(word.stem for word in words)))
    return Clause(
        piece, start, start + len(piece), _mood(piece, asked, senses), words, senses, number
    )


def _mood(piece: str, asked: bool, senses: tuple[Sense, ...]) -> Mood:
    acts = any(sense.kind in ("change", "send", "final") for sense in senses)
    if _IF.match(piece):
        return "if"
    if _FORBIDS.search(piece) and not _ASK_OPENERS.match(piece):
        return "forbid"
    wants = bool(_WANTS.search(piece))
    if _ASK_OPENERS.match(piece) and not re.match(
        r"^(?:do|have)\s+(?!you|we|they|i\b)", piece, re.I
    ):
        return "ask"
    if _leads_with_verb(piece):
        return "do"
    if acts and wants:
        return "do"
    if asked or _ASK_WORDS.search(piece):
        return "ask"
    return "do" if wants else "tell"


def _settle(clauses: list[Clause]) -> Iterator[Clause]:
    """Pass clauses on; a fragment with no mood of its own after an "if" is its consequence."""
    for position, clause in enumerate(clauses):
        before = clauses[position - 1] if position else None
        if (
            clause.mood == "tell"
            and before is not None
            and before.mood == "if"
            and before.sentence == clause.sentence
        ):
            yield Clause(
                clause.text,
                clause.start,
                clause.end,
                "do",
                clause.tokens,
                clause.senses,
                clause.sentence,
            )
        else:
            yield clause
