"""Which figure a clause asks for: a sum, an average, a count per something, a share, a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from reasoners.reading.clauses import Clause

Kind = Literal["sum", "mean", "count", "percentage_change", "date_difference"]

_PER = re.compile(
    r"\b(?:per|(?:for|in|of|at) each|broken down by|grouped by|split by|by)\s+(?:the\s+)?"
    r"(?P<by>[a-z]+)(?=\s+(?:in|for|of|during|at|from|on|to|did|do|does|is|are|have|has|was|were"
    r"|there|went|we|over|since|this|last)\b|\s*[?,.;]|\s*$)",
    re.I,
)
_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("date_difference", re.compile(
        r"\bhow (?:many|much) (?:days|weeks)\b|\bhow long\b.*\bbetween\b|\bnumber of days\b"
        r"|\bdays (?:are )?left\b", re.I)),
    ("percentage_change", re.compile(r"\bper ?cent\b|\bpercentage\b|%", re.I)),
    ("mean", re.compile(r"\b(?:average|the mean|mean value)\b", re.I)),
    ("sum", re.compile(
        r"\b(?:in total|total|altogether|(?<!what )(?<!which )sum|add(?:ed)?(?: (?:the )?\w+)? up"
        r"|overall|combined|in all|all told|all together|together(?! with)|tot(?:al)?(?:led)? up"
        r"|put together|(?<!differ )(?<!difference )between (?:them|the lot))\b", re.I)),
    ("count", re.compile(r"\b(?:how many|number of|count)\b", re.I)),
)  # fmt: skip
_WEEKS = re.compile(r"\bweeks\b", re.I)
_AHEAD = re.compile(r"\b(?:left|until|till|remain\w*|to go)\b", re.I)


@dataclass(frozen=True)
class Figure:
    """The kind of figure, the word it is told apart by ("" for none), and for times the unit."""

    kind: Kind
    by: str
    unit: str
    ahead: bool


def figure_in(clause: Clause) -> Figure | None:
    """Return the figure that a clause asks for."""
    if clause.mood not in ("ask", "do") or clause.concepts("change", "final", "send") - {"light"}:
        told_apart = _PER.search(clause.text) if clause.mood == "ask" else None
        if clause.mood != "ask" and told_apart is None:
            return None
    kind = next((kind for kind, said in _KINDS if said.search(clause.text)), None)
    per = _PER.search(clause.text)
    if kind is None:
        return None
    unit = "weeks" if _WEEKS.search(clause.text) else "days"
    return Figure(kind, per["by"].lower() if per else "", unit, bool(_AHEAD.search(clause.text)))
