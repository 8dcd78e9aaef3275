"""Rows that a question asks for beside those already spoken of: "anything else", "the others"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from core.json_values import Json
from reasoners.found.facts import Fact
from reasoners.found.formats import is_identifier
from reasoners.found.live_rows import live_rows, speaks_of_before
from reasoners.reading.clauses import Clause
from reasoners.reading.request import Request

Row = Mapping[str, Json]
_ELSE = re.compile(
    r"\b(?:(?:any|some|every|no)(?:thing|body|one|where)? else|(?:what|who|which) else|any others?"
    r"|(?:the|all|which|what) others?|another|any (?:more|further)|besides (?:that|this|it|them)"
    r"|apart from (?:that|this|it|them)|(?:he|she|they|we|it)(?:['’]ll| will)? still)\b",
    re.I,
)


def asks_for_others(clause: Clause | None) -> bool:
    """Return whether a clause asks for more than what has been spoken of."""
    return clause is not None and _ELSE.search(clause.text) is not None


def others_than_done(
    rows: Sequence[Row], clause: Clause, request: Request, deeds: Iterable[Fact]
) -> list[Row]:
    """Return the rows that nothing has been done to, all where a clause asks for no others.

    Where it speaks of now they are those that are not over.
    """
    if not asks_for_others(clause):
        return list(rows)
    given = {str(value) for fact in deeds for value in fact.args.values()}
    left = [row for row in rows if not _is_given(row, given)] or list(rows)
    if speaks_of_before(clause):
        return left
    return [left[at] for at in live_rows(left, range(len(left)), clause, request)]


def _is_given(row: Row, given: set[str]) -> bool:
    """Whether the identifier that a row begins with was given to a deed."""
    own = next((str(v) for n, v in row.items() if is_identifier(n)), None)
    return own is not None and own in given
