"""Whether anybody has a thing in hand: "that belong to nobody yet", "which have no owner"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.plan import Operator
from reasoners.found.facts import Cell
from reasoners.found.readings import NAMED, Reading, concepts_of, reading
from reasoners.reading.phrases import Phrase

_SOMEBODY = r"(?:any|some|no) ?(?:one|body)|nobody"
_HOLDER = r"owner|assignee|handler|clerk|agent|person in charge|contact person|keeper"
_HELD = re.compile(
    rf"\bbelong\w* to (?:{_SOMEBODY})\b"
    rf"|\b(?:{_SOMEBODY}) (?:\w+ )?(?:looks? after|takes? care of|works? on|handles?|owns?"
    r"|deals? with)\b"
    rf"|\b(?:looked after|taken care of|handled|worked on|owned|taken) by (?:{_SOMEBODY})\b"
    rf"|\b(?:has|have|had|got|with|without|having) (?:an?|any|no)? ?(?:{_HOLDER})s?\b"
    rf"|\bassigned(?: to (?:{_SOMEBODY}))?\b",
    re.I,
)
_FREE = re.compile(r"\b(?:unassigned|unowned|ownerless|up for grabs|not spoken for)\b", re.I)


def of_holder(cell: Cell, phrase: Phrase) -> Iterator[Reading]:
    """Yield what the name of who is in charge, or its absence, tells of a phrase."""
    if "assignee" not in concepts_of(cell) or isinstance(cell.value, bool | int | float):
        return
    there = cell.value not in (None, "")
    if _FREE.search(phrase.text):
        yield _told(cell, not there, there=False)
    elif _HELD.search(phrase.text):
        yield _told(cell, there, there=True)


def _told(cell: Cell, holds: bool, there: bool) -> Reading:
    """The reading of a cell in which something is to stand, or nothing: an empty text is none."""
    operator: Operator = "exists" if there else "missing"
    if cell.value == "":
        operator = "ne" if there else "eq"
    return reading(cell, holds, operator, cell.value, NAMED + 0.3)
