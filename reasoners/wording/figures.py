"""Figures in words, with what they are of and in which unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.json_values import Json
from reasoners.found.facts import Fact, row_lists
from reasoners.found.formats import label, said, said_of, sentence
from reasoners.found.ordering import by_order
from reasoners.reading.request import Request
from reasoners.wording.comparison import items_that_make

_CALLED = {"sum": "total", "mean": "average", "count": "number"}


def told_figures(
    goals: Sequence[Mapping[str, Json]], facts: Sequence[Fact], request: Request
) -> list[str]:
    """Return a sentence for each figure that was computed."""
    told = []
    for goal in goals:
        if goal.get("kind") == "figure":
            made = [f for f in facts if f.tool == goal.get("tool") and f.done]
            told += [_told(goal, fact, request) for fact in made[-1:]]
    return [text for text in told if text]


def clauses_told_apart(goals: Sequence[Mapping[str, Json]]) -> set[Json]:
    """The starts of clauses that figures answer by themselves: their rows need not be told."""
    return {g.get("start") for g in goals if g.get("tool") == "group_by" or _itemised(g)}


def _itemised(goal: Mapping[str, Json]) -> bool:
    """Whether a difference is told with the items that make it."""
    row = goal.get("row")
    told = goal.get("tool") == "difference" and isinstance(row, Mapping)
    return told and isinstance(row, Mapping) and any(True for _ in row_lists(row))


def _told(goal: Mapping[str, Json], fact: Fact, request: Request) -> str:
    measure, unit = str(goal.get("measure") or ""), str(goal.get("unit") or "")
    row = goal.get("row")
    row = row if isinstance(row, Mapping) else {}
    if fact.tool == "date_difference":
        start, end = str(fact.args.get("start"))[:10], str(fact.args.get("end"))[:10]
        return sentence(f"{said(fact.output)} {unit}, from {start} to {end}")
    if fact.tool == "percentage_change":
        change = float(fact.output) if isinstance(fact.output, int | float) else 0.0
        way = "up" if change > 0 else "down" if change < 0 else "unchanged,"
        old, new = (said_of(measure, fact.args.get(name), row) for name in ("old", "new"))
        return sentence(f"{label(measure)}: {way} {said(abs(change))} percent, from {old} to {new}")
    if fact.tool == "difference":
        return _against(goal, fact, measure, row)
    if fact.tool == "group_by":
        return _apart(goal, _ranked(fact.output, goal, request), measure, row)
    called = _called(fact.tool, measure)
    return sentence(f"{called}: {said_of(measure, fact.output, row)}")


def _against(goal: Mapping[str, Json], fact: Fact, measure: str, row: Mapping[str, Json]) -> str:
    """What has come about against what was aimed for."""
    change = float(fact.output) if isinstance(fact.output, int | float) else 0.0
    come, aimed = (said_of(measure, fact.args.get(name), row) for name in ("minuend", "subtrahend"))
    against = label(str(goal.get("against")))
    meant = f"{against} {aimed}" if against != label(measure) else f"{aimed} that was aimed for"
    told = f"{label(measure)}: {come} against {meant}"
    if change == 0:
        return sentence(f"{told}, exactly as many")
    apart = said_of(measure, abs(change) if change % 1 else int(abs(change)), row)
    items = items_that_make(row, change)
    causes = f": {', '.join(items)}" if items else ""
    return sentence(f"{told}, {apart} {'more' if change > 0 else 'less'}{causes}")


def _called(function: str, measure: str) -> str:
    called = _CALLED.get(function, function)
    return called if called == label(measure) else f"{called} {label(measure)}"


def _ranked(output: Json, goal: Mapping[str, Json], request: Request) -> list[Mapping[str, Json]]:
    """The groups in the order that their clause wants, no more than it asks for."""
    groups = [one for one in output if isinstance(one, Mapping)] if isinstance(output, list) else []
    clause = next((c for c in request.clauses if c.start == goal.get("start")), None)
    if clause is None or not groups:
        return groups
    return [groups[at] for at in by_order(groups, [*range(len(groups))], clause, request.today)]


def _apart(
    goal: Mapping[str, Json],
    groups: Sequence[Mapping[str, Json]],
    measure: str,
    row: Mapping[str, Json],
) -> str:
    aggregate = str(goal.get("aggregate"))
    parts = [
        f"{said(one.get('group'))} "
        + (
            said(one.get("value"))
            if aggregate == "count"
            else said_of(measure, one.get("value"), row)
        )
        for one in groups
    ]
    what = _called(aggregate, measure) if aggregate != "count" else _CALLED[aggregate]
    return sentence(f"{what} by {label(str(goal.get('by')))}: {', '.join(parts)}") if parts else ""
