"""Articles and other free text: the passages that speak of what is asked, quoted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.json_values import Json
from reasoners.found.formats import is_long, quoted
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import EMPTY_WORDS, tokens
from reasoners.reading.clauses import Clause
from reasoners.reading.request import Request
from reasoners.wording.records import heading

Row = Mapping[str, Json]


def told_texts(rows: Sequence[Row], clause: Clause, request: Request) -> str:
    """Quote the article that speaks most of a clause, and any other that speaks as much."""
    scored = sorted(
        ((_score(row, clause, request), -at) for at, row in enumerate(rows)), reverse=True
    )
    best = scored[0][0]
    chosen = [rows[-at] for score, at in scored if score >= max(best * 0.9, 0.01)][:2] or [rows[0]]
    return "\n".join(_quote(row) for row in chosen)


def _score(row: Row, clause: Clause, request: Request) -> float:
    text = " ".join(str(v) for v in row.values() if isinstance(v, str))
    words = tokens(text)
    stems = {w.stem for w in words}
    concepts = lexicon().concepts(tuple(w.stem for w in words))
    telling = {t.stem for t in clause.tokens if t.lower not in EMPTY_WORDS}
    around = {t.stem for c in request.clauses for t in c.tokens if t.lower not in EMPTY_WORDS}
    return (
        len(stems & telling)
        + 0.3 * len(stems & around)
        + 0.2 * len(concepts & clause.concepts("change", "final", "thing", "field", "rule"))
    )


def _quote(row: Row) -> str:
    text = " ".join(str(v) for v in row.values() if is_long(v))
    head = heading({k: v for k, v in row.items() if not is_long(v)})
    return f"{head}: {quoted(text)}" if head else quoted(text)
