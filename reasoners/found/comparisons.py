"""Numbers, days and times of a record against the limit that a phrase sets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from core.conditions import compare
from core.json_values import Json
from core.plan import Operator
from reasoners.found.facts import Cell
from reasoners.found.readings import (
    FAINT,
    LIKELY,
    Reading,
    concepts_of,
    own_words,
    reading,
    relevance,
)
from reasoners.found.row_values import same_value
from reasoners.meaning.words import stem, stems_of
from reasoners.reading.phrases import Phrase, is_aged, is_ahead

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PER_DAY = {"day": 1, "night": 1, "week": 7, "fortnight": 14, "month": 30, "year": 365}
_MONEY = frozenset({"amount_money", "balance", "kind_amount"})
_WORTH = frozenset({"amount_money", "balance"})


def compared(plain: list[Cell], phrase: Phrase, today: date) -> Iterator[Reading]:
    """Numbers, days and times against the limit that a phrase sets."""
    assert phrase.limit is not None and phrase.operator is not None
    fits = [c for c in plain if _measures(c, phrase)]
    rated = [(relevance(c, phrase) + _worth(c, phrase) + _lately(c, phrase), c) for c in fits]
    best = max((rate for rate, _ in rated), default=0.0)
    several = len(fits) + sum(_is_empty_day(c, phrase) for c in plain) > 1
    own = _own_day(fits) if phrase.limit.kind in ("date", "month") else None
    for rate, cell in rated:
        if rate < best or (best == 0 and several and cell is not own):
            continue
        operator, limit = _limit(phrase, cell, today)
        value = cell.value
        if phrase.limit.kind in ("date", "month") and isinstance(value, str):
            value = value[: len(str(limit))]
        if value is not None and limit is not None:
            weight = LIKELY + min(rate, 1.0) if rate else FAINT + 0.2
            yield reading(cell, compare(value, operator, limit), operator, limit, weight)


_LATER = frozenset(
    stems_of(
        """due deadline promised planned expected scheduled agreed until till valid end ends ended
        expires expiry returned finished completed closed collected delivered paid settled cancelled
        resolved answered ready next appointment review renewal updated changed last""".split()
    )
)


def _own_day(days: list[Cell]) -> Cell | None:
    """The day on which a record began, where nothing says another one: "lent before May"."""
    first = [c for c in days if not c.stems & _LATER]
    return first[0] if len(first) == 1 else None


def _worth(cell: Cell, phrase: Phrase) -> float:
    """Money is compared with money; "costs", "is worth" and a bare "is over" mean the amount."""
    limit = phrase.limit
    money = bool(concepts_of(cell) & _MONEY)
    if limit is None or limit.kind not in ("amount", "number"):
        return 0.0
    said = limit.kind == "amount" or bool(phrase.concepts("field") & _WORTH)
    return 0.8 * (money and said)


def _is_empty_day(cell: Cell, phrase: Phrase) -> bool:
    """Whether a day might stand in an empty cell, as it may in that of another record."""
    assert phrase.limit is not None
    day = phrase.limit.kind in ("date", "month") and "kind_date" in concepts_of(cell)
    return day and cell.value in (None, "")


_LATELY = frozenset(stems_of("last latest recent since lately".split()))
_SINCE = re.compile(r"\bsince\b", re.I)


def _lately(cell: Cell, phrase: Phrase) -> float:
    """What has not been since a day is told by when it last was."""
    return 0.7 * (_SINCE.search(phrase.text) is not None and not cell.stems.isdisjoint(_LATELY))


def _measures(cell: Cell, phrase: Phrase) -> bool:
    limit = phrase.limit
    assert limit is not None
    if limit.kind in ("date", "month"):
        return isinstance(cell.value, str) and _DAY.match(cell.value) is not None
    if limit.kind == "time":
        return isinstance(cell.value, str) and re.match(r"\d\d:\d\d", cell.value) is not None
    if limit.kind == "duration" and isinstance(cell.value, str):
        from_today = (is_aged(phrase) or is_ahead(phrase)) and limit.unit in _PER_DAY
        return from_today and _DAY.match(cell.value) is not None
    number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    return number and "kind_id" not in concepts_of(cell) and _unit_fits(cell, phrase)


def _unit_fits(cell: Cell, phrase: Phrase) -> bool:
    limit = phrase.limit
    assert limit is not None
    if limit.kind == "duration":
        return stem(limit.unit) in cell.stems
    if limit.kind == "number":
        return relevance(cell, phrase) > 0 or bool(phrase.concepts("field") & _WORTH)
    return limit.kind != "percent" or "percent" in concepts_of(cell) or own_words(cell, phrase) > 0


def _limit(phrase: Phrase, cell: Cell, today: date) -> tuple[Operator, Json]:
    """The comparison as the cell takes it: more days ago is an earlier day."""
    limit, operator = phrase.limit, phrase.operator
    assert limit is not None and operator is not None
    if limit.kind != "duration" or not isinstance(cell.value, str):
        return operator, limit.value
    days = int(float(str(limit.value)) * _PER_DAY[limit.unit])
    if is_ahead(phrase):
        return operator, (today + timedelta(days=days)).isoformat()
    mirrored: dict[Operator, Operator] = {"gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}
    return mirrored[operator], (today - timedelta(days=days)).isoformat()


def equal(plain: list[Cell], phrase: Phrase) -> Iterator[Reading]:
    """What stands there just as it is said: "is due on 5 May", "for two people"."""
    limit = phrase.limit
    assert limit is not None
    for cell in plain:
        rate = relevance(cell, phrase)
        same = same_value(limit, cell.value)
        of_day = limit.kind == "date" and isinstance(cell.value, str) and _DAY.match(cell.value)
        if of_day and (rate > 0 or same):
            yield reading(cell, same, "contains", str(limit.value), LIKELY + rate)
        elif limit.kind != "date" and _measures(cell, phrase) and rate > 0:
            yield reading(cell, same, "eq", limit.value, LIKELY + rate)
