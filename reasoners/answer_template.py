"""Fills the answer that a plan already holds, where nothing is left to judge."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from core.json_values import Json
from core.observation import Observation
from core.references import Missing, resolve
from core.thought import AnswerRequest
from reasoners.step_outputs import step_outputs

_PLACE: Final = re.compile(r"\{([^{}\s]+)\}")
_PLAIN_LIST: Final = 12


def filled_template(request: AnswerRequest) -> str | None:
    """Return the answer, None where a model should write it.

    Only where every reference resolves to a plain value, everything done, nothing empty, and
    code has nothing to add (`notes`).
    """
    template = request.plan.get("answer_template")
    if not template or request.notes or not _all_done(request.observations):
        return None
    outputs = step_outputs(request.observations)
    words = {place: _words(place, outputs) for place in _PLACE.findall(template)}
    if not words or None in words.values():
        return None
    return _PLACE.sub(lambda found: words[found[1]] or "", template)


def _all_done(observations: Mapping[str, Observation]) -> bool:
    return bool(observations) and all(
        seen["status"] == "done" and seen["known"] and seen["output"] not in ([], {}, None, "")
        for seen in observations.values()
    )


def _words(place: str, outputs: Mapping[str, Json]) -> str | None:
    try:
        value = resolve(place, outputs)
    except ValueError:
        return None
    if isinstance(value, list) and 0 < len(value) <= _PLAIN_LIST:
        parts = [_scalar(item) for item in value]
        return None if None in parts else ", ".join(part for part in parts if part)
    return None if isinstance(value, Missing) else _scalar(value)


def _scalar(value: Json) -> str | None:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
    return value if isinstance(value, str) and value.strip() else None
