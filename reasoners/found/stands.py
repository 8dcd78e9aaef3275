"""Which rows of a list are late, still in time, out or back: by their deadline and what ended."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from datetime import date

from core.conditions import compare
from core.json_values import Json
from core.plan import Operator
from reasoners.found.facts import Cell, cells
from reasoners.found.readings import MEANT, Reading, concepts_of, reading
from reasoners.found.row_values import same_value
from reasoners.found.states import state_concepts, tells_when_done
from reasoners.meaning.words import split_words, stems_of
from reasoners.reading.standings import Standing

Row = Mapping[str, Json]
Readings = tuple[Reading, ...]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SHORT = 30
_PLANNED = frozenset(stems_of("promised planned expected scheduled agreed due deadline".split()))
_OVER = frozenset({"done_state", "paid_state", "cancelled_state"})
_RETURNED = frozenset(stems_of("returned back released refunded given used spent gone".split()))


def standing_rows(rows: Sequence[Row], standing: Standing, today: date) -> list[Readings] | None:
    """Return for each row what shows that it stands so, () where it does not; None: not told."""
    over = _OVER if standing.stand in ("late", "in_time") else _OVER | {"expired_state"}
    ends = [_ended(row, rows, standing.verbs, over) for row in rows]
    if standing.stand == "back":
        return [(e,) if e and e.holds else () for e in ends] if any(ends) else None
    running = [() if e and e.holds else ((e.unlike,) if e else ()) for e in ends]
    if standing.stand == "away":
        out: list[Readings] = [r if e else () for e, r in zip(ends, running, strict=True)]
        return out if any(ends) else None
    told = standing.stand == "late" and standing.limit is None
    said = _said_late(rows) if told else None
    days = said or _deadlines(rows, standing, today)
    if days is None:
        return None
    if standing.stand == "due":
        falls: list[Readings] = [(day,) if day and day.holds else () for day in days]
        return falls
    return [
        (day, *left) if day is not None and day.holds and not (end and end.holds) else ()
        for day, end, left in zip(days, ends, running, strict=True)
    ]


def _ended(row: Row, rows: Sequence[Row], verbs: frozenset[str], over: Set[str]) -> Reading | None:
    """What shows that a record is over and done with, or that it is not; None: nothing does."""
    plain = [cell for cell in cells(row) if "[" not in cell.path]
    dated = [c for c in plain if _tells_the_end(c) and _is_open_somewhere(c, rows)]
    for cell in sorted(dated, key=lambda c: c.stems.isdisjoint(verbs)):
        return reading(cell, cell.value not in (None, ""), "exists", None, MEANT)
    for cell in plain:
        if "status" in concepts_of(cell) and isinstance(cell.value, str):
            return reading(cell, _says_over(cell.value, verbs, over), "eq", cell.value, MEANT)
    return None


def _tells_the_end(cell: Cell) -> bool:
    return tells_when_done(cell) and not cell.stems & _PLANNED


def _is_open_somewhere(cell: Cell, rows: Sequence[Row]) -> bool:
    """Whether the day on which something was done is still empty in some of the rows."""
    name = cell.path.rpartition(".")[2]
    told = [row.get(name) for row in rows]
    return any(v in (None, "") for v in told) and any(_is_day(v) for v in told)


def _says_over(text: str, verbs: frozenset[str], over: Set[str]) -> bool:
    stems = frozenset(stems_of(split_words(text)))
    if "not" in stems or len(text) > _SHORT:
        return False
    return bool(state_concepts(tuple(stems)) & over or stems & (_RETURNED | verbs))


def _said_late(rows: Sequence[Row]) -> list[Reading | None] | None:
    """Whether a status says of each row that it is late, where it says so of any."""
    told = [c for row in rows for c in cells(row) if _calls_late(c)]
    if not told:
        return None
    own = [[c for c in cells(row) if c.path == told[0].path] for row in rows]
    return [reading(c[0], _calls_late(c[0]), "eq", c[0].value, MEANT) if c else None for c in own]


def _calls_late(cell: Cell) -> bool:
    if "status" not in concepts_of(cell) or not isinstance(cell.value, str):
        return False
    return not {"overdu", "late", "delay"}.isdisjoint(stems_of(split_words(cell.value)))


def _deadlines(rows: Sequence[Row], standing: Standing, today: date) -> list[Reading | None] | None:
    """Whether the deadline of each row has passed, or lies ahead; None where there is none."""
    name = _deadline(rows, standing.verbs)
    if name is None:
        return None
    found: list[Reading | None] = []
    for row in rows:
        cell = next(c for c in cells({name: row.get(name)}))
        found.append(_against(cell, standing, today) if _is_day(cell.value) else None)
    return found


def _against(cell: Cell, standing: Standing, today: date) -> Reading:
    """A deadline against the day that is named, else today."""
    day = str(cell.value)[:10]
    limit = standing.limit.limit if standing.limit is not None else None
    if standing.limit is None or limit is None:
        now = today.isoformat()
        operator: Operator = "lt" if standing.stand == "late" else "ge"
        return reading(cell, compare(day, operator, now), operator, now, MEANT)
    if standing.limit.operator is None:
        return reading(cell, same_value(limit, day), "contains", limit.value, MEANT)
    named = str(limit.value)
    holds = compare(day[: len(named)], standing.limit.operator, named)
    return reading(cell, holds, standing.limit.operator, named, MEANT)


def _deadline(rows: Sequence[Row], verbs: frozenset[str]) -> str | None:
    """The member that says until when: what is due before what is planned, before an end."""
    names = [n for n in dict.fromkeys(n for row in rows for n in row) if _has_days(rows, n)]
    rated = [(_rank(Cell(f".{n}", f".{n}", ""), verbs), at, n) for at, n in enumerate(names)]
    best = min(rated, default=None)
    return best[2] if best is not None and best[0] < NO_DEADLINE else None


NO_DEADLINE = 9


def _rank(cell: Cell, verbs: frozenset[str]) -> int:
    meant = concepts_of(cell)
    if _tells_the_end(cell):
        return NO_DEADLINE
    if cell.stems & verbs:
        return 0
    if "due_date" in meant or cell.stems & {"due", "deadlin"}:
        return 1
    if cell.stems & _PLANNED:
        return 2
    return 3 if "end_date" in meant else NO_DEADLINE


def _has_days(rows: Sequence[Row], name: str) -> bool:
    return any(_is_day(row.get(name)) for row in rows)


def _is_day(value: Json) -> bool:
    return isinstance(value, str) and _DAY.match(value) is not None
