"""Conditions that leave a deed to the rules: "if she qualifies", "unless they forbid it"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import EMPTY_WORDS
from reasoners.planning.goal import Goal
from reasoners.planning.lookups import speaks_of_rules
from reasoners.reading.clauses import Clause
from reasoners.reading.patterns import any_of
from reasoners.reading.request import Request

_ALLOWS = any_of("leave of the rules")
_AGAINST = any_of("rules against")
_NAMED = any_of("rules by name")
_DENIED = re.compile(r"\b(?:not|no|never|nothing|none|nobody|without|cannot)\b|n['’]t\b", re.I)
_UNLESS = re.compile(r"\W*unless\b", re.I)
_SO = re.compile(r"\W*(?:only )?if(?: so| yes| that is so)?\W*", re.I)


@cache
def _all_is_well() -> re.Pattern[str]:
    one = any_of("all is well", lead="", end=r"\b").pattern
    return re.compile(rf"\W*(?:{one}\W*)+", re.I)


def left_to_rules(condition: Clause, request: Request, meanings: Sequence[ToolMeaning]) -> bool:
    """Whether a condition asks whether the rules allow something.

    It says so itself, or says no more than that all is well, after the rules were spoken of.
    """
    if _says_so(condition, meanings):
        return True
    if condition.mood != "if" and _MAY_DO.search(condition.text):
        return True
    before = [c for c in request.clauses if c.start < condition.start]
    if _SO.fullmatch(condition.text):
        return any(_says_so(clause, meanings) or _MAY.search(clause.text) for clause in before)
    spoken_of = any(speaks_of_rules(clause, meanings) for clause in before)
    return spoken_of and _all_is_well().fullmatch(condition.text) is not None


_MAY_DO = re.compile(r"\b(?:whether|if) (?:\w+ ){1,3}may\b", re.I)
_MAY = re.compile(r"\b(?:whether|if) (?:\w+ ){1,3}(?:may|can|is|are)\b", re.I)


# Whoever is entitled is no matter of its own; whoever allows something is.
_WHO = re.compile(
    r"\b(?:the|our|an?|his|her|their) (?:\w+ )?\w+ (?=(?:is|are|be|still|really)\b[\w ]*?\b"
    r"(?:entitled|eligible|allowed|permitted)\b|qualif|meets?\b|fulfils?\b|satisf)",
    re.I,
)
_SPEAKING = (_ALLOWS, _AGAINST, _NAMED, _WHO)


def asks_more(condition: Clause, deed: frozenset[str], request: Request) -> bool:
    """Whether a condition says more than that the rules allow a deed: "and the teacher agrees".

    `deed` are the stems of the words for the deed.
    """
    named = [(v.start, v.end) for v in request.values_of("name", "id", "email")]
    rules = {p for s in condition.senses if s.kind == "rule" for p in s.places}
    said = [m.span() for form in _SPEAKING for m in form.finditer(condition.text)]
    return condition.mood == "if" and any(
        token.lower not in EMPTY_WORDS | {"unless", "provided", "providing", "assuming", "long"}
        and place not in rules
        and token.stem not in deed
        and not any(a <= token.start < b for a, b in named)
        and not any(a <= token.start - condition.start < b for a, b in said)
        and not _all_is_well().fullmatch(token.lower)
        for place, token in enumerate(condition.tokens)
    )


def _says_so(clause: Clause, meanings: Sequence[ToolMeaning]) -> bool:
    if _ALLOWS.search(clause.text) or _AGAINST.search(clause.text):
        return True
    rules = any(sense.kind == "rule" and sense.concept != "limits" for sense in clause.senses)
    return rules and speaks_of_rules(clause, meanings)


def rules_to_keep(goal: Goal, request: Request, meanings: Sequence[ToolMeaning]) -> Clause | None:
    """Return the clause that says to look at the rules first: an order must then keep them."""
    told = goal.candidates[:1] and "send" in goal.candidates[0].meaning.verbs
    orders = (c for c in request.clauses if c.mood in ("ask", "do") or c is goal.clause)
    spoken = [clause for clause in orders if _names_rules(clause, meanings)]
    return None if told or not spoken else spoken[0]


# Rules that are to give a figure are no condition: "the fee that our handbook sets for it".
_GIVE = re.compile(
    r"\b(?:that|which|what|as) (?:\w+ ){1,3}(?:gives?|sets?|provides?|fix(?:es)?|foresees?"
    r"|stipulates?|prescribes?|lays? down)\b",
    re.I,
)


def _names_rules(clause: Clause, meanings: Sequence[ToolMeaning]) -> bool:
    named = _NAMED.search(_GIVE.sub(" ", clause.text)) is not None
    return named and speaks_of_rules(clause, meanings)


def wants_leave(condition: Clause) -> bool:
    """Whether a condition holds where the rules allow the deed, rather than where they do not."""
    against = _AGAINST.search(condition.text) is not None
    denied = _DENIED.search(_UNLESS.sub("", condition.text)) is not None
    return (against == denied) != (_UNLESS.match(condition.text) is not None)
