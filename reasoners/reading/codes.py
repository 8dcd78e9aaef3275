"""Names that machines have: a table ("orders_daily"), a service ("mail-relay")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import EMPTY_WORDS, stem, stems_of

_SNAKE = re.compile(r"(?<![\w@./-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w@/-]|\.\w)")
_SLUG = re.compile(r"(?<![\w@./-])[a-z]{2,}(?:-[a-z0-9]{2,})+(?![\w@/-]|\.\w|['’])")
# What everyday compounds begin and end with: "half-price", "follow-up", "customer-facing".
_BEGINS = EMPTY_WORDS | frozenset(
    """non pre post anti self semi auto co ex off well full part half long short high low first last
    second third next mid all multi cross one two three four five six seven eight nine ten double
    single mini micro extra ultra new old good bad best right left fair fast slow late early hard
    soft free easy heavy light open ready year month week day weekend step by user run check sign
    log pick drop set follow back book""".split()
)
_ENDS = EMPTY_WORDS | frozenset(
    """day days week weeks month months year years hour hours minute minutes night time times term
    hand based wide free only end call back down away through round side long old new like proof
    friendly ready rate price size class level scale style type length door house wise ago mail
    line site board term run off way law one two three four five six seven eight nine""".split()
)
_FORMED = re.compile(r"\w(?:ing|ed|ly|er's|ish|able|ful|less|ary|al|ous|est|ic|ive)$")


def find_codes(text: str) -> Iterator[tuple[int, int]]:
    """Yield where such names stand."""
    yield from (match.span() for match in _SNAKE.finditer(text))
    for match in _SLUG.finditer(text):
        if not _is_everyday(match[0].split("-")):
            yield match.span()


def _is_everyday(parts: list[str]) -> bool:
    """Whether a word with a hyphen is English rather than a name: by its parts, or known whole."""
    if parts[0] in _BEGINS or parts[-1] in _ENDS or _FORMED.search(parts[-1]):
        return True
    stems = stems_of(parts)
    whole = any(len(sense.places) == len(parts) for sense in lexicon().senses(stems))
    return whole or stem("".join(parts)) in lexicon().phrases
