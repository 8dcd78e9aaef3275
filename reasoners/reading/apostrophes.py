"""Apostrophes that hasty writers leave out: "didnt", "whats", "hes"."""

from __future__ import annotations

import re

_NOT = "did does do has have had is are was were ca wo could would should must need".split()
_BE = "what who where how when that there here he she".split()
_HAVE = "they we you i could should would".split()
_WHOLE = {
    **{f"{verb}nt": f"{verb}n't" for verb in _NOT},
    **{f"{word}s": f"{word}'s" for word in _BE},
    **{f"{word}ve": f"{word}'ve" for word in _HAVE},
    **{f"{word}re": f"{word}'re" for word in ("they", "you")},
    **{f"{word}ll": f"{word}'ll" for word in ("they", "you", "that", "it")},
    "im": "I'm",
}
# What stands in quotation marks, an address or an identifier stays as it is.
_WORD = re.compile(r"\"[^\"]*\"|“[^”]*”|[\w.@/-]*[@/_\d.-][\w@/-]*|[A-Za-z]+")


def with_apostrophes(text: str) -> str:
    """Return a text with the apostrophes of everyday words put in."""
    return _WORD.sub(_mended, text)


def _mended(found: re.Match[str]) -> str:
    word = found[0]
    whole = _WHOLE.get(word.lower())
    if whole is None or (word.isupper() and len(word) > 1):
        return word
    return whole[0].upper() + whole[1:] if word[0].isupper() else whole
