"""Which condition a clause depends on, where it stands, and whether on its failing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reasoners.reading.again import AGAIN
from reasoners.reading.clauses import Clause
from reasoners.reading.moods import ACTING, OTHERWISE, leads_with_verb
from reasoners.reading.request import Request

_NOT = re.compile(r"\bnot\b|n['’]t\b", re.I)
_YES_OR_NO = re.compile(
    r"(?:and |so |but )?(?:is|are|was|were|has|have|had|does|do|did|can|could|will)(?:n['’]t)?\b"
    r"|.*\b(?:whether|if)\b",
    re.I,
)


def condition_of(clause: Clause, request: Request) -> tuple[Clause | None, bool]:
    """Return the condition that a clause depends on, and whether on its failing."""
    otherwise = OTHERWISE.match(clause.text) is not None
    inside = [c for c in request.clauses if c.sentence == clause.sentence]
    place = inside.index(clause)
    before = [c for c in inside[:place] if c.mood == "if"]
    after = [c for c in inside[place + 1 : place + 2] if c.mood == "if"]
    found = before[-1] if before else next(iter(after), None)
    if found is not None and not AGAIN.match(found.text):
        return found, otherwise
    if found is None and not otherwise:
        return _asked_just_before(clause, request) or _governing(clause, request), False
    asked = _asked_before(clause, request.clauses)
    denied = otherwise or (found is not None and _NOT.search(found.text) is not None)
    return (asked, denied) if asked is not None else (found or clause, False)


_THEN = re.compile(r"\W*then\b(?! again\b)", re.I)


def _asked_just_before(clause: Clause, request: Request) -> Clause | None:
    """The question with yes or no that "then" goes back to: "Is it late? Then cancel it"."""
    if clause.mood != "do" or not _THEN.match(clause.text):
        return None
    before = [c for c in request.clauses if c.sentence == clause.sentence - 1]
    return before[-1] if before and before[-1].mood == "ask" and asks_whether(before[-1]) else None


def _governing(clause: Clause, request: Request) -> Clause | None:
    """The condition of a later sentence on what somebody wishes: "He wants to change. If he is
    free, change it"."""
    if clause.mood != "do" or leads_with_verb(clause.text):
        return None
    later = (c for c in request.clauses if c.mood == "if" and c.sentence > clause.sentence)
    return next((c for c in later if _commands_on(c, request)), None)


def _commands_on(condition: Clause, request: Request) -> bool:
    inside = [c for c in request.clauses if c.sentence == condition.sentence]
    return bool(condition.concepts(*ACTING)) or any(c.mood == "do" or _decides(c) for c in inside)


_ASSENTS = re.compile(
    r"(?:and |but |so )?(?:(?:that|it|this)(?:['’]s| is|['’]d be| would be) )?"
    r"(?:fine|ok(?:ay)?|all ?right|good|no problem|no objections?|agreed|yes|happy|go ahead"
    r"|do (?:it|so|that))\b",
    re.I,
)


def _decides(clause: Clause) -> bool:
    """Whether a clause says yes or no to what was wished: "fine by me", "otherwise leave it"."""
    denied = clause.mood == "forbid" and OTHERWISE.match(clause.text) is not None
    return denied or _ASSENTS.match(clause.text) is not None


def _asked_before(clause: Clause, clauses: Sequence[Clause]) -> Clause | None:
    """The last thing supposed, or asked with yes or no, before a clause."""
    earlier = [c for c in clauses if c.start < clause.start and not AGAIN.match(c.text)]
    fit = (c for c in reversed(earlier) if c.mood == "if" or asks_whether(c))
    return next(fit, None)


def asks_whether(clause: Clause) -> bool:
    """Whether a clause asks with yes or no, or wants it checked."""
    looked_up = clause.mood == "do" and bool(clause.concepts("read"))
    return (clause.mood == "ask" or looked_up) and _YES_OR_NO.match(clause.text) is not None
