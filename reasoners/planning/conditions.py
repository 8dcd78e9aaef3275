"""Conditions of a request ("if it has not been paid"), judged over what look-ups found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.json_values import Json
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import EMPTY_WORDS, split_words, stems_of
from reasoners.planning.choice import named_rows, same_value
from reasoners.planning.facts import Cell, Fact, cells, is_empty, row_lists
from reasoners.reading.clauses import Clause
from reasoners.reading.request import Request

_DENIED = re.compile(
    r"\b(?:not|n't|no|never|nothing|none|isn't|hasn't|aren't|haven't|without|unless"
    r"|yet to be)\b|n't\b",
    re.I,
)
_MORE = re.compile(
    r"\b(?:more than|over|above|exceeds?|higher than|greater than|longer than|at least|beyond"
    r"|later than|after)\b",
    re.I,
)
_LESS = re.compile(
    r"\b(?:less than|under|below|lower than|fewer than|shorter than|at most|up to|within"
    r"|cheaper than|before)\b",
    re.I,
)


@dataclass(frozen=True)
class Verdict:
    """Whether a condition holds, and what shows it; `holds` is None where nothing tells."""

    holds: bool | None
    shown: str


def judge(condition: Clause, request: Request, facts: Sequence[Fact]) -> Verdict:
    """Judge a condition over every output found."""
    unless = bool(re.match(r"\W*(?:unless|otherwise|else)\b", condition.text, re.I))
    done = [fact for fact in reversed(facts) if fact.done]
    seen = [
        cell for fact in done for cell in _looked_at(fact, request) if not _named(cell, request)
    ]
    for test in (_by_number, _by_being_last, _by_state, _by_presence):
        verdict = test(condition, request, seen, facts)
        if verdict is not None:
            return Verdict(verdict.holds if not unless else not verdict.holds, verdict.shown)
    return Verdict(None, "")


def _looked_at(fact: Fact, request: Request) -> list[Cell]:
    """The cells of the rows the condition means; of a single record all."""
    found = []
    for path, rows in list(row_lists(fact.output))[:1]:
        kept = named_rows(rows, request)
        found += [cell for at in kept for cell in cells(rows[at], f"{path}[{at}]", f"{path}[*]")]
    return found or list(cells(fact.output))


def _named(cell: Cell, request: Request) -> bool:
    """Whether a cell only repeats a name of the prompt."""
    return any(same_value(value, cell.value) for value in request.values_of("name", "email", "id"))


def _relevance(cell: Cell, condition: Clause) -> float:
    words = [w for w in stems_of(cell.words) if w not in EMPTY_WORDS]
    own = len(set(words) & condition.stems)
    meant = lexicon().concepts(tuple(words)) & condition.concepts("field", "thing", "state")
    return own + 0.6 * len({m for m in meant if not m.startswith("kind_")})


def _by_number(
    condition: Clause, request: Request, seen: Sequence[Cell], facts: Sequence[Fact]
) -> Verdict | None:
    more, less = _MORE.search(condition.text), _LESS.search(condition.text)
    limits = [
        v
        for v in request.inside(condition)
        if v.kind in ("amount", "number", "percent", "duration", "date", "time")
    ]
    if not limits or not (more or less):
        return None
    limit = limits[-1].value
    numeric = isinstance(limit, int | float)
    fits = [
        c
        for c in seen
        if (isinstance(c.value, int | float) and not isinstance(c.value, bool)) == numeric
        and c.value is not None
    ]
    best = max(fits, key=lambda c: _relevance(c, condition), default=None)
    if best is None or (_relevance(best, condition) == 0 and len(fits) > 1):
        return None
    equal_too = bool(re.search(r"\b(?:at least|at most|up to|within)\b", condition.text, re.I))
    holds = _compare(best.value, limit, bool(more), equal_too)
    return Verdict(holds, f"{' '.join(best.words)} is {best.value}")


_LAST = re.compile(r"\b(?:last|only) (?:one|copy|piece|box|item|unit|pair|pack)\b", re.I)


def _by_being_last(
    condition: Clause, request: Request, seen: Sequence[Cell], facts: Sequence[Fact]
) -> Verdict | None:
    """Whether no more than one is left."""
    if not _LAST.search(condition.text):
        return None
    stock = [
        cell
        for cell in seen
        if isinstance(cell.value, int)
        and not isinstance(cell.value, bool)
        and lexicon().concepts(stems_of(cell.words)) & {"quantity", "stock", "availability"}
    ]
    if len(stock) != 1 or not isinstance(stock[0].value, int):
        return None
    denied = bool(re.search(r"\b(?:not|n't)\b|n't\b", condition.text, re.I))
    return Verdict(
        (stock[0].value <= 1) != denied, f"{' '.join(stock[0].words)} is {stock[0].value}"
    )


def _compare(value: Json, limit: Json, more: bool, equal_too: bool) -> bool:
    if isinstance(value, int | float) and isinstance(limit, int | float):
        return (
            value == limit
            if equal_too and value == limit
            else (value > limit if more else value < limit) or (equal_too and value == limit)
        )
    left, right = str(value), str(limit)
    return (equal_too and left == right) or (left > right if more else left < right)


def _by_state(
    condition: Clause, request: Request, seen: Sequence[Cell], facts: Sequence[Fact]
) -> Verdict | None:
    """A status word, or a yes or no, that the condition names or whose opposite stands there."""
    denied = bool(_DENIED.search(re.sub(r"^\W*unless", "", condition.text, flags=re.I)))
    wanted = condition.concepts("state")
    against = ""
    for cell in sorted(seen, key=lambda c: -_relevance(c, condition)):
        if isinstance(cell.value, bool) and _relevance(cell, condition) > 0:
            return Verdict(
                cell.value != denied, f"{' '.join(cell.words)} is {'yes' if cell.value else 'no'}"
            )
        if (
            isinstance(cell.value, str)
            and len(cell.value) <= 30
            and not any(ch.isdigit() for ch in cell.value)
        ):
            stems = stems_of(split_words(cell.value))
            states = {s.concept for s in lexicon().senses(stems) if s.kind == "state"}
            named = bool(
                set(stems) - EMPTY_WORDS & condition.stems and set(stems) & condition.stems
            )
            about_status = "status" in lexicon().concepts(stems_of(cell.words))
            shown = f"{' '.join(cell.words)} is {cell.value}"
            if named or states & wanted:
                return Verdict(not denied, shown)
            against = against or (shown if about_status and wanted else "")
    return Verdict(denied, against) if against else None


def _by_presence(
    condition: Clause, request: Request, seen: Sequence[Cell], facts: Sequence[Fact]
) -> Verdict | None:
    """Whether there is any such record at all."""
    if not re.search(
        r"\b(?:there (?:is|are|'s)|any|has|have|got|available|free|exists?|left|find|found"
        r"|possible)\b",
        condition.text,
        re.I,
    ):
        return None
    denied = bool(_DENIED.search(condition.text))
    counts = [c for c in seen if isinstance(c.value, int | float) and not isinstance(c.value, bool)]
    best = max(counts, key=lambda c: _relevance(c, condition), default=None)
    if (
        best is not None
        and _relevance(best, condition) >= 1
        and isinstance(best.value, int | float)
    ):
        return Verdict((best.value > 0) != denied, f"{' '.join(best.words)} is {best.value:g}")
    looked = [f for f in facts if f.status in ("done", "not_found")]
    if not looked:
        return None
    last = looked[-1]
    if last.status == "not_found" or is_empty(last.output):
        return Verdict(denied, "nothing was found")
    return Verdict(not denied, "something was found") if list(row_lists(last.output)) else None
