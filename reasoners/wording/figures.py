"""Figures in words, with what they are of and in which unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.json_values import Json
from reasoners.planning.facts import Fact
from reasoners.wording.formats import label, said, said_of, sentence

_CALLED = {"sum": "total", "mean": "average", "count": "number"}


def told_figures(goals: Sequence[Mapping[str, Json]], facts: Sequence[Fact]) -> list[str]:
    """Return a sentence for each figure that was computed."""
    told = []
    for goal in goals:
        if goal.get("kind") == "figure":
            made = [f for f in facts if f.tool == goal.get("tool") and f.done]
            told += [_told(goal, fact) for fact in made[-1:]]
    return [text for text in told if text]


def _told(goal: Mapping[str, Json], fact: Fact) -> str:
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
        return _apart(goal, fact, measure, row)
    called = _CALLED.get(fact.tool, fact.tool)
    return sentence(f"{called} {label(measure)}: {said_of(measure, fact.output, row)}")


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
    return sentence(f"{told}, {apart} {'more' if change > 0 else 'less'}")


def _apart(goal: Mapping[str, Json], fact: Fact, measure: str, row: Mapping[str, Json]) -> str:
    groups = fact.output if isinstance(fact.output, list) else []
    aggregate = str(goal.get("aggregate"))
    parts = [
        f"{said(one.get('group'))} "
        + (
            said(one.get("value"))
            if aggregate == "count"
            else said_of(measure, one.get("value"), row)
        )
        for one in groups
        if isinstance(one, Mapping)
    ]
    what = _CALLED[aggregate] + (f" {label(measure)}" if aggregate != "count" else "")
    return sentence(f"{what} by {label(str(goal.get('by')))}: {', '.join(parts)}") if parts else ""
