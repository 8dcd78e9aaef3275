"""References: `s1.customer.id`, `s1[0].id`, `s1[*].id`, read from the outputs of earlier steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, TypeAlias

from core.json_values import Json

Segment: TypeAlias = str | int | None  # member name, list index, None for [*]

_REFERENCE = re.compile(r"([^.\[\]{}\s]+)((?:\.[^.\[\]{}]+|\[(?:\d+|\*)\])*)")
_CONSTANTS: Final = frozenset({str, int, float, bool, type(None)})
_SEGMENT = re.compile(r"\.([^.\[\]{}]+)|\[(\d+|\*)\]")


class Missing:
    """Its one instance stands for "nothing there", so that null stays a value."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing()


@lru_cache(maxsize=4096)
def parse(reference: str) -> tuple[str, tuple[Segment, ...]]:
    """Return (step id, path). Raises ValueError naming the reference when it is malformed."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        raise ValueError(
            f"malformed reference {reference!r}; write it like s1.customer.id or s1[*].id"
        )
    return found[1], tuple(_segments(found[2]))


def _segments(path: str) -> Iterator[Segment]:
    for name, index in _SEGMENT.findall(path):
        yield name or (None if index == "*" else int(index))


def walk(value: Json, path: tuple[Segment, ...]) -> Json | Missing:
    """Follow a path into a value; `[*]` collects a list, leaving out items that lack the rest."""
    for position, segment in enumerate(path):
        if segment is None:
            return _collect(value, path[position + 1 :])
        if isinstance(segment, str) and isinstance(value, Mapping) and segment in value:
            value = value[segment]
        elif isinstance(segment, int) and isinstance(value, list) and segment < len(value):
            value = value[segment]
        else:
            return MISSING
    return value


def _collect(value: Json, rest: tuple[Segment, ...]) -> Json | Missing:
    if not isinstance(value, list):
        return MISSING
    found = (walk(item, rest) for item in value)
    return [item for item in found if not isinstance(item, Missing)]


def resolve(reference: str, outputs: Mapping[str, Json]) -> Json | Missing:
    """Return what a reference points at, or MISSING. `outputs` maps step id or "item" to output."""
    step, path = parse(reference)
    return walk(outputs[step], path) if step in outputs else MISSING


def references_in(value: Json) -> list[str]:
    """Return every `{"$ref": ...}` nested in a value, in order."""
    found: list[str] = []
    _collect_references(value, found)
    return found


def _collect_references(value: Json, found: list[str]) -> None:
    if type(value) in _CONSTANTS:  # most of what a plan holds; an ABC is slow to ask
        return
    if isinstance(value, Mapping):
        target = value.get("$ref")
        if isinstance(target, str) and len(value) == 1:
            found.append(target)
            return
        for member in value.values():
            _collect_references(member, found)
    elif isinstance(value, list):
        for item in value:
            _collect_references(item, found)


def fill(value: Json, outputs: Mapping[str, Json]) -> Json | Missing:
    """Return `value` with every reference replaced; MISSING when one of them does not resolve."""
    if type(value) in _CONSTANTS:
        return value
    if isinstance(value, Mapping):
        target = value.get("$ref")
        if isinstance(target, str) and len(value) == 1:
            return resolve(target, outputs)
        members = {key: fill(member, outputs) for key, member in value.items()}
        return MISSING if MISSING in members.values() else members  # type: ignore[return-value]
    if isinstance(value, list):
        items = [fill(item, outputs) for item in value]
        return MISSING if any(item is MISSING for item in items) else items  # type: ignore[return-value]
    return value
