"""The boundaries of one call's life, found in the trace of a run without faults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_COMMITTED = {
    "before_intent": "intent",
    "before_outcome": "outcome",
    "saver_put": "checkpoint",
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
    """A place to die at: the `nth` arrival at a crash point, and its name in the table.

    Arrivals are counted from `after` on. How many commits there are before a place depends on what
    the writer finds waiting each time; how many calls and checkpoints there are does not.
    """

    name: str
    point: str
    nth: int
    after: tuple[str, int] | None = None


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
    for point, nth in arrivals:
        if point in _WORDS:
            yield Boundary(_WORDS[point], point, nth)
        if point in _COMMITTED:
            for commit in ("before", "after"):
                name = f"{_COMMITTED[point]}: {commit} commit"
                yield Boundary(name, f"{commit}_commit", 1, after=(point, nth))


def _arrival(line: str) -> tuple[str, int]:
    point, nth = line.split()
    return point, int(nth)


def _place(points: list[str], point: str, number: int) -> int:
    places = [place for place, one in enumerate(points) if one == point]
    return places[number - 1]
