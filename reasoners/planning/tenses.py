"""Whether a look-up tells what has been, what is or what is to come, and which of them is asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import name_words
from reasoners.reading.clauses import Clause
from reasoners.reading.request import Request

Time = Literal["past", "now", "coming"]

AGREES = 0.2
_TOLD: Mapping[Time, re.Pattern[str]] = {
    "past": re.compile(
        r"\b(?:histor(?:y|ies|ical)|past|previous|former|earlier|completed|finished|concluded"
        r"|archived?|carried out|(?:has|have) (?:taken place|happened|ended)|took place|gone by"
        r"|(?:what|who) (?:was|were|happened)|actual(?:ly)?|really happened)\b",
        re.I,
    ),
    "now": re.compile(r"\b(?:current(?:ly)?|open|now|at present|outstanding|live|active)\b", re.I),
    "coming": re.compile(
        r"\b(?:upcoming|forthcoming|future|planned|scheduled|pending|outstanding|due|arranged"
        r"|agreed for|(?:lie|lies|lying) ahead|(?:still|yet) to (?:come|be)|to come)\b",
        re.I,
    ),
}
_ASKED: Mapping[Time, re.Pattern[str]] = {
    "past": re.compile(
        r"\b(?:did|didn't|was|wasn't|were|weren't|had|ago|already|yesterday|previously|used to"
        r"|last (?:week|month|year|time|night|spring|summer|autumn|winter|\w+day)|ever|so far"
        r"|(?:has|have) (?:\w+ )?been)\b",
        re.I,
    ),
    "now": re.compile(r"\b(?:still|now|currently|at the moment|these days|at present)\b", re.I),
    "coming": re.compile(
        r"\b(?:will|won't|\w+'ll|going to|upcoming|next|coming|tomorrow|tonight|later"
        r"|(?:has|have|had) (?:still )?to|yet|due|ahead|soon|still)\b",
        re.I,
    ),
}


def agreement(meaning: ToolMeaning, clause: Clause, request: Request) -> float:
    """Return what speaks for a look-up by the time that it tells of: against it where that is
    another one than is asked about."""
    told, asked = _told(meaning), _asked(clause, request)
    if not told or not asked:
        return 0.0
    return AGREES if told & asked else -AGREES


def _told(meaning: ToolMeaning) -> frozenset[Time]:
    name = " ".join(name_words(meaning.name))
    head = re.split(r"(?<=[a-z)])[.;:]\s", meaning.tool.description)[0]
    return frozenset(time for time, words in _TOLD.items() if words.search(f"{name}. {head}"))


def _asked(clause: Clause, request: Request) -> frozenset[Time]:
    today = request.today.isoformat()
    days = [str(v.value) for v in request.inside(clause) if v.kind == "date"]
    dated: set[Time] = {"past" if day < today else "coming" for day in days if day != today}
    return frozenset(time for time, words in _ASKED.items() if words.search(clause.text)) | dated
