"""Observations as a prompt shows them: the fields that matter, bounded, marked as data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from core.json_values import Json, canonical
from core.observation import Observation
from reasoners.modeling.data_marks import data

ALL_BYTES: Final = 9_000
LEAST_BYTES: Final = 300
_STEPS_DOWN: Final = ((40, 600), (15, 240), (6, 120), (3, 60))  # items of a list, letters of a text
_WORD = re.compile(r"[^\W_]+")


def shown(observations: Mapping[str, Observation], wanted: Iterable[str]) -> str:
    """Return one line per call: step, tool, arguments, and what came back or what went wrong.

    `wanted` is text whose words name the fields that matter (the request, the plan's references):
    where an output is too long, records keep those fields and their identities first.
    """
    words = {word for text in wanted for word in _words(text)}
    room = max(LEAST_BYTES, ALL_BYTES // max(1, len(observations)))
    return "\n".join(_line(key, seen, words, room) for key, seen in observations.items())


def _line(key: str, seen: Observation, words: set[str], room: int) -> str:
    call = f"{key} {seen['dispatch']['tool']}({_bounded(seen['dispatch']['args'], words, 240)})"
    if seen["status"] == "done":
        found = _bounded(seen["output"], words, room) if seen["known"] else "(output unreadable)"
        return data(f"{call} -> {found}")
    failure = seen["failure"]
    said = _bounded(failure["message"], words, 300) if failure else ""
    return data(f"{call} {seen['status']} {said}".rstrip())


def _bounded(value: Json, words: set[str], room: int) -> str:
    text = canonical(value)
    if _fits(text, room):
        return text
    value = _relevant(value, words)
    for items, letters in _STEPS_DOWN:
        text = canonical(_shortened(value, items, letters))
        if _fits(text, room):
            return text
    return text.encode("utf-8")[:room].decode("utf-8", "ignore") + "… (cut)"


def _fits(text: str, room: int) -> bool:
    return len(text.encode("utf-8")) <= room


def _relevant(value: Json, words: set[str]) -> Json:
    """Records keep the members whose names are asked for, identities, and what nests those."""
    if isinstance(value, list):
        return [_relevant(item, words) for item in value]
    if not isinstance(value, Mapping):
        return value
    kept = {
        name: _relevant(member, words)
        for name, member in value.items()
        if isinstance(member, list | Mapping) or _matters(name, words)
    }
    return kept or value


def _matters(name: str, words: set[str]) -> bool:
    return bool(_words(name) & (words | {"id", "name", "status", "title", "date"}))


def _words(text: str) -> set[str]:
    """Words without case and without a plural's s."""
    return {word.casefold().removesuffix("s") for word in _WORD.findall(text)}


def _shortened(value: Json, items: int, letters: int) -> Json:
    if isinstance(value, str):
        return value if len(value) <= letters else value[:letters] + "…"
    if isinstance(value, list):
        kept = [_shortened(item, items, letters) for item in value[:items]]
        return [*kept, f"… {len(value) - items} more"] if len(value) > items else kept
    if isinstance(value, Mapping):
        return {name: _shortened(member, items, letters) for name, member in value.items()}
    return value
