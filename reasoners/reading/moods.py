"""The mood of a clause: asked, wanted done, told, conditional or forbidden."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import Literal

from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import Token, past_forms, tokens
from reasoners.reading.patterns import any_of
from reasoners.reading.unsettled import (
    asks_about_an_act,
    is_advice,
    is_unsettled,
    supposes,
    taken_back,
    would_only,
)

Mood = Literal["ask", "do", "tell", "if", "forbid"]
ACTING = frozenset({"change", "send", "final"})

_JOINTS = (
    r"^(?:(?:and|so|but|also|then|now|hi|hello|hey|well|ok|okay|first|secondly|finally)\b,? )*"
)
ASK_OPENERS = any_of("question openers", lead=_JOINTS)
_QUESTION_WORD = re.compile(r"(?:and )?(?:what|which|who|whom|whose|when|where|why|how)\b", re.I)
_INVERTED = re.compile(r"(?:is|are|was|were|has|have|does|did)\b", re.I)
_ASK_WORDS = any_of("words of asking")
# "Customers report slow pages" tells something; "report the slow pages" asks for it.
_ASK_VERBS = any_of(
    "verbs of asking",
    lead=r"(?:^|[,:;] ?|\b(?:to|and|or|then|please|pls|kindly|you|us|we|i|just|let's|must|should"
    r"|could|would|can|will|quick|quickly|do|a)\s+(?:\w+ly )?)",
)
_WANTS = any_of("words of wishing")
_FORBIDS = any_of("words of forbidding")
HOLDS = any_of("nothing may change", end="")
CONDITION = any_of("conditions", lead=r"^(?:(?:and|but|then|only|so) )*")
CONDITION_INSIDE = any_of("conditions inside", lead="", end="").pattern
# Who needs something no more wants it called off.
_NO_LONGER = re.compile(
    r"\b(?:do not|don't|dont|does not|doesn't|doesnt) (?:need|want|require)\b.*\b(?:any ?more|any"
    r"|after all|any longer|now)\b|\bno longer (?:needs?|wants?|requires?)\b",
    re.I,
)
_DO_NOT = re.compile(r"(?:and |but |so |please |then )*do not\b(?! (?:you|we|they)\b)", re.I)
# "The keys that don't fit" tells which keys are meant.
_SAID_OF_THEM = re.compile(
    r"(?<=\w) (?:that|which|who) (?:do not|don['’]?t|never|(?:must|should)(?:n['’]t| not))\b", re.I
)
_TELL_ME = re.compile(
    r"(?:tell|let|give|show|get|find|bring|fetch|send|read|remind) "
    r"(?:me|us)\b(?! (?:a call|an? appointment))",
    re.I,
)
OTHERWISE = any_of("otherwise", lead=r"^(?:and |but |or )?")
_NOTHING = any_of("nothing to do")
NOTHING = re.compile(
    r"(?:then )?(?:leave it|hands off|let it be|don['’]?t bother|do nothing"
    r"|forget (?:it|about it)|never mind|ignore)\b",
    re.I,
)
_POLITE = any_of("courtesies", lead="^", end=r"\b[\s,]*")
_SUBJECT_AND_VERB = re.compile(
    r"^(?:and |but |so )?(?:[iI]|we|you|he|she|they|it|this|that|which|somebody|someone|nobody"
    r"|(?:[Tt]he|my|our|his|her|their|this|that|a|an) [\w-]+(?: [\w-]+)?|(?:M(?:r|rs|s)"
    r"|Dr)\.? [A-Z][\w-]+|[A-Z][\w-]+(?: [A-Z][\w-]+)?)\s+"
    r"(?:only |just |also |still |really )?(?:is|are|was|were|has|have|had|wants?|wanted"
    r"|needs?|needed|would|will|can|could|may|might|should|must|says?|said"
    r"|(?:wo|ca|do|does|did|is|are|was|were|has|have|had|could|would|should)n['’]t|cannot"
    r"|asks?|asked|thinks?|told|did|does|do|came|got|called|wrote|reported|reports|claims?)\b"
)
# In 'text "Hello"' the first word says what the quotation is.
_NAMED_TEXT = re.compile(r"\w+:?\s+[\"“‘']")
# "put" and, six words later, "into": what one verb with its particle can span.
LONGEST_PHRASE = 8
_NOUN_ENDINGS = re.compile(r"(?:ment|tion|sion|ings?|al|ance|ence|ity|ies|er|ers|ed)$")


# "Should Bo keep the boat?" asks what is right, and commands nothing.
_SHOULD = re.compile(r"(?:and |but |so |or )?should\b", re.I)


def mood_of(text: str, asked: bool, acts: bool) -> Mood:
    """Return the mood of a clause that is asked as a question, or has a verb of change."""
    if OTHERWISE.match(text) and _NOTHING.search(text):
        return "forbid"
    if _is_condition(text, asked):
        return "if"
    if acts and _NO_LONGER.search(text):
        return "do"
    held = _FORBIDS.search(_SAID_OF_THEM.sub(" ", text))
    if held and (_DO_NOT.match(text) or not ASK_OPENERS.match(text)):
        return "forbid"
    if OTHERWISE.match(text) and _asks(OTHERWISE.sub("", text).strip(" ,")):
        return "ask"
    if (_asks(text) and not _polite_command(text)) or (asked and _SHOULD.match(text)):
        return "ask"
    if _TELL_ME.match(strip_polite(text)) or (asked and acts and asks_about_an_act(text)):
        return "ask"
    return "tell" if acts and not_wanted(text) else _stated(text, asked, acts)


def _is_condition(text: str, asked: bool) -> bool:
    opens = CONDITION.match(text) and not OTHERWISE.match(text)
    return bool(opens) or (supposes(text) and not asked)


def _stated(text: str, asked: bool, acts: bool) -> Mood:
    """The mood of what is neither forbidden nor put as a question."""
    wants = bool(_WANTS.search(text))
    if leads_with_verb(text) or (wants and acts):
        return "do"
    if asked or _ASK_WORDS.search(text) or _ASK_VERBS.search(text):
        return "ask"
    return "do" if wants and not is_advice(text) else "tell"


def not_wanted(text: str) -> bool:
    """Whether an act that a text speaks of is none that anybody now wants done."""
    settled = leads_with_verb(text) or not is_unsettled(text)
    return taken_back(text) or would_only(text) or not settled


def _asks(text: str) -> bool:
    """Whether a question opens the text, or follows whom it is about: "Smith, B7: when ..."."""
    parts = re.split(r"(?<=\w)([,:])\s+", text, maxsplit=3)
    return bool(ASK_OPENERS.match(text)) or any(
        _QUESTION_WORD.match(part)
        or (_INVERTED.match(part) and (mark == ":" or text.rstrip().endswith("?")))
        for mark, part in zip(parts[1::2], parts[2::2], strict=True)
    )


def _polite_command(text: str) -> bool:
    """Whether "do" or "can she have" opens a wish rather than a question."""
    return bool(
        re.match(r"(?:and |so )?(?:do|have)\s+(?!you|we|they|i\b)", text, re.I)
        or re.match(
            r"(?:and |so )?(?:can|could|may) (?:he|she|they|i) (?:\w+ )?(?:have|get|be given)\b",
            text,
            re.I,
        )
    )


_WOULD_LIKE = re.compile(
    r"(?:and |but |so )?(?:i|we|he|she|they)['’]d (?:\w+ )?(?:like|love|want|prefer|need)\b", re.I
)
_LETS = re.compile(r"[Ll]et (?:us|him|her|them|[A-Z]\w+)\b(?! know)")


def stands_alone(text: str) -> bool:
    """Whether a text is a clause of its own: it has a verb, asks, or sets a condition."""
    bare = text.strip()
    return bool(
        ASK_OPENERS.match(bare)
        or CONDITION.match(bare)
        or OTHERWISE.match(bare)
        or _FORBIDS.match(bare)
        or leads_with_verb(bare)
        or _LETS.match(bare)
        or _SUBJECT_AND_VERB.match(bare)
        or _WOULD_LIKE.match(bare)
        or re.match(r"because\b", bare, re.I)
    )


def is_statement(text: str) -> bool:
    """Whether a text says that something is so: it has a subject and a verb, and wants nothing."""
    bare = text.strip()
    found = _SUBJECT_AND_VERB.match(bare)
    return found is not None and not _WANTS.search(bare) and not leads_with_verb(bare)


def wishes(text: str) -> bool:
    """Whether a text says that somebody wants something, or wants to know it."""
    return any(words.search(text) for words in (_WANTS, _ASK_WORDS, _ASK_VERBS))


_THAT = re.compile(
    r"\s+that\s+(?=(?:the|a|an|his|her|their|its|our|my|your|it|he|she|they|we|i)\b)", re.I
)


def message_in(text: str) -> int | None:
    """Where in a command to tell somebody something what is to be told begins, if it does."""
    found = _THAT.search(text)
    words = tokens(strip_polite(text))[:LONGEST_PHRASE]
    senses = lexicon().senses(tuple(word.stem for word in words))
    sends = any(s.kind == "send" and s.places[0] == 0 for s in senses)
    return found.end() if found and sends else None


_SUBJECT = re.compile(
    r"\s*(?:and |but |so )?(?:[iI]|we|[hH]e|[sS]he|[tT]hey|it|somebody|someone"
    r"|[A-Z][\w-]+(?: [A-Z][\w-]+)?|(?i:the|my|our|his|her|their|a|an) [\w-]+(?: [\w-]+)?)"
    r"(?:['’](?:s|ve))?\s+(?:\w+ly |just |also |only |finally )?(\w+)"
)


def tells_of_past(text: str) -> bool:
    """Whether a text says in a past form what somebody did: "Ms Lund found another"."""
    found = _SUBJECT.match(text)
    verb = found[1].lower() if found else ""
    return verb.endswith("ed") or is_past(verb)


def tells_of_now(text: str) -> bool:
    """Whether a text says in a present form what somebody does: "Ms Lund keeps the boat"."""
    found = _SUBJECT.match(text)
    words = tokens(text[found.start(1) :])[:LONGEST_PHRASE] if found else ()
    senses = lexicon().senses(tuple(word.stem for word in words))
    return len(words) > 1 and any(s.places[0] == 0 and s.kind in ACTING for s in senses)


def is_past(verb: str) -> bool:
    """Whether a form can only be a past one: "told", but not "put"."""
    return verb in _pasts()


@cache
def _pasts() -> frozenset[str]:
    return frozenset(past for base, past in past_forms().items() if past != base)


# What says how things are compared, as verbs do, and commands nothing.
NO_VERBS = frozenset("against versus vs than".split())


def leads_with_verb(text: str) -> bool:
    """Whether a text begins with a verb of looking or changing, courtesies aside."""
    bare = strip_polite(text)
    if _NAMED_TEXT.match(bare):
        return False
    words = tokens(bare)[:LONGEST_PHRASE]
    if not words or is_past(words[0].lower) or words[0].lower in NO_VERBS:
        return False
    senses = lexicon().senses(tuple(word.stem for word in words))
    own = any(s.places == (0,) and s.kind in ACTING for s in senses)
    if _NOUN_ENDINGS.search(words[0].lower) and not (own and words[0].lower.endswith("er")):
        return False
    return any(s.places[0] == 0 and s.kind in ACTING | {"read"} for s in senses) and not _is_noun(
        bare, words
    )


def _is_noun(text: str, words: tuple[Token, ...]) -> bool:
    """A word followed by "is" or "of" is the name of something, not a command: "search-api is"."""
    last = next(
        (
            at
            for at, (a, b) in enumerate(pairwise(words))
            if b.start != a.end + 1 or text[a.end] != "-"
        ),
        len(words),
    )
    return len(words) > last + 1 and words[last + 1].lower in ("is", "was", "of", "has", "are")


def strip_polite(text: str) -> str:
    """Return a clause without the courtesies and joints in front of its verb."""
    bare = text.strip()
    while True:
        shorter = _POLITE.sub("", bare, count=1)
        if shorter == bare:
            return bare
        bare = shorter
