"""What somebody is to be told, out of the command to tell it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import tokens
from reasoners.reading.clauses import Clause
from reasoners.reading.moods import LONGEST_PHRASE, message_in, strip_polite

_SAYS = re.compile(
    r"(?:\bthat\b|\bsaying\b(?: that)?|\bto say\b(?: that)?|:)\s+(?P<said>\S.*)$", re.I | re.S
)
_ABOUT = re.compile(r"\b(?:about|regarding|concerning|on account of)\s+(?P<topic>[^:;]+)", re.I)
_ASKS = re.compile(
    r"\b(?P<asked>(?:whether|if|when|where|why|how|what|which|who)\b.+)$", re.I | re.S
)
_DOES = re.compile(
    r"\b(?:remind|ask|tell|warn|invite|urge|text|message|notify)\s+(?!to\b).+?\s+to\s+"
    r"(?P<deed>(?!say\b|discuss\b)[a-z]+\b.+)$",
    re.I | re.S,
)
_BACK = re.compile(r"(?:it|this|that|them|so|which|the (?:result|outcome|matter))\W*$", re.I)


# "Subject is that the lift hangs", "titled Lift in house B".
_WORDED = re.compile(
    r"\b(?:subject(?: line)?|title|heading|headline|wording|text)"
    r"(?:\s+(?:is|should be|to be|being))?(?:\s*:|\s+that)?\s+|\b(?:titled|headed|entitled)\s+",
    re.I,
)


@dataclass(frozen=True)
class Message:
    """What is to be told, as a sentence, and what it is about; each "" where it is not said."""

    said: str
    topic: str


def told_in(clause: Clause) -> Message | None:
    """Return what a command to tell somebody something tells; None where it is no such command."""
    if not tells(clause.text):
        return None
    text = clause.text.strip()
    says = _SAYS.search(text)
    about = _ABOUT.search(text[: says.start()] if says else text)
    topic = about["topic"].strip(" ,.") if about else ""
    topic = "" if _BACK.match(topic) else topic
    if says:
        return Message(_sentence(says["said"]), topic)
    if about:
        head, _, rest = topic.partition(", ")
        return Message(_sentence(rest), head)
    deed = _DOES.search(text)
    if deed:
        return Message(_sentence(f"please {deed['deed']}"), "")
    asked = _ASKS.search(text)
    return Message(_sentence(f"please tell us {asked['asked']}") if asked else "", "")


def worded_from(text: str) -> int | None:
    """Where in a command the words begin that it only passes on, if it holds any."""
    worded = _WORDED.search(text)
    places = (message_in(text), worded.end() if worded and worded.start() else None)
    return min((place for place in places if place is not None), default=None)


def tells(text: str) -> bool:
    """Whether a clause begins with a verb of telling."""
    words = tokens(strip_polite(text))[:LONGEST_PHRASE]
    senses = lexicon().senses(tuple(word.stem for word in words))
    return any(s.kind == "send" and s.places[0] == 0 for s in senses)


def _sentence(text: str) -> str:
    plain = text.strip().rstrip(",;")
    if not plain:
        return ""
    return plain[:1].upper() + plain[1:] + ("" if plain[-1:] in ".!?" else ".")
