"""Questions about several records against each other, or about a figure against another."""

from __future__ import annotations

import re

from reasoners.reading.clauses import Clause
from reasoners.reading.measured import measures

_THAN_BEFORE = re.compile(
    r"\bhow much (?:more|less|dearer|cheaper|higher|lower) (?:is|was|would|will|does|did)"
    r" (?:that|it|this)\b[^.?!]*\bthan\b",
    re.I,
)


def weighs_before(clause: Clause) -> bool:
    """Whether a clause asks how much more what was asked before is than something else."""
    return _THAN_BEFORE.search(clause.text) is not None


_AMONG = re.compile(
    r"\b(?:which (?:of|one)|compare|more|less|most|least|higher|lower|cheaper|dearer|between"
    r"|both|two|three|either|or)\b",
    re.I,
)


def among_several(clause: Clause, count: int) -> bool:
    """Whether a question is about several rows against each other, not each against its aim."""
    among = clause.mood == "ask" and 1 < count <= 6 and not measures(clause)
    return among and _AMONG.search(clause.text) is not None
