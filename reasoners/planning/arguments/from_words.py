"""Arguments from the words of the prompt: choices, yes or no, moments, free text."""

from __future__ import annotations

import re

from reasoners.meaning.fields import Field
from reasoners.meaning.tools import ToolMeaning
from reasoners.planning.arguments.filters import choice_said
from reasoners.planning.arguments.queries import search_words
from reasoners.planning.arguments.switched import switched
from reasoners.planning.arguments.texts import says_yes, text_for
from reasoners.planning.calls import Scene, Source
from reasoners.reading.clauses import Clause


def from_words(scene: Scene, meaning: ToolMeaning, wanted: Field, clause: Clause) -> Source | None:
    """A choice, a yes or no, or nested members that the prompt's words state."""
    others = _around(scene, meaning, wanted, clause)
    if wanted.kind == "enum":
        return choice_said(scene, meaning, wanted, clause, others)
    if wanted.kind == "boolean":
        near = [c for c in others if c.mood != "ask"]
        told = None if meaning.reads else switched(wanted, clause)
        said = (told, *(says_yes(wanted, c) for c in (clause, *near)))
        stated = next((yes for yes in said if yes is not None), None)
        return (
            None if stated is None else Source(stated, 0.2, f"the request speaks of {wanted.label}")
        )
    if wanted.kind == "count" and wanted.required and not meaning.reads:
        return _one(wanted, clause)
    if wanted.kind == "datetime" and wanted.required:
        return _moment(scene, wanted)
    if (
        wanted.kind == "date"
        and wanted.required
        and meaning.reads
        and _AT_PRESENT.search(clause.text)
    ):
        today = scene.request.today.isoformat()
        return Source(today, 0.2, f"{wanted.label}: the request speaks of today")
    return None


def _around(scene: Scene, meaning: ToolMeaning, wanted: Field, clause: Clause) -> list[Clause]:
    """The other clauses that may say what an argument is: what is asked beside a command is asked
    of something else, and narrows down no look-up for it."""
    others = (c for c in scene.request.clauses if c is not clause)
    told = [c for c in others if c.mood in ("tell", "do", "ask")]
    if clause.mood != "do" or not meaning.reads or wanted.required:
        return told
    return [c for c in told if c.mood != "ask" or c.start < clause.start]


_AT_PRESENT = re.compile(
    r"\b(?:today|tonight|right now|now|currently|at (?:present|the\s+moment)|just now"
    r"|this (?:morning|afternoon|evening))\b",
    re.I,
)


_A_THING = re.compile(
    r"\b(?:a|an|another)\s+(?!few|couple|lot|bit|little|number|dozen|load|pair|month|week|day|year)"
    r"[a-z\d]",
    re.I,
)


def _one(wanted: Field, clause: Clause) -> Source | None:
    """ "Put a chain aside": one is meant where nothing else is said."""
    if "quantity" not in wanted.concepts or not _A_THING.search(clause.text):
        return None
    return Source(1, 0.4, f"{wanted.label}: the request speaks of one")


def _moment(scene: Scene, wanted: Field) -> Source | None:
    days, times = scene.request.values_of("date"), scene.request.values_of("time")
    if len(days) == 1 and len(times) == 1:
        return Source(
            f"{days[0].value}T{times[0].value}:00",
            0.1,
            f"{wanted.label} from {days[0].text} and {times[0].text}",
        )
    return None


def composed(scene: Scene, meaning: ToolMeaning, wanted: Field, clause: Clause) -> Source | None:
    """Words of the prompt for arguments that take words."""
    if wanted.kind == "query":
        words = search_words(meaning, clause, scene.request)
        return Source(words, 0.8, f"{wanted.label}: the words of the request") if words else None
    worded = wanted.concepts & {"subject_text", "reason_text"} and wanted.kind != "id"
    worded = worded and not meaning.reads
    if wanted.kind == "text" or worded:
        text = text_for(wanted, clause, scene.request, scene.found)
        return (
            Source(_short(text, wanted), 0.3, f"{wanted.label} in the request's own words")
            if text
            else None
        )
    return None


def _short(text: str, wanted: Field) -> str:
    limit = wanted.schema.get("maxLength")
    return text[:limit] if isinstance(limit, int) else text
