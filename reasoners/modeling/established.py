"""What code established, as a prompt shows it: without the words of tools, which are data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from core.json_values import canonical
from core.observation import Observation
from core.plain_words import visible
from reasoners.modeling.data_marks import data

_IN_DATA: Final = "(see data)"
_SHORT: Final = 3  # letters that can say nothing


def established(notes: Iterable[str], seen: Mapping[str, Observation], prompt: str) -> list[str]:
    """Return the notes with what tools said, and values that the request does not have, left to
    the lines of data that hold them."""
    said = sorted(_said(seen, prompt), key=len, reverse=True)
    return [data(_without(note, said)) for note in notes]


def _without(note: str, said: Iterable[str]) -> str:
    for text in said:
        note = note.replace(text, _IN_DATA)
    return note


def _said(seen: Mapping[str, Observation], prompt: str) -> set[str]:
    failures = (one["failure"]["message"].strip() for one in seen.values() if one["failure"])
    values = (canonical(v) for one in seen.values() for v in one["dispatch"]["args"].values())
    texts = {*failures, *(value for value in values if " " in value)}
    return {text for text in texts if len(text) > _SHORT and visible(text).strip('"') not in prompt}
