"""Several outputs of one tool, one for each of several things: told apart, added up, compared."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.json_values import Json
from reasoners.found.facts import Fact, row_lists
from reasoners.found.formats import label, said_of, sentence
from reasoners.found.meant_rows import meant_rows
from reasoners.found.ordering import by_order, order_wanted
from reasoners.found.relevance import best_measure
from reasoners.reading.clauses import Clause
from reasoners.reading.request import Request
from reasoners.wording.comparison import difference, tells_period
from reasoners.wording.rows import adds_up

Row = Mapping[str, Json]
_AGAINST = re.compile(
    r"\b(?:more|less|most|least|higher|lower|highest|lowest|bigger|smaller|cheaper|dearer|compar\w*"
    r"|differ\w*|between|versus|vs|which (?:of|one)|worse|better|how much \w+er"
    r"|(?:more|most|less|least) often)\b",
    re.I,
)
_OFTEN = re.compile(r"\b(?:more|most|less|least) (?:often|frequently|times)\b", re.I)


@dataclass(frozen=True)
class Part:
    """One of the things compared: its name, its rows that count, the sum of the measure."""

    name: str
    rows: tuple[Row, ...]
    total: float


def compared_parts(
    facts: Sequence[Fact], names: Sequence[str], clause: Clause, request: Request
) -> str:
    """Say each part's figure and which is ahead, or what they add up to; "" for neither."""
    against = _AGAINST.search(clause.text) is not None
    if not (against or adds_up(clause)):
        return ""
    made_up = _of_records(_made_up([fact.output for fact in facts]), clause)
    if made_up:
        return made_up
    rows = [_counted(fact, clause, request) for fact in facts]
    if _OFTEN.search(clause.text):
        return _more_often(names, rows, clause)
    measure = best_measure([row for listed in rows for row in listed], clause)
    if measure is None:
        return ""
    parts = [
        Part(name, tuple(listed), sum(_number(row.get(measure)) for row in listed))
        for name, listed in zip(names, rows, strict=True)
    ]
    if not against:
        return "\n".join([*(_said(part, measure) for part in parts), _altogether(parts, measure)])
    if len({part.total for part in parts}) == 1:
        told = _of_records([fact.output for fact in facts], clause)
        if told:
            return told
    return "\n".join([*(_said(part, measure) for part in parts), _ahead(parts, measure, clause)])


def _more_often(names: Sequence[str], rows: Sequence[Sequence[Row]], clause: Clause) -> str:
    """How many rows there are of each, the one with the most of them first, or with the least."""
    counted = sorted(zip(names, map(len, rows), strict=True), key=lambda one: -one[1])
    if _LEAST.search(clause.text):
        counted.reverse()
    return sentence(", ".join(f"{name}: {count} times" for name, count in counted))


def _made_up(outputs: Sequence[Json]) -> list[Row]:
    """The records, the older first, where each is the sum of what it lists."""
    records = [one for one in outputs if isinstance(one, Mapping) and _is_sum(one)]
    if len(records) != len(outputs):
        return []
    day = next((n for n, v in records[0].items() if tells_period(n, v)), "")
    return sorted(records, key=lambda record: str(record.get(day)))


def _is_sum(record: Row) -> bool:
    for _, rows in row_lists(record):
        for name in rows[0]:
            total = round(sum(_number(row.get(name)) for row in rows), 2)
            if total and any(_number(value) == total for value in record.values()):
                return True
    return False


def _of_records(outputs: Sequence[Json], clause: Clause) -> str:
    """What two records differ in where what they list is the same: one has a fee on top."""
    records = [output for output in outputs if isinstance(output, Mapping)]
    measure = best_measure(records, clause)
    if len(records) != 2 or len(outputs) != 2 or measure is None:
        return ""
    if records[0].get(measure) == records[1].get(measure):
        return ""
    return sentence(difference(records[0], records[1], measure))


def _counted(fact: Fact, clause: Clause, request: Request) -> list[Row]:
    for _, rows in row_lists(fact.output):
        kept = meant_rows(rows, clause, request)
        for other in _told_orders(clause, request):
            kept = by_order(rows, kept, other, request.today)
        return [rows[at] for at in kept]
    return [fact.output] if isinstance(fact.output, Mapping) else []


def _told_orders(clause: Clause, request: Request) -> list[Clause]:
    """The clauses that say beside a question which rows count: "go by the latest"."""
    if order_wanted(clause) & {"latest", "oldest", "soonest"}:
        return []
    others = [other for other in request.clauses if other.mood in ("do", "tell")]
    return [one for one in others if order_wanted(one) & {"latest", "oldest", "soonest"}]


def _number(value: Json) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


def _said(part: Part, measure: str) -> str:
    row = part.rows[0] if part.rows else {}
    told = f"{part.name}: {label(measure)} {said_of(measure, round(part.total, 2), row)}"
    if len(part.rows) > 1:
        told += (
            f" in all ({' + '.join(said_of(measure, row.get(measure), row) for row in part.rows)})"
        )
    return sentence(told)


def _altogether(parts: Sequence[Part], measure: str) -> str:
    row = next((part.rows[0] for part in parts if part.rows), {})
    total = said_of(measure, round(sum(part.total for part in parts), 2), row)
    what = "" if label(measure) == "total" else f" {label(measure)}"
    return sentence(f"Total{what}: {total}")


_LEAST = re.compile(r"\b(?:less|least|lower|lowest|smaller|smallest|cheaper|cheapest)\b", re.I)


def _ahead(parts: Sequence[Part], measure: str, clause: Clause) -> str:
    ordered = sorted(parts, key=lambda part: -part.total)
    first, second = ordered[0], ordered[1]
    if first.total == second.total:
        return sentence(f"{first.name} and {second.name} have the same {label(measure)}")
    row = first.rows[0] if first.rows else {}
    by = said_of(measure, round(first.total - second.total, 2), row)
    if _LEAST.search(clause.text):
        first, second = ordered[-1], ordered[-2]
        by = said_of(measure, round(second.total - first.total, 2), row)
        return sentence(f"{first.name} has the least, {by} less than {second.name}")
    return sentence(f"{first.name} has the most, {by} more than {second.name}")
