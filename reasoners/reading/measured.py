"""Clauses that measure what has come about against what was aimed for."""

from __future__ import annotations

import re

from reasoners.reading.clauses import Clause

AIMS = re.compile(
    r"\b(?:targets?|targeted|plan(?:ned|s)?|budget(?:s|ed)?|aim(?:s|ed|ing)?|quotas?|forecasts?"
    r"|forecasted|goals?|estimated?|expected|expectations?|intended|foreseen|projected"
    r"|supposed to|meant to|hoped|quot(?:ed?|es|ation)|confirmed|agreed|promised|offered|announced"
    r"|told (?:h(?:im|er)|them|us|me|you)|had told|['’]d (?:told|said))\b",
    re.I,
)
_POLAR = re.compile(
    r"^(?:\W|and|so|but|also|then)*(?:is|are|was|were|has|have|had|did|does|do|will)(?:n['’]t)?\b",
    re.I,
)
_APART = re.compile(
    r"\b(?:by how (?:much|many|far)|how (?:far|much|many|close)\b[^.?!]*\b(?:off|above|below|over"
    r"|under|short|ahead|behind|more|less|fewer|higher|lower|beyond|away|out|close|near)\b"
    r"|(?:as (?:many|much|good|high|low|long|far)|more|less|fewer|higher|lower|better|worse|above"
    r"|below|over|under|behind|ahead of|against|short of|compar\w+|versus|vs|within|beyond"
    r"|exceed\w*|on track)\b)",
    re.I,
)
_DISTANCE = re.compile(
    r"^(?:\W|and|so|but)*(?:if not,? )?(?:by how (?:much|many|far)\b|how (?:far|much|many|close)\b"
    r"[^.?!]{0,12}\b(?:off|above|below|over|under|short|ahead|behind|out|away|beyond)\b)",
    re.I,
)


_BY_HOW = re.compile(r"^(?:\W|and|but)*by how (?:much|many|far)\b", re.I)


def asks_by_how_much(clause: Clause | None) -> bool:
    """Whether a clause asks how far apart those are that the question before it compares."""
    return clause is not None and clause.mood == "ask" and _BY_HOW.match(clause.text) is not None


def measures(clause: Clause) -> bool:
    """Whether a clause sets something against a target: "did it bring in what was planned?"."""
    asks = _POLAR.match(clause.text) is not None or _APART.search(clause.text) is not None
    return clause.mood == "ask" and asks and AIMS.search(clause.text) is not None


def asks_distance(clause: Clause) -> bool:
    """Whether a clause only asks how far apart the two are: "how far off were they?"."""
    return clause.mood == "ask" and _DISTANCE.search(clause.text) is not None
