"""Clauses that ask what something is made up of: its items, and what makes it dearer."""

from __future__ import annotations

import re

from reasoners.reading.clauses import Clause

_MADE_UP = re.compile(
    r"\b(?:what(?:\s+(?:all|else|exactly))?\s+for|(?:made|make|makes) up|consists?\s+of|compos\w+"
    r"|break(?:s|ing)?\s?down|broken\s+down|breakdown|itemi[sz]\w+|contents?"
    r"|what(?:['’]s|\s+(?:is|was|got|has\s+been|had\s+been))\s+(?:new|added|extra|different"
    r"|on\s+(?:it|them|there)|in\s+(?:it|them|there)|charged\s+for|included)"
    r"|what(?:['’]s|\s+(?:is|was|lies?|lay))\s+(?:all\s+)?behind"
    r"|(?:where|what)\s+(?:does|did)\s+(?:it|that|this|the\s+difference)\s+(?:all\s+)?(?:come|stem)"
    r"\s+from|what\s+(?:is|was|the)?\s*(?:the\s+)?reasons?|how\s+did\s+(?:it|that)\s+come\s+about"
    r"|which\s+(?:items?|lines?|positions?|parts?|charges?|fees?)"
    r"|what\s+(?:makes|made|explains|explained|drove|drives|causes|caused|accounts)"
    r"|(?:why|how\s+come)\b[^.?!]*\b(?:higher|dearer|more|bigger|larger|up|high|much|lower|less|cheaper))"
    r"(?![\w-])",
    re.I,
)


def asks_items(clause: Clause) -> bool:
    """Whether a clause asks what something is made up of."""
    return clause.mood in ("ask", "do") and _MADE_UP.search(clause.text) is not None
