"""What was aimed for and what came about: two look-ups of one record, set against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from core.json_values import Json
from reasoners.found.choice import choose
from reasoners.found.facts import Fact, row_lists
from reasoners.found.relevance import relevance
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import name_words, stems_of
from reasoners.planning.arguments.from_facts import reference
from reasoners.planning.arguments.supply import plan_call
from reasoners.planning.draft import Chosen, Draft
from reasoners.planning.figures_across import Cells, record_of
from reasoners.planning.goal import Goal
from reasoners.reading.clauses import Clause
from reasoners.reading.measured import AIMS, asks_distance, measures
from reasoners.reading.request import Request

# Where nothing is said of its type, a field named after what it counts may look like a thing's.
_MEASURES = frozenset({"amount", "count", "any", "duration", "id"})


def add_counterpart(draft: Draft, chosen: Chosen) -> None:
    """Look up the other of the two as well, where a clause measures one against the other."""
    if chosen.call.blocked or not measures(chosen.goal.clause):
        return
    other = next(_opposites(draft, chosen.meaning), None)
    call = plan_call(draft.scene, other, chosen.goal.clause) if other else None
    if other is None or call is None or call.blocked:
        return
    draft.goals[-1]["against"] = other.name
    why = f"is what {chosen.meaning.name} is measured against"
    if draft.builder.add(call, why) is None:
        draft.waits = True


def is_answered(draft: Draft, goal: Goal) -> bool:
    """Whether a clause asks no more than how far apart two are that another one sets against each
    other."""
    return asks_distance(goal.clause) and any(said.get("against") for said in draft.goals)


def _opposites(draft: Draft, meaning: ToolMeaning) -> Iterator[ToolMeaning]:
    """Yield the look-ups that take the same and give a figure of the same name, one of the two
    being what was aimed for."""
    takes = {field.stems for field in meaning.takes if field.required}
    for other in draft.scene.meanings:
        same = takes == {field.stems for field in other.takes if field.required}
        apart = _tells_aims(meaning) != _tells_aims(other)
        if other is not meaning and other.reads and takes and same and apart:
            if any(True for _ in _shared(meaning, other)) and not draft.scene.failed(other.name):
                yield other


def _tells_aims(meaning: ToolMeaning) -> bool:
    name = " ".join(name_words(meaning.name))
    return AIMS.search(f"{name}. {meaning.tool.description}") is not None


def _shared(meaning: ToolMeaning, other: ToolMeaning) -> Iterator[str]:
    taken = {stem for field in meaning.takes for stem in field.stems}
    theirs = {s for f in other.gives if f.kind in _MEASURES for s in f.stems}
    for field in meaning.gives:
        if field.kind in _MEASURES:
            yield from (field.stems & theirs) - taken


def add_differences(draft: Draft) -> None:
    """Add the difference of the two, once both are there."""
    clauses = {clause.start: clause for clause in draft.scene.request.clauses}
    for goal in list(draft.goals):
        clause = clauses.get(int(str(goal["start"]))) if goal.get("against") else None
        if clause is None:
            continue
        facts = [f for f in draft.scene.facts if f.done and not f.item]
        first = _row(facts, str(goal["tool"]), clause, draft.scene.request)
        second = _row(facts, str(goal["against"]), clause, draft.scene.request)
        made = {step["tool"] for step in draft.builder.steps}
        draft.waits |= bool(made & {goal["tool"], goal["against"]})
        if first is not None and second is not None:
            _add(draft, clause, *_aims_last(draft, str(goal["tool"]), first, second))


def _aims_last(draft: Draft, tool: str, first: Cells, second: Cells) -> tuple[Cells, Cells]:
    meaning = draft.scene.meaning(tool)
    return (second, first) if meaning is not None and _tells_aims(meaning) else (first, second)


def _row(facts: list[Fact], tool: str, clause: Clause, request: Request) -> Cells | None:
    """The one row that a look-up gave for what a clause is about."""
    for fact in facts:
        if fact.tool != tool:
            continue
        if isinstance(fact.output, Mapping) and _figures(fact.output):
            return Cells(fact.output, fact.step)  # A record, whatever it lists beside.
        for path, rows in row_lists(fact.output):
            kept = choose(rows, replace(clause, senses=()), request)
            place = reference(fact.step, path.lstrip("."))
            return Cells(rows[kept[0]], f"{place}[{kept[0]}]") if len(kept) == 1 else None
        return next(record_of(fact), None)
    return None


def _add(draft: Draft, clause: Clause, come: Cells, aimed: Cells) -> None:
    pairs = [(name, other) for name in _figures(come.row) for other in _figures(aimed.row)]
    rated = [(_fit(name, other, clause), (name, other)) for name, other in pairs]
    best, (name, other) = max(rated, default=(0.0, ("", "")))
    if best <= 0:
        return
    ends: dict[str, Json] = {
        "minuend": {"$ref": f"{come.place}.{name}"},
        "subtrahend": {"$ref": f"{aimed.place}.{other}"},
    }
    draft.builder.calculate("difference", ends, f'is asked for by "{clause.text.strip()}"')
    draft.goals.append(
        {
            "kind": "figure",
            "start": clause.start,
            "clause": clause.text,
            "tool": "difference",
            "measure": name,
            "against": other,
            "row": dict(come.row),
        }
    )


def _fit(name: str, other: str, clause: Clause) -> float:
    shared = set(stems_of(name_words(name))) & set(stems_of(name_words(other)))
    return len(shared) * (1 + relevance(name, clause) + relevance(other, clause))


def _figures(row: Mapping[str, Json]) -> list[str]:
    return [n for n, v in row.items() if isinstance(v, int | float) and not isinstance(v, bool)]
