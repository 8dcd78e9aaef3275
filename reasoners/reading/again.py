"""Words that ask again what was asked or supposed before: "if so", "if she has", "in that case"."""

from __future__ import annotations

import re

AGAIN = re.compile(
    r"(?:and |but |or )?(?:only )?(?:if (?:so|yes|that is the case|that's the case|not"
    r"|(?:he|she|it|they|there|this|that|we|i)(?:['’](?:s|re|ve))?"
    r"(?: (?:is|are|was|were|has|have|had|does|do|did|can))?(?:n['’]t| not)?)"
    r"|in (?:that|this|which) case)\W*$",
    re.I,
)
_BARE = re.compile(
    r"\W*(?:and |but )?(?:only )?(?:if (?:so|yes|not)|in (?:that|this|which) case)\b,?\s+(?=\S)",
    re.I,
)


def after_again(text: str) -> int:
    """Where what is to be done begins after words that ask again, 0 where none open the text."""
    found = _BARE.match(text)
    return found.end() if found else 0
