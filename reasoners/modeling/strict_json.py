"""JSON read as the standard says: no repair, no NaN, no name twice, nothing left over."""

from __future__ import annotations

import json
from typing import Any

from core.json_values import Json, storable

_FENCE = "```"


def strict_json(text: str) -> Json:
    """Return the one value a text holds. Raises ValueError saying what is wrong."""
    try:
        value: Json = json.loads(
            text, object_pairs_hook=_members, parse_constant=_no_constant, parse_float=_finite
        )
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return storable(value, "the reply")


def extracted(text: str) -> str:
    """Return the JSON object in a text with words or a fence around it, else the text itself.

    Only the first brace counts: inside an object that was cut off, an inner one may look whole.
    """
    bare = text.rpartition("</think>")[2].strip()
    start = bare.find("{")
    if start < 0:
        return bare
    try:
        _, end = json.JSONDecoder().raw_decode(bare, start)
    except (ValueError, RecursionError):
        return bare[start:].removesuffix(_FENCE)
    if "{" in bare[end:]:
        return bare  # two objects: nobody can tell which one was meant
    return bare[start:end]


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("an object names the same member twice")
    return members


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{text} is not a finite number")
    return number
