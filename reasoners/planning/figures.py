"""Figures planned as steps: what look-ups found is added up, averaged, counted or set apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.json_values import Json
from reasoners.found.choice import choose, named_rows, subjects
from reasoners.found.facts import Fact, row_lists
from reasoners.found.formats import is_identifier
from reasoners.found.meant_rows import meant_rows
from reasoners.found.relevance import best_measure, relevance
from reasoners.found.restrictions import picked_rows
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import EMPTY_WORDS, name_words, stem, stems_of
from reasoners.planning.arguments.from_facts import reference
from reasoners.planning.draft import Draft
from reasoners.planning.figures_across import Calculation, Cells, over_several, record_of
from reasoners.reading.clauses import Clause
from reasoners.reading.figures import Figure, figure_in

Row = Mapping[str, Json]
_BETWEEN = re.compile(r"\b(?:between|from)\b", re.I)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class _Table:
    """The rows of one look-up, those that count, and the reference to them all."""

    rows: Sequence[Row]
    kept: list[int]
    head: str

    @property
    def members(self) -> list[Row]:
        return [self.rows[at] for at in self.kept]

    def whole(self) -> Json:
        if len(self.kept) == len(self.rows):
            return {"$ref": self.head}
        return [{"$ref": f"{self.head}[{at}]"} for at in self.kept]

    def column(self, name: str) -> Json:
        if len(self.kept) == len(self.rows):
            return {"$ref": f"{self.head}[*].{name}"}
        return [self.cell(at, name) for at in self.kept]

    def cell(self, at: int, name: str) -> Json:
        return {"$ref": f"{self.head}[{at}].{name}"}


def add_figures(draft: Draft) -> None:
    """Add a calculation for each clause that asks for one, once its rows are there."""
    for goal in list(draft.goals):
        clause = next((c for c in draft.scene.request.clauses if c.start == goal["start"]), None)
        figure = figure_in(clause) if clause is not None and goal["kind"] == "read" else None
        if figure is None or clause is None:
            continue
        facts = [f for f in draft.scene.facts if f.tool == goal["tool"] and f.done]
        if not facts:
            draft.waits |= bool(draft.builder.steps)
        elif len(facts) == 1 and not facts[0].item:
            table = _table(draft, figure, clause, facts[0])
            _add(draft, clause, _calculation(draft, figure, clause, table) if table else None)
        else:
            rows = [cells for fact in facts for cells in _counted(draft, figure, clause, fact)]
            _add(draft, clause, over_several(figure, clause, rows))


def _counted(draft: Draft, figure: Figure, clause: Clause, fact: Fact) -> Iterator[Cells]:
    """Yield what counts of one look-up of several: its rows, or the record that it gave."""
    table = None if fact.item else _table(draft, figure, clause, fact)
    if table is None:
        yield from record_of(fact)
        return
    for at, row in zip(table.kept, table.members, strict=True):
        yield Cells(row, f"{table.head}[{at}]")


def _add(draft: Draft, clause: Clause, made: Calculation | None) -> None:
    if made is None:
        return
    function, args, about = made
    draft.builder.calculate(function, args, f'is asked for by "{clause.text.strip()}"')
    draft.goals.append(
        {"kind": "figure", "start": clause.start, "clause": clause.text, "tool": function, **about}
    )


def _table(draft: Draft, figure: Figure, clause: Clause, fact: Fact) -> _Table | None:
    found = next(iter(row_lists(fact.output)), None)
    if found is None:
        return None
    path, rows = found
    request = draft.scene.request
    picked = picked_rows(rows, clause, request, draft.scene.meanings)
    kept = list(range(len(rows)))
    told = figure.kind in ("sum", "mean") and not figure.by
    meant = meant_rows(rows, clause, request) if told else kept
    if len(meant) < len(rows):
        kept = meant
    elif picked is not None and picked.kept:
        kept = picked.kept
    elif figure.kind == "date_difference":
        both = len(rows) == 2 and not _names_days(rows[0], clause)
        kept = kept if both and _BETWEEN.search(clause.text) else subjects(rows, clause, request)
    elif figure.by:
        near = named_rows(rows, request)
        kept = near if len(near) > 1 else kept
    else:
        kept = choose(rows, clause, request)
    return _Table(rows, kept, reference(fact.step, path.lstrip(".")))


def _names_days(row: Row, clause: Clause) -> bool:
    """Whether a clause speaks of two days of one record: "between order and delivery"."""
    return sum(relevance(name, clause) > 0 for name in _days(row)) > 1


def _calculation(draft: Draft, figure: Figure, clause: Clause, table: _Table) -> Calculation | None:
    if not table.kept:
        return None
    if figure.kind == "date_difference":
        return _time(draft, figure, clause, table)
    measure = best_measure(table.members, clause)
    if figure.by and figure.kind != "percentage_change":
        return _apart(figure, clause, table, measure)
    if measure is None or len(table.kept) < 2:
        return None
    about: dict[str, Json] = {"measure": measure, "row": dict(table.members[0])}
    if figure.kind == "percentage_change" and len(table.kept) == 2:
        first, second = _by_day(table)
        args: dict[str, Json] = {
            "old": table.cell(first, measure),
            "new": table.cell(second, measure),
        }
        return "percentage_change", args, about
    if figure.kind in ("sum", "mean"):
        return figure.kind, {"values": table.column(measure)}, about
    return None


def _apart(
    figure: Figure, clause: Clause, table: _Table, measure: str | None
) -> Calculation | None:
    by = _named_like(_column(figure.by, table.rows[0]), table.rows)
    if by is None:
        return None
    counted = figure.kind == "count" and (measure is None or not _own(measure, clause))
    aggregate = "count" if counted else "sum" if figure.kind == "count" else figure.kind
    args: dict[str, Json] = {"rows": table.whole(), "by": by, "aggregate": aggregate}
    if aggregate != "count":
        if measure is None:
            return None
        args["field"] = measure
    row = dict(table.members[0])
    return "group_by", args, {"measure": measure, "by": by, "aggregate": aggregate, "row": row}


def _own(name: str, clause: Clause) -> bool:
    """Whether a clause says a measure by its own word: "how many seats"."""
    return bool({stem(w) for w in name_words(name) if w not in EMPTY_WORDS} & clause.stems)


def _column(word: str, row: Row) -> str | None:
    """The member that a word names: by its own words, else by what it means."""
    wanted = stem(word)
    meant = lexicon().concepts((wanted,))
    own = [n for n in row if wanted in stems_of(name_words(n)) and isinstance(row[n], str | int)]
    alike = [n for n in row if meant & lexicon().concepts(stems_of(name_words(n)))]
    return next(iter(own or [n for n in alike if isinstance(row[n], str)]), None)


def _named_like(column: str | None, rows: Sequence[Row]) -> str | None:
    """For an identifier the name beside it that goes with it in all rows, where there is one."""
    if column is None or not is_identifier(column):
        return column
    owners = {str(row.get(column)) for row in rows}
    for name, value in rows[0].items():
        pairs = {(str(row.get(column)), str(row.get(name))) for row in rows}
        told = {str(row.get(name)) for row in rows}
        plain = isinstance(value, str) and not is_identifier(name) and not _DAY.match(value)
        if plain and len(pairs) == len(owners) == len(told) > 1:
            return name
    return column


def _by_day(table: _Table) -> tuple[int, int]:
    days = _days(table.rows[table.kept[0]])
    if not days:
        return table.kept[0], table.kept[1]
    first, second = sorted(table.kept, key=lambda at: str(table.rows[at].get(days[0])))
    return first, second


def _days(row: Row) -> list[str]:
    return [n for n, v in row.items() if isinstance(v, str) and re.match(r"\d{4}-\d\d", v)]


def _time(draft: Draft, figure: Figure, clause: Clause, table: _Table) -> Calculation | None:
    """Between two days of one record, one day of two records, or a day and today."""
    row = table.members[0]
    days = [n for n in _days(row) if _DAY.match(str(row[n]))]
    said = sorted(
        (n for n in days if relevance(n, clause) > 0), key=lambda n: -relevance(n, clause)
    )
    today = draft.scene.request.today.isoformat()
    if len(table.kept) == 1 and len(said) == 2 and _BETWEEN.search(clause.text):
        first, second = sorted(said, key=lambda n: str(row[n]))
        ends = table.cell(table.kept[0], first), table.cell(table.kept[0], second)
    elif len(table.kept) == 2 and len(days) == 1:
        ends_at = sorted(table.kept, key=lambda at: str(table.rows[at].get(days[0])))
        ends = table.cell(ends_at[0], days[0]), table.cell(ends_at[1], days[0])
    elif _BETWEEN.search(clause.text):
        return None
    elif len(table.kept) == 1 and (said or len(days) == 1):
        day = table.cell(table.kept[0], (said or days)[0])
        ends = (today, day) if figure.ahead else (day, today)
    else:
        return None
    args: dict[str, Json] = {"start": ends[0], "end": ends[1], "unit": figure.unit}
    return "date_difference", args, {"unit": figure.unit}
