"""Infers what a catalog leaves out: whether a tool only looks, or changes something."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.verbs import Kind, base_form, has_phrase, is_property, kind_of_verb
from core.tool import Effect, Origin

_NAME_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*|[,()]")
_LEAD_IN = frozenset(
    """this that the a an it tool function endpoint api call method action operation service agent
    you use used using to for in order by when lets let allows allow enables enable helps help can
    will may should must be is please quickly safely simply just also either directly
    automatically""".split()
)
_JOINING = frozenset(("and", "then", "or", "also", ",", "but"))
_OF_A_PURPOSE = frozenset(
    "to before when whether if how who can may must should could after without".split()
)
_OBJECT = frozenset(
    """a an the this that these those it them its their his her one any all each every both your
    our my new another some as""".split()
)
# "Updates for a shipment are ..." names things.
_AFTER_A_NOUN = frozenset("is are was were of for about from between has have had in at on".split())
_LATEST_VERB = 8


@dataclass(frozen=True)
class Understanding:
    """What the words say. "unknown" goes with "write": nothing is repeated on a guess."""

    effect: Effect
    origin: Origin
    looks_up: bool


def understand(
    name: str, description: str, method: str | None, says_returns: bool
) -> Understanding:
    """Infer a tool's effect from its name, description and HTTP method.

    `says_returns` tells that it is known what the tool gives back: then a tool that cannot be
    told may be planned as a look-up, if nothing speaks of a change.
    """
    by_name, by_text = _by_name(name_words(name)), _by_text(description)
    if "change" in (by_name, by_text) or method in ("PUT", "PATCH", "DELETE"):
        return Understanding("write", "inferred", False)
    if "read" in (by_name, by_text) or method == "GET":
        return Understanding("read", "inferred", True)
    return Understanding("write", "unknown", says_returns and by_name != "either")


def name_words(name: str) -> tuple[str, ...]:
    """Return the words of an identifier; what stands before a dot or slash is a namespace."""
    words = _NAME_WORD.findall(re.split(r"[./:]+", name)[-1]) or _NAME_WORD.findall(name)
    return tuple(word.lower() for word in words)


def _by_name(words: Sequence[str]) -> Kind:
    if not words:
        return ""
    joined = (after for before, after in zip(words, words[1:], strict=False) if before in _JOINING)
    if has_phrase(words) or any(kind_of_verb(word) in ("change", "either") for word in joined):
        return "change"
    first, last = kind_of_verb(words[0]), kind_of_verb(words[-1])
    if first in ("read", "change"):
        return first
    tells = len(words) > 1 and is_property(words[-1])
    if last == "change" and not tells:  # invoice_create
        return "change"
    if first == "either":  # refund_order, but refund_status
        return "" if tells else "either"
    return "read" if last == "read" else ""


def _by_text(description: str) -> Kind:
    """Judge a description: one clause that changes something outweighs all that look."""
    kinds = [_by_sentence(sentence) for sentence in _SENTENCE.split(description)]
    if "change" in kinds:
        return "change"
    return "read" if "read" in kinds else ""


def _by_sentence(sentence: str) -> Kind:
    words = [word.lower() for word in _WORD.findall(sentence)]
    if any(_acts(words, place) for place in _clause_starts(words)):
        return "change"
    start = next((place for place, word in enumerate(words) if word not in _LEAD_IN), _LATEST_VERB)
    return _leading_kind(words, start) if start < _LATEST_VERB else ""


def _leading_kind(words: Sequence[str], start: int) -> Kind:
    following = words[start + 1] if start + 1 < len(words) else ""
    if following in _AFTER_A_NOUN and not has_phrase((base_form(words[start]), following)):
        return ""
    if has_phrase((base_form(words[start]), following)):
        return "change"
    if start == 0 and words[0].endswith("ing"):  # "Shipping rates", not "Used for shipping"
        return ""
    kind = _kind_in_text(words[start])
    if kind == "either":
        return "change" if following in _OBJECT else ""
    return kind


def _kind_in_text(word: str) -> Kind:
    """As kind_of_verb, but "returns" says what comes back."""
    base = base_form(word)
    return "" if base == "return" else kind_of_verb(base)


def _clause_starts(words: Sequence[str]) -> Iterator[int]:
    """Yield the places after a joining word, unless it joins purposes ("to cancel or refund")."""
    for place, word in enumerate(words):
        if word in _JOINING and not _OF_A_PURPOSE.intersection(words[max(0, place - 3) : place]):
            following = place + 1
            while following < len(words) and (
                words[following] in _JOINING or words[following].endswith("ly")
            ):
                following += 1
            yield following


def _acts(words: Sequence[str], place: int) -> bool:
    """Tell "and marks them as read" from "and update history": an act takes an object."""
    if place + 1 >= len(words) or words[place].endswith("ing"):
        return False
    acting = _kind_in_text(words[place]) in ("change", "either")
    return acting and words[place + 1] in _OBJECT
