"""Whether a record has what is spoken of: "without an appointment", "have no number yet"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from core.plan import Operator
from reasoners.found.facts import Cell
from reasoners.found.readings import NAMED, Reading, concepts_of, reading
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import EMPTY_WORDS, stems_of
from reasoners.reading.phrases import Phrase

_DETERMINED = r"(?:an?|any|no|one|the|its|their|his|her)"
_BETWEEN = r"(?:\s+(?:not|yet|already|still|been|got|even|also))*"
_HAS = re.compile(
    rf"\b(?:(?P<lacks>needs?|lacks?|lacking|miss(?:es|ing)|awaits?|waiting for|short of)"
    r"|(?:has|have|had|having|got|get|with|without|made|arranged|fixed|booked|agreed|given|received)"
    rf"(?:n['’]t)?){_BETWEEN}(?:\s+(?P<determined>{_DETERMINED})\b)?"
    r"\s+(?P<what>[a-z][\w-]*(?:\s+[a-z][\w-]*)?)",
    re.I,
)


def had(cell: Cell, phrase: Phrase) -> Iterator[Reading]:
    """Yield what a member that may be empty tells of a phrase that says it is there, or missing."""
    if isinstance(cell.value, bool | int | float) or "status" in concepts_of(cell):
        return
    for found in _HAS.finditer(phrase.text):
        if not (found["determined"] or found["lacks"] or cell.value in (None, "")):
            continue
        if _is_called(cell, found["what"].lower()):
            there, lacks = cell.value not in (None, ""), bool(found["lacks"])
            operator: Operator = "missing" if lacks else "exists"
            yield reading(cell, there != lacks, operator, None, NAMED + 0.5)
            return


def _is_called(cell: Cell, what: str) -> bool:
    """Whether a cell's name says what is spoken of, or another word for it."""
    first, *rest = what.split()
    own = {s for s in cell.stems if s not in EMPTY_WORDS} - _DAYS
    for word in (first, *rest):
        stems = stems_of((word,))
        alike = lexicon().concepts(stems) & concepts_of(cell) & _things()
        if own & {*stems} or (alike and len(own) == 1 and not _says_which(cell)):
            return True
    return False


def _says_which(cell: Cell) -> bool:
    """Whether a plain word stands in a cell, which tells of what sort the record is."""
    return isinstance(cell.value, str) and cell.value != "" and not _FIGURES.search(cell.value)


_FIGURES = re.compile(r"[\d@]")
_DAYS = frozenset(stems_of(("date", "day", "time")))


def _things() -> frozenset[str]:
    kinds = lexicon().kinds
    return frozenset(concept for concept, kind in kinds.items() if kind == "thing")
