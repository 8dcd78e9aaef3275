"""Judges the sentences of a tool's description: do they look, change something, or name a thing?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from catalog.verbs import (
    base_form,
    has_phrase,
    is_object,
    is_property,
    kind_of_verb,
    may_be_a_thing,
)

# "thing" is a noun phrase ("Stock of an article"), "act" an unknown verb ("Frobs the gizmo").
Says = Literal["change", "read", "act", "thing", ""]

_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")
_WORD = re.compile(r"[A-Za-z][A-Za-z'_-]*|\d+|[,()]")
_LEAD_IN = frozenset(
    """this that it tool function endpoint api method action operation service agent you use used
    using to for in order by when lets let allows allow enables enable helps help can will may
    should must be is please quickly safely simply just also either directly
    automatically""".split()
)
_QUESTION = frozenset("what who whom whose which when where why how whether if".split())
_DETERMINER = frozenset(
    """a an the this these those it them its their his her one two any all each every both your our
    my new another more some as""".split()
)
_PARTICLE = frozenset("out up off down over back away in on".split())
_AFTER_A_THING = frozenset(
    """is are was were of for about from between has have had in on at by with per that which who
    whose and or to ,""".split()
)
_JOINING = frozenset(("and", "then", "or", "also", ",", "but"))
_OF_A_PURPOSE = frozenset(
    "to before when whether if how who can may must should could after without".split()
)
_LATEST_VERB = 8
_LEFT_OUT = (["leave", "out"], ["leave", "empty"], ["leave", "blank"])


def what_is_said(description: str, name: Sequence[str]) -> Says:
    """Judge a description; `name` are the words of the tool's name.

    The first sentence says what the tool does, later ones explain; but a clause that changes
    something counts wherever it stands.
    """
    sentences = [
        [word.lower() for word in _WORD.findall(sentence)]
        for sentence in _SENTENCE.split(description)
    ]
    told = [words for words in sentences if words]
    acting = [*told[:1], *(words for words in told[1:] if not _tells_of_values(words))]
    found = [_of_sentence(_parted(words), name) for words in acting]
    if "change" in found:
        return "change"
    return found[0] if found else ""


def _tells_of_values(words: Sequence[str]) -> bool:
    """Whether a sentence after the first speaks of arguments or of what comes back: "Give a name
    or number", "Gives back the open ones", "Leave out the month for all", "lock_code tells why"."""
    return base_form(words[0]) == "give" or words[:2] in _LEFT_OUT or "_" in words[0].strip("_")


def _parted(words: Sequence[str]) -> list[str]:
    return [part for word in words for part in word.split("_") if part]


def _of_sentence(words: Sequence[str], name: Sequence[str]) -> Says:
    if any(_changes(words, place) for place in _clause_starts(words)):
        return "change"
    if base_form(words[0]) == "return":
        return ""
    if words[0] in _QUESTION or (words[0] in _DETERMINER and words[0] not in _LEAD_IN):
        return "thing"
    start = next((at for at, word in enumerate(words) if not _leads_in(word, at)), _LATEST_VERB)
    if start >= min(len(words), _LATEST_VERB):
        return ""
    return _of_leading_word(words[start], words[start + 1 : start + 3], start, name)


def _leads_in(word: str, place: int) -> bool:
    """Whether a word only leads to the verb: "in order to find", but not "Order what is low"."""
    return word in _LEAD_IN and not (word == "order" and place == 0)


def _of_leading_word(word: str, following: Sequence[str], start: int, name: Sequence[str]) -> Says:
    first = following[0] if following else ""
    if has_phrase((base_form(word), first)):
        return "change"
    if start == 0 and word.endswith("ing"):  # "Shipping rates", not "Used for shipping"
        return "thing"
    kind = kind_of_verb(base_form(word))
    tells = is_property(first) and not is_object(first)
    if kind and may_be_a_thing(word) and (first in _AFTER_A_THING or tells):
        return "thing"  # "Refund status of an order", "Updates for a parcel"
    if _opens_to_read(word, following, name):
        return "read"
    if kind == "either":
        return "change" if first in _DETERMINER else ""
    if kind:
        return kind
    return "act" if _is_unknown_verb(word, following, name) else "thing"


def _opens_to_read(word: str, following: Sequence[str], name: Sequence[str]) -> bool:
    """Whether "Opens the file of a guest" is how a tool reads that is called after reading; "Opens
    a case" may make one."""
    reads = bool(name) and kind_of_verb(name[0]) == "read"
    return reads and base_form(word) == "open" and following[:1] in (["one"], ["the"])


def begins_with_its_verb(description: str, name: Sequence[str]) -> bool:
    """Whether a name in one word begins with the verb that opens the description and may act:
    "ordermaterial", "Order material from its supplier"."""
    verb = base_form(next(iter(_WORD.findall(description.lower())), ""))
    joined = len(name) == 1 and name[0] != verb and name[0].startswith(verb)
    return joined and kind_of_verb(verb) == "either"


def _is_unknown_verb(word: str, following: Sequence[str], name: Sequence[str]) -> bool:
    if not following:
        return False
    if following[0] in _PARTICLE and following[1:] and following[1] in _DETERMINER:
        return True
    if following[0] in _DETERMINER:
        return True
    if following[0] in _AFTER_A_THING or following[0].endswith("ed"):
        return False  # "Reservations by title", "Fees charged to a holder"
    return bool(name) and word in (f"{name[0]}s", f"{name[0]}es")


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


def _changes(words: Sequence[str], place: int) -> bool:
    """Tell "and marks them as read" from "and update history": an act takes an object."""
    if place + 1 >= len(words) or words[place].endswith("ing"):
        return False
    base = base_form(words[place])
    acting = base != "return" and kind_of_verb(base) in ("change", "either")
    return acting and words[place + 1] in _DETERMINER
