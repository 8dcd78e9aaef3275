"""Free text for arguments that take words: always words of the prompt, or what look-ups found."""

from __future__ import annotations

import re

from reasoners.meaning.fields import Field
from reasoners.meaning.words import EMPTY_WORDS, stem
from reasoners.reading.clauses import Clause
from reasoners.reading.messages import Message, told_in
from reasoners.reading.moods import strip_polite
from reasoners.reading.request import Request

_REASON = re.compile(
    r"\b(?:because(?: of)?|since|due to|as (?=he|she|they|it|the|we|i)|reason(?: is|:)?"
    r"|on account of|owing to|after (?=the|a|an|his|her|their))\s+([^.;!?]+)",
    re.I,
)
_SAYING = re.compile(
    r"\b(?:(?:tell|inform|notify|let|remind|message|e-?mail|text|write|say|saying|says|advise"
    r"|assure|send|post|drop|note)\b"
    r".{0,80}?\b(?:know that|that|know)|saying|:)\s+(.+)$",
    re.I | re.S,
)
_ABOUT = re.compile(
    r"\b(?:about|regarding|concerning|titled|called|named"
    r"|subject(?: line)?(?:(?: is|:| should be| to be)(?: that)?)?|to (?:discuss|talk about"
    r"|go through|review|plan))\s+"
    r"(?:the |a |an |his |her |their |our )?([^,.;!?]+)",
    re.I,
)
_LEADING = re.compile(
    r"^(?:to|for|with|at|on|in|by|from|and|that|this|it|so|him|her|them|us|me|a|an|the|up|out"
    r"|off|down|back)\b[\s,]*",
    re.I,
)
LONGEST_TITLE = 90
_ADDRESS = re.compile(r"\s*\([^()\s]+@[^()\s]+\)")
_TODAY = re.compile(r"(?:today|it) is\b.*\d", re.I)
# Where something is put is not what it is called; "of it" is what was told before.
_INTO = re.compile(r"\s+(?:into|onto) (?:the|our|my|your) [\w-]+.*$", re.I)
_FOR_THE_TEAM = re.compile(
    r"\s+(?:for|to|with|at) (?:the |our |my |your |their |its )?(?:[\w-]+ ){0,2}"
    r"(?:team|department|desk|group|crew|office|colleagues|people|staff)$",
    re.I,
)
_GOES_BACK = re.compile(r"\s+(?:of|for|about|on) (?:it|this|that|them)\b", re.I)


def text_for(field: Field, clause: Clause, request: Request, found: str) -> str | None:
    """Return the words for a text argument. `found` is what look-ups say."""
    concepts = field.concepts
    if "subject_text" in concepts and not concepts & {"category"} and field.kind != "query":
        return _title(clause, request)
    if "reason_text" in concepts:
        return _reason(clause, request)
    return _body(clause, request, found)


def _title(clause: Clause, request: Request) -> str:
    about, said = _ABOUT.search(clause.text), _SAYING.search(clause.text)
    told = next(iter(_told(request)), "")
    goes_back = told if re.match(r"(?:that|this|it|which)\b", clause.text, re.I) else ""
    choices = (
        goes_back,
        _after_colon(clause, request),
        about and about[1],
        said and said[1],
        _object(clause, request),
        told,
        clause.text,
    )
    chosen = next(text for text in choices if text and len(text.split()) > 0)
    return _capital(_cut(_ADDRESS.sub("", chosen)))


def _after_colon(clause: Clause, request: Request) -> str:
    """What a colon after a command introduces: "Log a fault: the gate sticks"."""
    after = (c for c in request.clauses if c.start >= clause.end and c.mood == "tell")
    told = next(after, None)
    between = request.text[clause.end - 1 : told.start] if told else ""
    return told.text.strip() if told and ":" in between and len(between) <= LONGEST_GAP else ""


LONGEST_GAP = 4
_PASSES_ON = re.compile(
    r"(?:\w+ ){1,3}?(?:it|this|that|them|these|those|the (?:answers?|results?|outcome|findings?"
    r"|figures?|numbers?|cause|reason|summary|details))\b"
    r"(?! (?:is|was|are|were|has|have|had|will|would|can|could|should|must)\b)",
    re.I,
)


def passes_on(clause: Clause) -> bool:
    """Whether a command sends on what was found before: "post it in the channel"."""
    sends = bool(clause.concepts("send"))
    return sends and _PASSES_ON.match(strip_polite(clause.text)) is not None


def _object(clause: Clause, request: Request) -> str:
    """What follows the verb, without dates, addresses and the like; "" where little is left."""
    text = clause.text
    for value in reversed(request.inside(clause)):
        if value.kind not in ("name", "quoted"):
            text = text[: value.start - clause.start] + text[value.end - clause.start :]
    words = strip_polite(re.sub(r"\s+", " ", text)).split()[1:]
    rest = " ".join(words)
    while _LEADING.match(rest):
        rest = _LEADING.sub("", rest)
    rest = _FOR_THE_TEAM.sub("", _INTO.sub("", rest.split(",")[0].rstrip(" .!?")))
    rest = re.sub(r"(?:\s+(?:to|for|with|at|on|in|by|from|and|of|,))+\W*$", "", rest)
    told = next(iter(_told(request)), "")
    if told and _GOES_BACK.search(rest):
        rest = f"{_GOES_BACK.sub('', rest)}: {told}"
    return rest if len(rest.split()) > 1 or rest[:1].isupper() else ""


def _told(request: Request) -> list[str]:
    """What the prompt tells, without the sentence that only says which day it is."""
    told = (c.text.strip() for c in request.clauses if c.mood == "tell")
    return [text for text in told if not _TODAY.match(text)]


def _cut(text: str) -> str:
    text = text.strip(" .,:;!?\"'")
    return text if len(text) <= LONGEST_TITLE else text[:LONGEST_TITLE].rpartition(" ")[0]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _reason(clause: Clause, request: Request) -> str:
    for text in (clause.text, request.text):
        said = _REASON.search(text)
        if said:
            return said[1].strip()
    told = _told(request)
    return " ".join(told).strip() or clause.text.strip()


def _body(clause: Clause, request: Request, found: str) -> str:
    message = told_in(clause)
    if message is not None:
        return _message(message, clause, request, found)
    said = _SAYING.search(clause.text)
    told = _told(request)
    if passes_on(clause) and (found or told):
        return found or " ".join(_sentence(text) for text in told)
    whole = [*told, clause.text.strip()]
    own = said[1].strip() if said else " ".join(_sentence(text) for text in whole)
    return "\n".join(part for part in (_capital(own), found) if part)


def _message(message: Message, clause: Clause, request: Request, found: str) -> str:
    """What is to be told alone; only a topic is filled by what else the request tells."""
    if message.said:
        return message.said
    told = [c.text for c in request.clauses if c.mood == "tell" and c.text in _told(request)]
    before = [c.text for c in request.clauses if c.start < clause.start and c.mood != "if"]
    rest = " ".join(_full(text) for text in told[:3])
    if message.topic:
        rest = f"{_capital(message.topic)}: {rest}" if rest else f"{_capital(message.topic)}."
    own = "\n".join(part for part in (rest, found) if part)
    return own or _full((before or [clause.text])[-1])


def _full(text: str) -> str:
    plain = text.strip().rstrip(".")
    return _capital(plain if plain[-1:] in "?!" else plain + ".")


def _sentence(text: str) -> str:
    return _capital(text if text[-1:] in "?!" else text.rstrip(".") + ".")


def says_yes(field: Field, clause: Clause) -> bool | None:
    """Return the yes or no that a clause states of a boolean argument, None for neither."""
    words = field.stems - {stem(w) for w in ("is", "has", "include", "flag")}
    if not (words & clause.stems or (field.concepts & clause.concepts("state", "field") and words)):
        return None
    denied = re.search(
        r"\b(?:no|not|without|don't|doesn't|never)\b(?:\s+\w+){0,2}\s+(?:"
        + "|".join(re.escape(w) for w in field.words if w not in EMPTY_WORDS)
        + r")",
        clause.text,
        re.I,
    )
    return denied is None
