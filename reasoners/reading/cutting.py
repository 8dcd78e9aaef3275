"""Where a clause of a request ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reasoners.reading.again import AGAIN
from reasoners.reading.clauses import Clause, Spans, clause_at
from reasoners.reading.headings import is_heading
from reasoners.reading.messages import tells
from reasoners.reading.moods import (
    ASK_OPENERS,
    CONDITION,
    CONDITION_INSIDE,
    NOTHING,
    is_past,
    is_statement,
    leads_with_verb,
    message_in,
    stands_alone,
    tells_of_now,
    tells_of_past,
    wishes,
)
from reasoners.reading.run_on import apart
from reasoners.reading.settling import FOR_EACH, settled

_SENTENCE = re.compile(
    r"(?<=[.!?])[\"'”’)]*\s+(?=[\"'“‘(]?[A-Z0-9À-Þ]|\S+@)|[\n;]+|(?<=[?!])\s+|\s[–—-]\s"
    r"|(?<=[a-z]{3}\.)(?<!approx\.)(?<!incl\.)(?<!excl\.)(?<!dept\.)(?<!max\.)(?<!min\.)"
    r"(?<!tel\.)(?<!ext\.)(?<!str\.)(?<!ave\.)\s+(?=(?:what|who|where|when|why|how|which|can|could|please"
    r"|pls|is|are|does|do|did|has|have|the|he|she|we|i|they|it|put|tell|send|book|cancel)s?\b)"
)
# After these "if" asks whether something is so.
_NOT_ASKING = "".join(rf"(?<!{verb} )" for verb in ("know", "see", "check", "sure", "ask", "tell"))
_JOINT = re.compile(
    rf",?\s+(?:but |and |so )?(?<!only ){_NOT_ASKING}(?={CONDITION_INSIDE})"
    r"|,?\s+(?:and then|then|and also|but also|and|also|plus|after that|as well as|(?<!if )so"
    r"|but(?! only))\s+|,\s+|:\s+",
    re.I,
)
_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|thanks|thank you|cheers|good (?:morning|afternoon|evening)"
    r"|regards|sorry)\b[^,.!]*$",
    re.I,
)


def find_clauses(text: str, guarded: Spans, opaque: Spans) -> tuple[Clause, ...]:
    """Return the clauses of a text; no border lies inside a guarded span (a value).

    Words of opaque spans (e-mail addresses, links, identifiers) mean nothing.
    """
    found = []
    for number, (start, end) in enumerate(_cut(text, 0, len(text), _SENTENCE, guarded)):
        parts = _merge(text, list(_cut(text, start, end, _JOINT, guarded)))
        parts = [span for part in parts for span in apart(text, part, end)]
        for first, last in parts:
            asked = last == end and text[start:end].rstrip().endswith("?")
            clause = clause_at(text, (first, last), asked, number, opaque)
            if clause.tokens and not _GREETING.match(clause.text):
                found.append(clause)
    return settled(found)


def _cut(
    text: str, start: int, end: int, border: re.Pattern[str], guarded: Spans
) -> Iterator[tuple[int, int]]:
    at = start
    for match in border.finditer(text, start, end):
        if match.end() >= end or any(a < match.end() and match.start() < b for a, b in guarded):
            continue
        yield at, match.start()
        at = match.end()
    yield at, end


def _merge(text: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep a part of its own only where it has a verb or a question of its own."""
    merged: list[tuple[int, int]] = []
    for start, end in parts:
        if merged and (
            not (
                stands_alone(text[start:end])
                or _is_to_be_done(text[slice(*merged[-1])], text[start:end])
            )
            or _is_told_on(text[slice(*merged[-1])], text[merged[-1][1] : start], text[start:end])
            or _shares_its_verb(text[slice(*merged[-1])], text[start:end])
            or _says_more(text[slice(*merged[-1])], text[start:end])
            or _conditions_on(text[slice(*merged[-1])], text[merged[-1][1] : end])
        ):
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    if len(merged) > 1 and not _opens_well(text[slice(*merged[0])], text[slice(*merged[1])]):
        merged[:2] = [(merged[0][0], merged[1][1])]
    return merged


_ACTS_ON = re.compile(
    r"(?!(?:the|a|an|this|that|these|those|i|we|you|he|she|it|they|all|both|his|her|its|their)\b)"
    r"([a-z]{3,}(?<!s)(?<!ed)) (?:it|him|her|them|this|that|these|those|the|an?|all|both)\b",
    re.I,
)


def _is_to_be_done(condition: str, part: str) -> bool:
    """Whether a part says what to do where the condition before it holds, or to do nothing."""
    if not CONDITION.match(condition.strip()):
        return False
    bare = part.strip()
    whole = AGAIN.match(condition.strip()) or is_statement(_IF.sub("", condition.strip()))
    acts = _ACTS_ON.match(bare)
    return NOTHING.match(bare) is not None or bool(whole and acts and not is_past(acts[1].lower()))


_IF = re.compile(r"(?:and |but )?(?:only )?(?:if|should|in case|provided(?: that)?)\s+", re.I)
_OPEN_SUBJECT = re.compile(
    r"\b(?:do|does|did|have|has|will|can|could|would|are|is|were|was)\s+(?:[A-Z][\w.&'’-]*[ ,]*)+$"
)
_NAMED_TOO = re.compile(r"\s*(?:[A-Z][\w.&'’-]*\s+)+[a-z]")


def _shares_its_verb(first: str, second: str) -> bool:
    """Whether two names are the subject of one question: "how much do Ina and Bo owe?"."""
    asks = ASK_OPENERS.match(first.strip()) is not None
    return asks and bool(_OPEN_SUBJECT.search(first.rstrip()) and _NAMED_TOO.match(second))


_OTHERS = (
    r"(?!\s+(?:i|we|you|he|she|it|they|there|the|an?|any|our|my|his|her|their|all|every"
    r"|[A-Z]\w*)\b)"
)
_SAME_SUBJECT = re.compile(
    r"\s*(?:is|are|was|were|has|have|had|does|do|did|would|should|will|can|could)"
    rf"(?:n['’]t|\s+(?:not|never|already|still|yet|been|since))\b{_OTHERS}"
    r"|\s*(?:have|has|had) (?:no|got|an?)\b|\s*(?:never|nobody|no one) [a-z]"
    r"|\s*(?:is|are|was|were) [a-z]+"
    r"(?=\s*(?:[?.,;]|$)|\s+(?:by|for|in|since|on|at|before|after)\b)",
)
_ASKS_WHICH = re.compile(r"\W*(?:\w+ ){0,4}(?:which|who|what|whose|all|any|every|the)\b", re.I)
_OF_NAMED = re.compile(
    r"\W*(?:\w+ )?(?:[Ww]hich|[Ww]ho) (?:one )?(?:of|at|in|from)\b[^?]*\b[A-Z]\w+$"
)
_NAME_IS = re.compile(r"\s*(?:[A-Z][\w.&'’-]*\s+)+(?:is|are|was|were|has|have|had|does|did)\b")


def _says_more(first: str, second: str) -> bool:
    """Whether a part says more of the same subject: "which are due and have not been paid"."""
    if _OF_NAMED.match(first) and _NAME_IS.match(second):
        return True
    return _ASKS_WHICH.match(first) is not None and _SAME_SUBJECT.match(second) is not None


_GOES_ON = re.compile(
    r"\W*(?:unless\b|(?:it|he|she|they|there|the|this|his|her|their)\s+\S+"
    r"|(?:we|you)\s+(?!need|want))",
    re.I,
)


# What follows "subject:" is its wording, whatever it says.
_LABEL = re.compile(r"\b(?:subject(?: line)?|title|heading|headline|wording|text|body)\s*$", re.I)
_SAYING = re.compile(r"\bsaying\s", re.I)


def _is_told_on(first: str, joint: str, second: str) -> bool:
    """Whether a part belongs to what is to be told: "write that it ends and she may go"."""
    if ":" in joint and (_LABEL.search(first) or (tells(first) and not leads_with_verb(second))):
        return True
    begun = message_in(first) is not None or (tells(first) and _SAYING.search(first) is not None)
    if not begun or not _GOES_ON.match(second):
        return False
    return not leads_with_verb(second) and not CONDITION.match(
        second.strip().removeprefix("unless")
    )


_AND_ALSO = re.compile(r"\s+(?:and|or|but)\s+(?:also\s+)?", re.I)


def _conditions_on(first: str, rest: str) -> bool:
    """Whether a part goes on with a condition: "if it is open and the fee has been paid"."""
    joint = _AND_ALSO.match(rest)
    if joint is None or not CONDITION.match(first.strip()):
        return False
    return is_statement(rest[joint.end() :])


# "Cheapest first, and who owns it": an order is a part of its own.
_ORDER_ALONE = re.compile(r"\W*(?:[\w-]+ ){1,4}(?:first|last|on top)\W*$", re.I)
_GOES_BACK = re.compile(r"(?:that|this|it|which)\b", re.I)


def _opens_well(first: str, second: str) -> bool:
    """Whether the first part is a clause: by itself, or by how the second one goes back to it."""
    rest = second.strip()
    return (
        stands_alone(first)
        or is_heading(first)
        or wishes(first)
        or _ORDER_ALONE.match(first) is not None
        or FOR_EACH.match(first) is not None
        or (leads_with_verb(rest) and (tells_of_past(first) or tells_of_now(first)))
        or bool(CONDITION.match(rest) or _GOES_BACK.match(rest))
    )
