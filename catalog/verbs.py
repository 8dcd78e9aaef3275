"""The words of verbs.txt, and the forms that verbs take in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

Kind = Literal["read", "change", "either", ""]

_VERBS: tuple[Kind, ...] = ("either", "read", "change")


def kind_of_verb(word: str) -> Kind:
    """Return what a verb in its base form says of a tool, "" for any other word."""
    return next((kind for kind in _VERBS if word in _classes()[kind]), "")


def base_form(word: str) -> str:
    """Return the verb that "sends" or "sending" is a form of, else the word itself."""
    return _forms().get(word, word)


def names_an_act(word: str) -> bool:
    """Whether a word is the noun of an act, as "cancellation"."""
    return word in _classes()["act"]


def may_be_a_thing(word: str) -> bool:
    """Whether a form that looks like a verb is a thing as often, as "updates"."""
    return word in _classes()["things"] or kind_of_verb(base_form(word)) == "either"


def is_property(word: str) -> bool:
    """Whether a name ending in this word tells of a thing instead of acting on it."""
    return word in _classes()["property"] or is_object(word)


def is_object(word: str) -> bool:
    """Whether that holds only where no verb that acts stands before: "order supplies" acts."""
    return word in _classes()["object"]


def ends_as_a_thing(word: str) -> bool:
    """Whether a name ending in this word tells of a thing, though the word may be an act."""
    return is_property(word) or word in _classes()["ending"]


def has_phrase(words: Sequence[str]) -> bool:
    """Whether two or more words together change something ("check in")."""
    text = f" {' '.join(words)} "
    return any(f" {phrase} " in text for phrase in _classes()["phrase"])


@cache
def _forms() -> dict[str, str]:
    verbs = sorted(verb for kind in _VERBS for verb in _classes()[kind])
    inflected = {form: verb for verb in verbs for form in _inflected(verb)}
    return {**inflected, **{verb: verb for verb in verbs}}


def _inflected(verb: str) -> Iterator[str]:
    """Forms in -ed are left out: a tool does not describe itself in the past."""
    yield f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z")) else f"{verb}s"
    yield from (f"{verb.removesuffix('e')}ing", f"{verb}ing", f"{verb}{verb[-1]}ing")
    if verb.endswith("y"):
        yield f"{verb[:-1]}ies"


@cache
def _classes() -> dict[str, frozenset[str]]:
    lines = Path(__file__).with_name("verbs.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(":") for line in lines if line and not line.startswith("#"))
    return {name: frozenset(word.strip() for word in words.split(",")) for name, _, words in pairs}
