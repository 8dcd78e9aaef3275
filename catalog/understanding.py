"""Infers what a catalog leaves out: whether a tool only looks, or changes something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.description_verbs import begins_with_its_verb, what_is_said
from catalog.schema_types import members_of
from catalog.shorthand import Schema
from catalog.verbs import (
    Kind,
    ends_as_a_thing,
    has_phrase,
    is_object,
    is_property,
    kind_of_verb,
    names_an_act,
)
from core.tool import Effect, Origin

_NAME_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_NUMBERS = frozenset("id no number reference ref confirmation code".split())
_OUTCOMES = frozenset("status state ok success result message at time done confirmed".split())
_JOINING = frozenset(("and", "or", "then"))


@dataclass(frozen=True)
class Understanding:
    """What the words say. "unknown" goes with "write": nothing is repeated on a guess."""

    effect: Effect
    origin: Origin
    looks_up: bool


def understand(
    name: str, description: str, method: str | None, returns: Schema | None
) -> Understanding:
    """Infer a tool's effect from its name, description and HTTP method.

    A tool that cannot be told may be planned as a look-up when it is known what it returns, and
    neither words nor the return of a mere receipt speak of a change.
    """
    words = _without_vendor(name_words(name))
    by_name, by_text = _by_name(words), what_is_said(description, words)
    if "change" in (by_name, by_text) or method in ("PUT", "PATCH", "DELETE"):
        return Understanding("write", "inferred", False)
    contradictory = by_name == "either" and len(words) > 1  # "record_arrival": "Checks a guest in"
    if by_name == "read" or (by_text == "read" and not contradictory) or method == "GET":
        return Understanding("read", "inferred", True)
    if begins_with_its_verb(description, words):
        return Understanding("write", "unknown", False)
    acts = _acts_at_last(words)
    harmless = by_text == "read" or (by_text == "thing" and not acts)
    harmless = harmless or (by_text == "" and by_name != "either" and not acts)
    looks_up = harmless and returns is not None and not _is_receipt(returns)
    return Understanding("write", "unknown", looks_up)


def _acts_at_last(words: Sequence[str]) -> bool:
    """Whether a name ends in an act, as "KeyHandout" does, and "rate_change"."""
    last = words[-1] if len(words) > 1 else ""
    return not ends_as_a_thing(last) and (names_an_act(last) or kind_of_verb(last) == "either")


def _is_receipt(returns: Schema) -> bool:
    """Whether all that comes back is the number of something and how it went."""
    names = [name_words(name) for name in members_of(returns)]
    numbered = [words for words in names if words and words[-1] in _NUMBERS]
    others = [words for words in names if words not in numbered]
    return bool(numbered) and all(words and words[-1] in _OUTCOMES for words in others)


def name_words(name: str) -> tuple[str, ...]:
    """Return the words of an identifier; what stands before a dot or slash is a namespace, and so
    is what stands before two underscores where a verb follows ("billing__get_invoice")."""
    words = _words(re.split(r"[./:]+", name)[-1]) or _words(name)
    after_namespace = _words(name.rsplit("__", 1)[-1])
    return after_namespace if after_namespace and kind_of_verb(after_namespace[0]) else words


def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _NAME_WORD.findall(name))


def _without_vendor(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a name from its verb on: "acme get invoice" looks, whoever made it."""
    if len(words) < 3 or kind_of_verb(words[0]) or names_an_act(words[0]):
        return words
    leads, tells = kind_of_verb(words[1]), is_property(words[-1])
    acts_at_last = not tells and kind_of_verb(words[-1]) in ("change", "either")
    led = not acts_at_last if leads == "read" else bool(leads) and not tells
    return words[1:] if led else words


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
    if first == "either" or names_an_act(words[0]):  # refund_order, but refund_status
        return "" if tells and not is_object(words[-1]) else "either"
    return "read" if last == "read" else ""
