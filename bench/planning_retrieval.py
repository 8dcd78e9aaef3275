"""How often the tool that a task is about is among the first that matching finds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.planning_runs import Domain
from catalog.load import load_catalog
from catalog.tasks import load_tasks
from reasoners.meaning.embeddings import Likeness, bonuses
from reasoners.meaning.matching import rank
from reasoners.meaning.tools import Meanings, ToolMeaning
from reasoners.planning.lookups import clause_units, context_units
from reasoners.reading.request import Request, read_request

NOON = 1_749_556_800.0  # 10 June 2025
FIRST = (1, 3, 5)
WORDS, SENTENCES, FUSED = "words", "sentences", "fused"


@dataclass(frozen=True)
class Found:
    """Of so many tasks of a group: for how many the goal's tool was among the first 1, 3, 5."""

    group: str
    by: str
    tasks: int
    among: tuple[int, ...]


def found_in(domains: Sequence[Domain], likeness: Likeness | None) -> list[Found]:
    """Rank the tools of every catalog for every clause; a task counts by its best clause."""
    places: dict[tuple[str, str], list[int]] = {}
    for domain in domains:
        for by, place in _places(domain, likeness):
            places.setdefault((domain.group, by), []).append(place)
    return [
        Found(group, by, len(ranks), tuple(sum(one < first for one in ranks) for first in FIRST))
        for (group, by), ranks in places.items()
    ]


def table(rows: Sequence[Found]) -> str:
    """Lay the rows out."""
    head = f"{'goal among the first':32} {'tasks':>6} {'1':>5} {'3':>5} {'5':>5}"
    lines = [
        f"{f'{row.group} by {row.by}':32} {row.tasks:6} "
        + " ".join(f"{count:5}" for count in row.among)
        for row in rows
    ]
    return "\n".join([head, *lines])


def _places(domain: Domain, likeness: Likeness | None) -> Iterator[tuple[str, int]]:
    catalog = load_catalog(domain.folder / "tools.json", domain.folder / "bindings.json")
    meanings = Meanings().of(catalog.tools)
    labels = {entry["id"]: entry for entry in domain.expected}
    for task in load_tasks(domain.folder / "tasks.json"):
        goals = _goals(labels[task.id])
        if goals:
            request = read_request(task.prompt, NOON)
            for by, ranked in _ranked(request, meanings, likeness).items():
                yield by, min(one.index(name) for one in ranked for name in goals)


def _goals(label: Mapping[str, Any]) -> set[str]:
    """The tool of the last call that a label wants: what comes before leads to it."""
    last = label.get("calls", [])[-1:]
    return {option["tool"] for call in last for option in call.get("any_of", [call])}


def _ranked(
    request: Request, meanings: tuple[ToolMeaning, ...], likeness: Likeness | None
) -> dict[str, list[list[str]]]:
    """For each way of matching the tools in their order, for each clause."""
    said = [_by_words(request, at, meanings) for at in range(len(request.clauses))]
    ways = {WORDS: [_in_order(scores) for scores in said]}
    if likeness is not None:
        texts = {at: clause.text for at, clause in enumerate(request.clauses)}
        liked = bonuses(likeness, texts, meanings)
        ways[SENTENCES] = [_in_order(liked[at]) for at in texts]
        ways[FUSED] = [
            _in_order({name: score + liked[at][name] for name, score in said[at].items()})
            for at in texts
        ]
    return ways


def _by_words(request: Request, at: int, meanings: tuple[ToolMeaning, ...]) -> dict[str, float]:
    clause = request.clauses[at]
    wanted = clause_units(clause, request) + context_units(clause, request)
    return {name: fit.share for name, fit in rank(wanted, meanings).items()}


def _in_order(scores: Mapping[str, float]) -> list[str]:
    return sorted(scores, key=lambda name: -scores[name])
