"""A wish that is taken up: "she'd like a later one. Can you sort that for her?" """

from __future__ import annotations

import re

from reasoners.reading.clauses import Clause
from reasoners.reading.moods import ACTING, not_wanted, strip_polite

_THAT = r"(?:that|this|it|so|the same)"
_DOES = "do|sort|arrange|organi[sz]e|fix|handle|process|action|settle"
_SEES_TO = re.compile(
    rf"(?:(?:{_DOES}) {_THAT}|(?:sort|fix) (?:out {_THAT}|{_THAT} out)|(?:see|attend) to {_THAT}"
    rf"|take (?:good )?care of {_THAT}|(?:look after|deal with|go ahead with) {_THAT}"
    rf"|put {_THAT} (?:through|in|into effect)|make {_THAT} happen|set {_THAT} up"
    rf"|get {_THAT} (?:done|sorted|arranged|organi[sz]ed|going)"
    rf"|help (?:him|her|them) (?:out )?with {_THAT})"
    r"(?: (?:for|with) (?:her|him|them|me|us|the \w+))?"
    r"(?:,? (?:please|pls|today|now|right away|straight away|asap|as well|too|then))*\W*$",
    re.I,
)


def takes_up(clause: Clause, before: Clause) -> bool:
    """Whether a command says no more than that what is wished before it is to be done."""
    wished = before.mood == "do" or (before.mood == "tell" and not not_wanted(before.text))
    acts = bool(before.concepts(*ACTING))
    return wished and acts and _SEES_TO.match(strip_polite(clause.text)) is not None
