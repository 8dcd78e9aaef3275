"""What a description says of the words that an argument may take: "NTH North Wharf, STH ..."."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from reasoners.meaning.fields import Field

_NO_GLOSS = r"(?:or|and|if|unless|when|once|unless|given|by|is|are|means?)\b"
_PROPER = re.compile(r"[^\W\d_a-z][\w'’-]+(?: (?:[a-z]{2,3} )?[^\W\d_a-z][\w'’-]+)*")
FEW = 2
LONG_ENOUGH = 4  # letters of a word that may stand alone for a longer name


def glosses(field: Field) -> Mapping[str, str]:
    """Return what a list of choices in a description says of each, where it is such a list."""
    return _glosses(field.described, field.choices)


@lru_cache(maxsize=4096)
def _glosses(described: str, choices: tuple[str, ...]) -> Mapping[str, str]:
    every = "|".join(re.escape(c) for c in sorted(choices, key=len, reverse=True))
    one = re.compile(
        rf"(?:^|[:,;.(]|\bor\b|\band\b)\s*[`'\"]?({every})[`'\"]?\s+(?!{_NO_GLOSS})([^,;.()]+?)"
        rf"(?=\s*(?:$|[,;.()]|\b(?:or|and)\s+(?:{every})\b))"
    )
    found = {m[1]: m[2] for m in one.finditer(described)} if choices else {}
    return found if len(found) >= FEW and 2 * len(found) >= len(choices) else {}


def proper_names(field: Field) -> Mapping[str, str]:
    """Return choice -> the proper name that it stands for: what it is called, or is itself."""
    named = {c: m[0] for c, text in glosses(field).items() if (m := _PROPER.match(text))}
    itself = {c: c for c in field.choices if _PROPER.fullmatch(c) and not c.isupper()}
    return {**itself, **named}


def choices_called(field: Field, name: str) -> frozenset[str]:
    """Return the choices that a name of a prompt stands for: the whole name, or its first word."""
    wanted = name.casefold().split()
    called = {choice: own.casefold().split() for choice, own in proper_names(field).items()}
    whole = frozenset(choice for choice, own in called.items() if own == wanted)
    first = frozenset(
        choice
        for choice, own in called.items()
        if own[: len(wanted)] == wanted and len(wanted[0]) >= LONG_ENOUGH
    )
    return whole or first


def named_in(field: Field, choice: str, text: str) -> bool:
    """Whether a text names a choice by its proper name, or by the first word of that alone."""
    own = proper_names(field).get(choice)
    if own is None:
        return False
    first = own.split()[0]
    short = [first] if choices_called(field, first) == {choice} else []
    said = "|".join(re.escape(name) for name in (own, *short))
    return re.search(rf"(?<!\w)(?:{said})(?!\w)", text) is not None
