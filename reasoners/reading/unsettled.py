"""Acts that a text speaks of, but that nobody wants done now: thought of, past, left open, unsaid.

What is only asked about, or taken back in the same breath, is not wanted either.
"""

from __future__ import annotations

import re

from reasoners.reading.patterns import any_of

_NOT_SETTLED = any_of("not settled")
_ADVISED = any_of("advised by others", lead="")
_LEFT_OPEN = any_of("left open", lead="", end="")
_TAKEN_BACK = any_of("taken back", end="")
_ALTERNATIVES = any_of("alternatives")
_DENIES = re.compile(
    r"\W*(?:(?:oh|well|hm+|er|but),? )?(?:no(?:pe)?(?: way| thanks?| thank you)?|never|hardly"
    r"|(?:i )?(?:rather|better|certainly|absolutely|definitely|of course|probably|perhaps) not"
    r"|not (?:today|now|yet|really|any ?more|necessarily|just yet|this time|if i can help it)"
    r"|i (?:do not|don['’]?t|would not|wouldn['’]?t) (?:think|believe|suppose|imagine) so"
    r"|i (?:doubt it|think not|guess not|hope not))\W*",
    re.I,
)
_WOULD = re.compile(
    r"(?:and |but |so )?(?:i|we)(?: would|['’]d) (?!like|love|want|wish|prefer|need|appreciate|be\b"
    r"|rather|have\b|ask|welcome|value)[a-z]+",
    re.I,
)
_PLEASE = re.compile(r"\b(?:please|pls|plz|kindly)\b", re.I)
_CAN_IT_BE = re.compile(
    r"(?:and |so |but |then )?(?:can|could|may)\s+(?!(?:you|we|i|somebody|someone)\b)"
    r"(?:[^\s,;]+\s+){1,9}?be\s+(?:\w+ly\s+)?\w+",
    re.I,
)
_SHOULD_IT = re.compile(r"(?:and |but )?should\s+(?!(?:we|i|you|be|have|not)\b)\w+", re.I)


def is_unsettled(text: str) -> bool:
    """Whether a text tells of what somebody thinks of doing, once wanted, or should have done."""
    return _NOT_SETTLED.search(text) is not None or is_advice(text)


def is_advice(text: str) -> bool:
    """Whether a text tells what somebody else thinks that we should do."""
    return _ADVISED.search(text) is not None


def would_only(text: str) -> bool:
    """Whether a text says what somebody would do, if things were otherwise: "I would cancel it"."""
    return _WOULD.match(text) is not None


def leaves_open(text: str) -> bool:
    """Whether a text says that it is not decided yet what is wanted."""
    return _LEFT_OPEN.search(text) is not None


def taken_back(text: str) -> bool:
    """Whether a text takes back what is said before: "no wait, leave it", "not today"."""
    return _TAKEN_BACK.search(text) is not None or _DENIES.fullmatch(text) is not None


def asks_about_an_act(text: str) -> bool:
    """Whether a question asks if something can be done, or which of two things is better."""
    possible = _CAN_IT_BE.match(text) is not None and not _PLEASE.search(text)
    return possible or _ALTERNATIVES.search(text) is not None


def supposes(text: str) -> bool:
    """Whether a text opens with a condition by its order of words: "Should Ann call, ..."."""
    return _SHOULD_IT.match(text) is not None
