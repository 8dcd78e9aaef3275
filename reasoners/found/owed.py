"""Of a list of what somebody was charged: what is still to be paid."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from core.json_values import Json
from reasoners.found.live_rows import speaks_of_before
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import name_words, split_words, stems_of
from reasoners.reading.clauses import Clause

Row = Mapping[str, Json]
_MONEY = re.compile(
    r"\bhow much (?:money|cash|(?:is|are|would) (?:it|that|this|we|they|he|she))\b"
    r"|\b(?:how much|what)\b[^.?!]*\b(?:owes?|(?:have|has|need|needs|left) to pay|still (?:to )?pay"
    r"|(?:he|she|they|we|i)(?:['’]ll| will) (?:still )?pay)\b",
    re.I,
)
_PAID = re.compile(r"\bpaid\b", re.I)
_DUE = frozenset({"unpaid_state", "open_state"})


def still_owed(rows: Sequence[Row], clause: Clause) -> list[int]:
    """Return the positions of the rows not settled, where a clause asks what is to be paid.

    What it names itself it means as it names it: "how much money are the paid ones".
    """
    if not asks_what_is_owed(clause):
        return [*range(len(rows))]
    return [at for at, row in enumerate(rows) if _is_due(row)] or [*range(len(rows))]


def asks_what_is_owed(clause: Clause) -> bool:
    """Return whether a clause asks what is to be paid, and says no other state of it."""
    states = clause.concepts("state") - _DUE - {"paid_state"} or _PAID.search(clause.text)
    return not states and bool(_MONEY.search(clause.text)) and not _tells_of_before(clause)


def _tells_of_before(clause: Clause) -> bool:
    return speaks_of_before(clause) and not re.search(r"\bstill\b", clause.text, re.I)


def _is_due(row: Row) -> bool:
    """Whether a status says that something is open, or not paid yet."""
    told = (v for n, v in row.items() if isinstance(v, str) and _tells_state(n))
    meant = (lexicon().concepts(stems_of(split_words(text))) for text in told)
    return any(concepts & _DUE for concepts in meant)


def _tells_state(name: str) -> bool:
    return "status" in lexicon().concepts(stems_of(name_words(name)))
