"""The boundaries of one call's life, found in the trace of a run without faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_PHASES = {
    "before_intent": "intent",
    "after_intent": "call",
    "before_outcome": "outcome",
    "after_outcome": "graph",
    "saver_put_writes": "pending writes",
    "saver_put": "checkpoint",
    "results_written": "results",
    "before_finish": "finish",
}
_WORDS = {
    "before_intent": "before intent",
    "after_intent": "after intent",
    "after_send": "after send",
    "after_effect": "after effect",
    "before_outcome": "before outcome",
    "after_outcome": "after outcome",
    "saver_put_writes": "saver: pending writes",
    "saver_put": "saver: checkpoint",
    "results_written": "results: before rename",
    "results_renamed": "results: after rename",
    "before_finish": "between results and finish",
    "marker_written": "marker written",
}


@dataclass(frozen=True)
class Boundary:
    """A place to die at: the `nth` arrival at a crash point, and its name in the table."""

    name: str
    point: str
    nth: int


def boundaries_of_call(trace: str, number: int) -> list[Boundary]:
    """Return the boundaries from before the intent of the `number`-th call to the end of the run,
    each at its first arrival; of what results and marker pass, the last."""
    arrivals = [_arrival(line) for line in trace.splitlines()]
    begin = _place([point for point, _ in arrivals], "before_intent", number)
    kept: dict[str, Boundary] = {}
    for boundary in _named(arrivals[begin:]):
        if boundary.point in ("results_written", "results_renamed", "marker_written"):
            kept[boundary.name] = boundary
        else:
            kept.setdefault(boundary.name, boundary)
    return list(kept.values())


def boundaries_of_start(trace: str) -> list[Boundary]:
    """Return the boundaries before the first call, each point at its first and last arrival there:
    the run's record, the accepted tasks, the plan."""
    arrivals = [_arrival(line) for line in trace.splitlines()]
    before = arrivals[: _place([point for point, _ in arrivals], "before_intent", 1)]
    last = dict(before)
    kept = [(point, nth) for point, nth in before if nth in (1, last[point])]
    return [Boundary(f"start: {point} {nth}", point, nth) for point, nth in kept]


def _named(arrivals: list[tuple[str, int]]) -> Iterator[Boundary]:
    phase = ""
    for point, nth in arrivals:
        phase = _PHASES.get(point, phase)
        if point in ("before_commit", "after_commit"):
            yield Boundary(f"{phase}: {point.replace('_', ' ')}", point, nth)
        else:
            yield Boundary(_WORDS[point], point, nth)


def _arrival(line: str) -> tuple[str, int]:
    point, nth = line.split()
    return point, int(nth)


def _place(points: list[str], point: str, number: int) -> int:
    places = [place for place, one in enumerate(points) if one == point]
    return places[number - 1]
