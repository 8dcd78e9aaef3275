"""What is known: the outputs of calls already made, and calls that failed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from core.json_values import Json, canonical
from core.observation import Observation
from core.references import Missing, fill
from reasoners.meaning.words import name_words, stems_of


@dataclass(frozen=True)
class Fact:
    """One call made: its step, arguments, status and output."""

    step: str
    tool: str
    args: Mapping[str, Json]
    status: str
    output: Json
    message: str
    item: str = ""

    @property
    def done(self) -> bool:
        """Whether there is an output to use."""
        return self.status == "done"

    @property
    def missed(self) -> bool:
        """Whether the call found nothing."""
        return self.status == "not_found" or (self.done and self.empty)

    @property
    def empty(self) -> bool:
        """Whether the output says that nothing was found."""
        return is_empty(self.output)


@dataclass(frozen=True)
class Cell:
    """One value inside an output: its path with indices, its pattern with [*], its words."""

    path: str
    pattern: str
    value: Json

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the last member name."""
        return name_words(self.pattern.replace("[*]", "").rpartition(".")[2])

    @property
    def stems(self) -> frozenset[str]:
        """The stems of those words."""
        return frozenset(stems_of(self.words))


def facts_of(observations: Mapping[str, Observation]) -> tuple[Fact, ...]:
    """Return the calls made, in order of their observations."""
    return tuple(
        Fact(
            seen["dispatch"]["step"],
            seen["dispatch"]["tool"],
            seen["dispatch"]["args"],
            seen["status"],
            seen["output"],
            (seen["failure"] or {"message": ""})["message"],
            seen["dispatch"]["item"],
        )
        for seen in observations.values()
    )


def missed_for_good(facts: Iterable[Fact]) -> list[Fact]:
    """Return the calls that found nothing where the same tool did not find something later."""
    facts = list(facts)
    found = {fact.tool for fact in facts if fact.done and not fact.empty}
    return [fact for fact in facts if fact.missed and fact.tool not in found]


def outputs_of(facts: Iterable[Fact]) -> dict[str, Json]:
    """Return step -> output of the calls that gave one, a list of them for each of several."""
    found: dict[str, Json] = {}
    listed: dict[str, list[Json]] = {}
    for fact in facts:
        if fact.done and fact.item:
            listed.setdefault(fact.step, []).append(fact.output)
        elif fact.done:
            found[fact.step] = fact.output
    return {**found, **listed}


def outputs_at(output: Json, path: str) -> Json:
    """Return what stands at a path like `rows[2]` in an output, None where nothing does."""
    for part in re.findall(r"[^.\[\]]+", path):
        if isinstance(output, Mapping):
            output = output.get(part)
        elif isinstance(output, list | tuple) and part.isdigit() and int(part) < len(output):
            output = output[int(part)]
        else:
            return None
    return output


def same_call(facts: Iterable[Fact], tool: str, args: Mapping[str, Json]) -> Fact | None:
    """Return the call already made with these arguments, references read from what is known."""
    facts = tuple(facts)
    filled = fill(dict(args), outputs_of(facts))
    if isinstance(filled, Missing):
        return None
    wanted = canonical(filled)
    return next((f for f in facts if f.tool == tool and canonical(dict(f.args)) == wanted), None)


def cells(value: Json, path: str = "", pattern: str = "", depth: int = 0) -> Iterator[Cell]:
    """Yield every scalar of an output with its place."""
    if depth > 8:
        return
    if isinstance(value, Mapping):
        for name, member in value.items():
            if not any(mark in str(name) for mark in ".[]{}"):
                yield from cells(member, f"{path}.{name}", f"{pattern}.{name}", depth + 1)
    elif isinstance(value, list | tuple):
        for position, member in enumerate(value[:500]):
            yield from cells(member, f"{path}[{position}]", f"{pattern}[*]", depth + 1)
    else:
        yield Cell(path, pattern, value)


def is_empty(output: Json) -> bool:
    """Whether an output says that nothing was found."""
    if isinstance(output, Mapping):
        lists = [value for value in output.values() if isinstance(value, list | tuple)]
        return not output or (len(lists) == len(output) and not any(lists))
    return output is None or (isinstance(output, list | tuple) and not output)


def row_lists(value: Json, path: str = "") -> Iterator[tuple[str, list[Mapping[str, Json]]]]:
    """Yield the lists of records in an output with their paths, outermost first."""
    if isinstance(value, list | tuple) and value and all(isinstance(row, Mapping) for row in value):
        yield path, [row for row in value if isinstance(row, Mapping)]
    elif isinstance(value, Mapping):
        for name, member in value.items():
            if not any(mark in str(name) for mark in ".[]{}"):
                yield from row_lists(member, f"{path}.{name}")
