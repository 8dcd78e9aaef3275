"""Records that bear out what a clause says of them, and the comparisons that pick them."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import date

from core.plan import Condition
from reasoners.found.facts import cells
from reasoners.found.readings import Reading, Row, Words, concepts_of
from reasoners.found.row_tests import condition_on, known_words, read_row
from reasoners.found.stands import standing_rows
from reasoners.meaning.tools import ToolMeaning
from reasoners.reading.clauses import Clause
from reasoners.reading.phrases import Phrase, is_ahead
from reasoners.reading.request import Request
from reasoners.reading.restricting import Restriction, restriction_of
from reasoners.reading.standings import Standing
from reasoners.reading.values import Value


@dataclass(frozen=True)
class Picked:
    """The positions of the records that fit, None where nothing tells, and why each one does."""

    kept: list[int] | None
    readings: dict[int, tuple[Reading, ...]]

    def guards(self, at: int, ref: str) -> tuple[Condition, ...]:
        """The comparisons by which a record was picked, as conditions on what stands at `ref`."""
        return tuple(condition_on(ref, reading) for reading in self.readings.get(at, ()))

    @property
    def uniform(self) -> tuple[Condition, ...]:
        """The same comparisons as conditions on any item of the list, where they are the same."""
        made = {repr(self.guards(at, "item")): self.guards(at, "item") for at in self.kept or ()}
        return next(iter(made.values())) if len(made) == 1 else ()


def picked_rows(
    rows: Sequence[Row], clause: Clause, request: Request, meanings: Sequence[ToolMeaning]
) -> Picked | None:
    """Return the records that fit what a clause says of them; None where it says nothing."""
    wanted = restriction_of(clause, request)
    if wanted is None:
        return None
    words = known_words(meanings, [dict(row) for row in rows])
    judged = [_judged(row, wanted, request, words) for row in rows]
    if any(one is None for one in judged):
        return Picked(None, {}) if wanted.firm and not _vague(wanted) else None
    fits = {at: one for at, one in enumerate(judged) if one and all(r.holds for r in one)}
    return Picked(list(fits), fits)


@dataclass(frozen=True)
class Fitting:
    """The positions of the rows that bear all out, and the members that tell of it."""

    kept: list[int]
    told_by: tuple[str, ...]


def fitting_rows(rows: Sequence[Row], wanted: Restriction, request: Request) -> Fitting | None:
    """Return the rows that bear out each part that any row tells of; None where none tells."""
    words = known_words((), [dict(row) for row in rows])
    fits = [_fits(rows, phrases, request, words) for phrases in wanted.parts]
    stands = (*wanted.standings, *_still_running(wanted, request.today))
    fits += [_stand(rows, one, request, words) for one in stands]
    known = [part for part in fits if part is not None]
    if not known:
        return None
    kept = [at for at in range(len(rows)) if all(holds[at] for holds, _ in known)]
    return Fitting(kept, tuple(dict.fromkeys(path for _, told_by in known for path in told_by)))


_Part = tuple[list[bool], tuple[str, ...]]
_ENDS = re.compile(
    r"\b(?:run|runs|running|comes?|coming) (?:out|to an end|up)\b|\b(?:expir|laps|ceas|terminat)\w*"
    r"|\b(?:ends?|ending|is up|are up)\b",
    re.I,
)


def _still_running(wanted: Restriction, today: date) -> list[Standing]:
    """What is to end before a day that lies ahead has not ended yet."""
    phrases = [p for part in wanted.parts for p in part if p.operator in ("lt", "le")]
    ahead = [p for p in phrases if p.limit is not None and (is_ahead(p) or _later(p.limit, today))]
    ends = any(_ENDS.search(p.text) for p in ahead)
    return [Standing("in_time", frozenset(), 0, 0, 0)] if ends else []


def _later(limit: Value, today: date) -> bool:
    now = today.isoformat()
    return limit.kind in ("date", "month") and str(limit.value) > now[: len(str(limit.value))]


def _stand(rows: Sequence[Row], one: Standing, request: Request, words: Words) -> _Part | None:
    """What tells how rows stand; a day named with it may be that of another member."""
    told = standing_rows(rows, one, request.today)
    if told is None:
        return _fits(rows, (one.limit,), request, words) if one.limit is not None else None
    paths = tuple(r.path for readings in told for r in readings)
    return [bool(readings) for readings in told], paths


def _fits(
    rows: Sequence[Row], phrases: Sequence[Phrase], request: Request, words: Words
) -> _Part | None:
    readings = [_either(row, phrases, request, words) for row in rows]
    if not any(readings):  # The day may be what the rows were looked up by: "not done on 5 May".
        bare = [p if p.operator else replace(p, limit=None) for p in phrases]
        readings = [_either(row, bare, request, words) for row in rows]
    told_by = {reading.path for reading in readings if reading is not None}
    if not told_by:
        return None
    denied = all(phrase.denied for phrase in phrases)
    # Where rows are only ruled out ("paid" is not "unpaid"), any other status is not ruled out.
    ruled_out = not any(r.holds != denied for r in readings if r is not None)
    fits = [
        reading.holds if reading is not None else ruled_out != denied and _has_status(row, told_by)
        for row, reading in zip(rows, readings, strict=True)
    ]
    return fits, tuple(told_by)


def _has_status(row: Row, told_by: Set[str]) -> bool:
    """Whether a status that tells of the other rows says something of this one too."""
    told = [c for c in cells(row) if c.path in told_by and c.value not in (None, "")]
    return any("status" in concepts_of(cell) for cell in told)


def _vague(wanted: Restriction) -> bool:
    """Whether only something still open is meant: what a change is for tells more."""
    phrases = [phrase for part in wanted.parts for phrase in part]
    return all(
        not p.denied and p.limit is None and (p.states <= {"open_state"} and bool(p.states))
        for p in phrases
    )


def _judged(
    row: Row, wanted: Restriction, request: Request, words: Words
) -> tuple[Reading, ...] | None:
    readings = [_either(row, phrases, request, words) for phrases in wanted.parts]
    known = tuple(reading for reading in readings if reading is not None)
    return known if len(known) == len(readings) else None


def _either(row: Row, phrases: Sequence[Phrase], request: Request, words: Words) -> Reading | None:
    found = [read_row(row, phrase, request, words) for phrase in phrases]
    known = [reading for reading in found if reading is not None]
    borne_out = next((reading for reading in known if reading.holds), None)
    return borne_out or (known[0] if known and len(known) == len(found) else None)
