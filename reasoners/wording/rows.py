"""Lists in words: filtered as asked, counted, summed, compared or told one by one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from core.json_values import Json
from reasoners.found.choice import choose
from reasoners.found.formats import label, said, said_of, sentence
from reasoners.found.left_over import left_over
from reasoners.found.meant_rows import alike_rows, compares_members, meant_rows, none_fits
from reasoners.found.owed import asks_what_is_owed
from reasoners.found.relevance import best_measure
from reasoners.meaning.words import EMPTY_WORDS, name_words, stems_of
from reasoners.reading.among import weighs_before
from reasoners.reading.clauses import Clause
from reasoners.reading.request import Request
from reasoners.wording.comparison import difference, spread, tells_period
from reasoners.wording.left_over import told_left_over
from reasoners.wording.records import line

Row = Mapping[str, Json]
MOST_ROWS = 12
_COMPARES = re.compile(
    r"\bby how (?:much|many)\b"
    r"|\bhow (?:much|many) (?!longer|further|later|earlier|sooner|other|over|under)"
    r"(?:more|less|\w+er)\b|\b(?:more|less|fewer|longer|shorter)\b"
    r"[^.?!]{1,60}\bthan\b|\b(?:compar\w+|versus|vs|differ\w*|higher|lower|more than|less than"
    r"|(?:went|gone|go) (?:up|down)|increas\w+|decreas\w+|ris(?:e|en|ing)|rose|drop\w*"
    r"|(?:fell|fall\w*)(?! due)"
    r"|grow\w*|grew|jump\w*|chang(?:e|ed) (?:from|between|since)|gap|bigger|smaller|dearer"
    r"|cheaper than|expensive than|better|worse|trend\w*|develop\w*)\b",
    re.I,
)
_COUNTS = re.compile(r"\bhow many\b|\bnumber of\b|\bcount\b", re.I)
_SUMS = re.compile(
    r"\b(?:in total|total|altogether|(?<!what )(?<!which )sum|add(?:s|ed)? up|overall"
    r"|combined|together|in all|all told"
    r"|(?<!differ )(?<!difference )between (?:them|the (?:lot|two|three))"
    r"|come(?:s)? to|amounts? to|how much .* (?:owe|spent|spend|paid|all))\b",
    re.I,
)
_MEANS = re.compile(r"\b(?:average|(?:the|a|arithmetic) mean|mean value|typical(?:ly)?)\b", re.I)


def compares(clause: Clause) -> bool:
    """Whether a clause asks for a comparison."""
    return bool(_COMPARES.search(_LIMIT.sub(" ", clause.text)))


# "More than 20 EUR" sets a limit and compares no two rows.
_LIMIT = re.compile(r"\b\w+ than\s+(?:[A-Z]{3}\s*|[€$£]\s*)?\d", re.I)


def adds_up(clause: Clause) -> bool:
    """Whether a clause asks what several figures come to."""
    return bool(_SUMS.search(clause.text))


def told_rows(rows: Sequence[Row], clause: Clause, request: Request) -> str:
    """Say what a clause asks of a list."""
    one_by_one = weighs_before(clause) or compares_members(rows, clause, request)
    if compares(clause) and not one_by_one:
        compared = _compared(rows, clause, request)
        if compared:
            return compared
    if none_fits(rows, clause, request):
        return sentence(f"None of the {len(rows)} records found fits")
    left = left_over(rows, clause)
    if left is not None:
        return told_left_over(_said_rows(rows, clause, request), left, clause)
    kept = [rows[at] for at in meant_rows(rows, clause, request)]
    parts = [_calculated(kept, clause), *(sentence(line(row)) for row in kept[:MOST_ROWS])]
    if len(kept) > MOST_ROWS:
        parts.append(f"And {len(kept) - MOST_ROWS} more.")
    return "\n".join(part for part in parts if part)


def _said_rows(rows: Sequence[Row], clause: Clause, request: Request) -> list[Row]:
    """The rows that a clause, and what is told around it, names in full words."""
    around = [other for other in request.clauses if other.mood == "tell" and other is not clause]
    for telling in (*around, clause):
        rows = [rows[at] for at in alike_rows(rows, telling, request)]
    return list(rows)


def _compared(rows: Sequence[Row], clause: Clause, request: Request) -> str:
    wide = [rows[at] for at in choose(rows, _without_order(clause), request)]
    if len(wide) < 2:
        wide = [rows[at] for at in alike_rows(rows, clause, request)]
    if len(wide) < 2:
        wide = list(rows)
    measure = best_measure(_what_differs(wide), clause)
    if measure is None or len(wide) < 2:
        return ""
    ordered = _by_time(wide)
    periods = _by_period(ordered, measure, request)
    if periods:
        return periods
    if len(wide) > 2 and not clause.concepts("order") and len(wide) <= MOST_ROWS:
        told = [sentence(line(row)) for row in ordered]
        return "\n".join([*told, sentence(spread(ordered, measure))])
    first, second = ordered[-2], ordered[-1]
    return "\n".join(
        [
            sentence(difference(first, second, measure)),
            *(sentence(line(row)) for row in (second, first)),
        ]
    )


def _what_differs(rows: Sequence[Row]) -> list[Row]:
    """The rows without the figures that are the same in all: nothing there is more or less."""
    alike = {n for n, v in rows[0].items() if all(row.get(n) == v for row in rows)}
    told: list[Row] = [{n: v for n, v in row.items() if n not in alike} for row in rows]
    return told if any(_figures(row) for row in told) else list(rows)


def _figures(row: Row) -> list[Json]:
    return [v for v in row.values() if isinstance(v, int | float) and not isinstance(v, bool)]


def _by_period(rows: Sequence[Row], measure: str, request: Request) -> str:
    """Compare the sums of two months where one of them has several rows."""
    months = sorted({str(value.value) for value in request.values_of("month")})
    if len(months) != 2 or len(rows) < 3:
        return ""
    named = [[row for row in rows if _falls_in(row, month)] for month in months]
    if not all(named) or sum(map(len, named)) != len(rows):
        return ""
    sums = [sum(_numbers(part, measure)) for part in named]
    first, second = ({**part[0], measure: round(n, 2)} for part, n in zip(named, sums, strict=True))
    change = said_of(measure, round(abs(sums[1] - sums[0]), 2), rows[0])
    told = [
        f"{month}: {label(measure)} {said_of(measure, row[measure], row)}"
        for month, row in zip(months, (first, second), strict=True)
    ]
    word = "more" if sums[1] >= sums[0] else "less"
    ahead = f"{months[1]} has {change} {word} than {months[0]}"
    return "\n".join([*map(sentence, (*told, ahead)), *(sentence(line(row)) for row in rows)])


def _falls_in(row: Row, month: str) -> bool:
    return any(isinstance(v, str) and re.match(rf"{month}(?:-|$)", v) for v in row.values())


def _numbers(rows: Sequence[Row], measure: str) -> list[int | float]:
    values = (row.get(measure) for row in rows)
    return [n for n in values if isinstance(n, int | float) and not isinstance(n, bool)]


def _without_order(clause: Clause) -> Clause:
    senses = tuple(sense for sense in clause.senses if sense.kind != "order")
    return Clause(
        clause.text, clause.start, clause.end, clause.mood, clause.tokens, senses, clause.sentence
    )


def _by_time(rows: Sequence[Row]) -> list[Row]:
    column = next((n for n, v in rows[0].items() if tells_period(n, v)), None)
    return sorted(rows, key=lambda row: str(row.get(column))) if column else list(rows)


def _calculated(rows: Sequence[Row], clause: Clause) -> str:
    measure = best_measure(rows, clause)
    if _COUNTS.search(clause.text) and len(rows) != 1:
        figures = measure is not None and _are_figures(rows, measure, clause)
        counted = _total(rows, str(measure)) if figures else f"{len(rows)} in all:"
        both = adds_up(clause) and measure is not None and not figures and len(rows) > 1
        return f"{_total(rows, str(measure))}\n{counted}" if both else counted
    if measure is None or len(rows) < 2:
        return ""
    numbers = [float(n) for n in (row.get(measure) for row in rows) if isinstance(n, int | float)]
    if _MEANS.search(clause.text):
        return sentence(f"Average {label(measure)}: {said(round(sum(numbers) / len(numbers), 2))}")
    return _total(rows, measure) if adds_up(clause) or asks_what_is_owed(clause) else ""


def _total(rows: Sequence[Row], measure: str) -> str:
    numbers = [n for n in (row.get(measure) for row in rows) if isinstance(n, int | float)]
    whole = all(isinstance(n, int) for n in numbers)
    total = sum(numbers) if whole else round(sum(numbers), 2)
    what = "" if _called(rows, measure) == "total" else f" {_called(rows, measure)}"
    return sentence(f"Total{what}: {said_of(measure, total, rows[0])}")


def _called(rows: Sequence[Row], measure: str) -> str:
    """What is added up: of figures the one that they are of, "new customers"."""
    named = {str(v) for row in rows for n, v in row.items() if n.lower() in _FIGURE_NAMES}
    return label(named.pop()) if measure == "value" and len(named) == 1 else label(measure)


_FIGURE_NAMES = frozenset({"metric", "figure", "kpi", "measure", "indicator", "name"})


def _are_figures(rows: Sequence[Row], measure: str, clause: Clause) -> bool:
    """Whether each row is a figure of what is counted, rather than one of the things counted."""
    numbers = [n for n, v in rows[0].items() if isinstance(v, int | float) and v is not True]
    if measure not in numbers or not all(isinstance(row.get(measure), int) for row in rows):
        return False
    told = stems_of(name_words(measure))
    said = bool({s for s in told if s not in EMPTY_WORDS} & clause.stems)
    return said or (measure in ("value", "count") and len(numbers) == 1)
