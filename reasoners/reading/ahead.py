"""Whether a date that leaves something open lies ahead of today or behind."""

from __future__ import annotations

import re

from reasoners.meaning.words import past_forms

_LIMIT = re.compile(
    r"\b(?:until|till|by|no later than|not before|as of|valid)\s+(?:the\s+)?$", re.I
)
_HAPPENED = re.compile(
    r"\b(?:(?:they|we|you|i)['’]ve|didn['’]?t|did not|wasn['’]?t|weren['’]?t|forgot|missed"
    r"|(?:has|have) (?:not |never |already |just )?"
    r"(?:been|left|gone|come|taken|made|broken|lost|\w{3,}ed))\b",
    re.I,
)
_BEFORE_DAY = re.compile(r"((?:[\w'’]+ ){1,10})on (?:the )?$", re.I)
_HELD_BACK = frozenset(
    """is are be am to for will would should shall can could must may might that which who until
    till by about wants needs""".split()
)
# What was wished, said or agreed may still lie ahead: "she asked for a visit on Friday".
_SAID_OR_PLANNED = frozenset(
    """wanted wished asked hoped needed preferred requested called rang phoned wrote said told
    emailed texted booked ordered planned scheduled arranged agreed promised invited confirmed
    offered decided meant thought reserved put set got had did was were made gave let
    supposed expected preferred postponed""".split()
)
_NEAR = 4
_LEAD = 80


def looks_ahead(text: str, at: int, forward: bool) -> bool:
    """Judge the date at a place; `forward` holds where nothing near it tells.

    A limit set for something lies ahead, the day on which something happened behind.
    """
    before = text[max(0, at - _LEAD) : at]
    if _LIMIT.search(before):
        return True
    return forward and not _HAPPENED.search(_sentence_of(text, at)) and not _happened_on(before)


def _sentence_of(text: str, at: int) -> str:
    first = max(text.rfind(mark, 0, at) for mark in ".!?;:\n") + 1
    ends = [found for found in (text.find(mark, at) for mark in "!?;:\n") if found >= 0]
    return text[first : min(ends, default=len(text))].partition(". ")[0]


def _happened_on(before: str) -> bool:
    """Whether the words before "on Sunday" tell in a past form what happened."""
    said = _BEFORE_DAY.search(before)
    words = said[1].lower().split() if said else []
    pasts = {past for base, past in past_forms().items() if base != past}
    verbs = [
        at
        for at, word in enumerate(words)
        if (word in pasts or word.endswith("ed"))
        and (at >= len(words) - _NEAR or word not in _SAID_OR_PLANNED)
    ]
    return any(not _HELD_BACK & {*words[max(0, at - 1) :]} for at in verbs[-1:])
