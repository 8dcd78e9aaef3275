"""The answer where no reasoner can be had: a plain list of what is known."""

from __future__ import annotations

from core.json_values import canonical
from core.observation import Observation
from nodes.notes import call_in_words
from nodes.view import View


def plain_answer(view: View) -> str:
    """Return one line for everything that was found or done."""
    lines = [_line(seen) for seen in view.observations.values() if seen["status"] in _TOLD]
    return "\n".join(["No words could be found for the answer; this is known.", *lines])


def _line(seen: Observation) -> str:
    call = call_in_words(seen["dispatch"]["tool"], seen["dispatch"]["args"])
    if seen["status"] == "not_found":
        return f"{call}: no such record"
    return f"{call}: {canonical(seen['output'])}" if seen["known"] else f"{call}: done"


_TOLD = ("done", "not_found")
