"""Bare commands with a question mark, which only ask whether: "Close B7?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reasoners.reading.clauses import Clause
from reasoners.reading.moods import leads_with_verb

_COURTEOUS = re.compile(
    r"\b(?:please|pls|plz|kindly|you|ya|could|can|would|will|may|mind|let['’]?s|thanks?|ok(?:ay)?)\b",
    re.I,
)


def only_asked(clauses: Sequence[Clause]) -> list[Clause]:
    """Return the clauses, a bare command that opens a question as one that asks."""
    opened: set[int] = set()
    found = []
    for clause in clauses:
        bare = clause.mood == "do" and clause.text.endswith("?") and leads_with_verb(clause.text)
        alone = clause.sentence not in opened and not _COURTEOUS.search(clause.text)
        found.append(replace(clause, mood="ask") if bare and alone else clause)
        opened.add(clause.sentence)
    return found
