"""A plain word that a clause gives an argument by name: "status to held", "channel ops-night"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reasoners.meaning.fields import Field
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import EMPTY_WORDS
from reasoners.planning.calls import Source
from reasoners.reading.clauses import Clause

_CODED = r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)+"

_SAYS_LITTLE = frozenset("new right wrong chat next old current usual internal public".split())


def called_or_set_to(meaning: ToolMeaning, wanted: Field, clause: Clause) -> Source | None:
    """Return the word for a text of no known kind that a change takes, where one is given."""
    if meaning.reads or wanted.kind != "any" or not wanted.words:
        return None
    named = re.escape(wanted.words[-1])
    for word in _given(named, clause.text):
        if word.lower() not in EMPTY_WORDS | _SAYS_LITTLE:
            return Source(word, 0.2, f"{wanted.label} is {word!r} in the request")
    return None


def _given(named: str, text: str) -> Iterator[str]:
    for form in (
        rf"\b{named}\b[^.;]*?\b(?:to|as)\s+([A-Za-z][\w-]*)",
        rf"\b{named}\s+(?:called\s+|named\s+)?[#\"'“‘]?({_CODED})",
        rf"(?<![\w-])#?({_CODED})\s+{named}\b",
        r"(?:in|to|on|into)\s+(?:the\s+)?#([A-Za-z][\w-]*)",
        rf"\b(?:the|our)\s+{named}\s+[#\"'“‘]?([a-z]\w+)[\"'”’]?(?=[.,;!?]|\s*$)",
        rf"\b(?:the|our)\s+[#\"'“‘]?([a-z]\w+)[\"'”’]?\s+{named}\b",
    ):
        found = re.search(form, text, re.I)
        if found is not None:
            yield found[1]
