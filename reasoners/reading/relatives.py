"""People who are named only by somebody else: "Ann's mother" is not Ann."""

from __future__ import annotations

import re

_RELATIVE = (
    r"(?:mother|mum|mom|father|dad|parents?|wife|husband|spouse|partner|son|daughter|brother|sister"
    r"|aunt|uncle|grand(?:mother|father|son|daughter)|niece|nephew|cousin|fianc[eé]e?|girlfriend"
    r"|boyfriend|flatmate|neighbours?|neighbors?|friend|colleague|boss|supervisor|manager|assistant"
    r"|secretary|lawyer|solicitor|accountant|carer|guardian|in-laws?|widow|widower|heirs?"
    r"|successor|predecessor|replacement|deputy)"
)
_OF_ANOTHER = re.compile(
    rf"(?:\w['’]s|s['’]|\b(?:his|her|their))\s+(?:\w+\s+)?({_RELATIVE})\b"
    rf"|\bthe\s+({_RELATIVE})\s+of\s+[A-Z]",
    re.I,
)


def relative_in(text: str) -> str:
    """Return the word for somebody named only by another person, "" where there is none."""
    found = _OF_ANOTHER.search(text)
    return (found[1] or found[2]).lower() if found else ""
