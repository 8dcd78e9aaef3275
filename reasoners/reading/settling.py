"""Clauses that only make sense with the one before: fragments, orders, words that point back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from reasoners.meaning.words import EMPTY_WORDS
from reasoners.reading.bare_questions import only_asked
from reasoners.reading.clauses import Clause, joined
from reasoners.reading.messages import told_in
from reasoners.reading.moods import ACTING, NOTHING, leads_with_verb, not_wanted, strip_polite
from reasoners.reading.order_words import ARRANGES, only_orders
from reasoners.reading.taken_up import takes_up
from reasoners.reading.unsettled import taken_back

_MEANS = re.compile(
    r"(?:i mean|meaning|that is|i\.?e\.?|namely|as in|to be (?:precise|exact))\b", re.I
)


def settled(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """Return the clauses with those that say nothing alone joined to what they belong to."""
    return tuple(_settle(_with_orders(only_asked(clauses))))


def _settle(clauses: list[Clause]) -> list[Clause]:
    """Give a fragment after a condition its mood, and an empty question the words before it."""
    kept: list[Clause] = []
    for clause in clauses:
        whole = _with_the_one_before(kept[-1], clause) if kept else None
        agreed = _with_what_was_agreed(kept, clause)
        if agreed is not None:
            kept[-2] = agreed
        elif whole is not None:
            kept[-1] = whole
        else:
            kept.append(_in_its_mood(kept[-1], clause) if kept else clause)
    return kept


_AGREES = re.compile(
    r"\w[\w ]{0,40}\b(?:(?:said|says|thinks|told us|agreed|agrees)\b|is\b|are\b|has\b|have\b).*"
    r"\b(?:fine|ok|okay|all right|alright|agreed|happy with|no problem|approved|in order)\b",
    re.I,
)


def _with_what_was_agreed(kept: Sequence[Clause], clause: Clause) -> Clause | None:
    """Return a command that only points back with what was wanted, where what stands in between
    says no more than that somebody agrees: "he asks for a week. Bo is fine with it. Do it"."""
    if len(kept) < 2 or clause.mood != "do" or not _only_points_back(clause):
        return None
    agreed, wanted = kept[-1], kept[-2]
    points = any(token.lower in _IT for token in agreed.tokens)
    if not points or agreed.mood != "tell" or _AGREES.match(agreed.text) is None:
        return None
    return replace(joined(wanted, clause), end=wanted.end) if _is_context(wanted) else None


def _in_its_mood(before: Clause, clause: Clause) -> Clause:
    if before.mood == "if" and NOTHING.match(clause.text):
        return replace(clause, mood="tell")
    if before.mood == "do" and clause.mood == "do" and _tells_more(before, clause):
        return replace(clause, mood="tell")
    return replace(clause, mood="do") if _follows(before, clause) else clause


_STATES = re.compile(
    r"(?:it|he|she|they|the \w+)\s+(?:has|have|had|needs?|must|should|is|are)\b", re.I
)


def _tells_more(before: Clause, clause: Clause) -> bool:
    """Whether a clause says more of what somebody is to be told about."""
    message = told_in(before)
    about = message is not None and bool(message.topic) and not message.said
    return about and before.sentence == clause.sentence and bool(_STATES.match(clause.text))


def _with_the_one_before(before: Clause, clause: Clause) -> Clause | None:
    """Return a clause joined to the one before it, None where it stands for itself."""
    if before.sentence == clause.sentence and _is_done_to_each(before, clause):
        return _said_of_each(before, clause)
    if before.sentence == clause.sentence and _ONLY_OTHERWISE.match(before.text):
        return replace(joined(before, clause), mood=clause.mood)
    if before.mood == "do" and taken_back(clause.text):
        return replace(joined(before, clause), mood="tell")
    if before.mood == "if" or _follows(before, clause):
        return None
    if before.mood == "ask" and (_says_how(clause) or _says_more(before, clause)):
        return replace(joined(before, _order_alone(clause)), mood="ask")
    if before.mood in ("ask", "do") and _MEANS.match(clause.text):
        return replace(joined(before, clause), mood=before.mood)
    if _same_question(before, clause):
        return replace(before, text=f"{before.text} {clause.text}", end=clause.end)
    if clause.mood == "ask" and _asks_about(before, clause):
        return joined(before, clause)
    return _as_wished(before, clause) if clause.mood == "do" else None


def _as_wished(before: Clause, clause: Clause) -> Clause | None:
    """Return a command that only points back joined to what it goes back to."""
    if takes_up(clause, before):
        text = f"{before.text} {clause.text}"
        return replace(before, text=text, end=clause.end, mood="do")
    points = _only_points_back(clause) and before.mood in ("tell", "do")
    return joined(before, clause) if points else None


# "Was that more than in May?", "How does it compare with last year?" weigh what was asked before.
_WEIGHS = re.compile(
    r"(?:and |so )?(?:(?:is|was|are|were) (?:that|this|it|they|those) (?:any |a lot |much )?"
    r"(?:more|less|fewer|higher|lower|better|worse|up|down)\b"
    r"|how (?:does|do|did) (?:that|this|it|they|those) (?:compare|differ)\b"
    r"|how much (?:more|less|higher|lower) (?:is|was) (?:that|this|it) than"
    r" (?:in|last|for|the (?:year|month|week|quarter|day|time|one|last|previous|same))\b)",
    re.I,
)
# "Count only the open ones", "add them up per site" say how a question is to be answered.
_RECKONS = re.compile(
    r"(?:leave out|disregard|ignore|exclude|omit)\s+(?:the|any|all|those|what)\b.*\b(?:ones|those"
    r"|is|are|was|were)\b|"
    r"(?:then )?(?:add|tot|sum|total|count|group|split|break)(?: (?:only|just))?\s+(?:(?:it|them"
    r"|these|those|that|what|everything|up|the ones)\b|(?:the )?\w+ up\b)",
    re.I,
)


_ASKS_WHICH = re.compile(r"\W*(?:and |but |so )?(?:which|who|how many)\b", re.I)
_NO_SUBJECT = re.compile(
    r"(?:have|has|had|are|is|were|was|will|do|does|did|can|cannot|won['’]t)(?:n['’]t)?\b"
    r"(?!\s+(?:[Ii]|you|we|they|he|she|it|there|that|this|the|an?|our|my|his|her|their|[A-Z]\w*)\b)"
)


def _says_more(before: Clause, clause: Clause) -> bool:
    """Whether a part says more of what is asked for: "which are idle and have no keeper"."""
    same = before.sentence == clause.sentence and clause.mood in ("ask", "do", "tell")
    return same and bool(_ASKS_WHICH.match(before.text) and _NO_SUBJECT.match(clause.text))


def _says_how(clause: Clause) -> bool:
    """Whether a clause says how the question before it is to be answered, or weighed."""
    weighs = clause.mood == "ask" and _WEIGHS.match(clause.text) is not None
    return weighs or _RECKONS.match(strip_polite(clause.text)) is not None


_ONLY_OTHERWISE = re.compile(r"(?:and |but |or )?(?:if not|otherwise|or else|else)\W*$", re.I)
FOR_EACH = re.compile(r"(?:and |but |so )?(?:for|with|of) (?:every|each|all|any)\b", re.I)
_WHENEVER = re.compile(
    r"(?:and |but |so )?(?:whenever|each time|every time|(?:if|should|in case|where) any)\b", re.I
)


def _is_done_to_each(before: Clause, clause: Clause) -> bool:
    """Whether a command is for each of what the clause before it names."""
    if clause.mood != "do":
        return False
    points_back = any(token.lower in _IT for token in clause.tokens)
    return bool(FOR_EACH.match(before.text) or (_WHENEVER.match(before.text) and points_back))


def _said_of_each(before: Clause, clause: Clause) -> Clause:
    """The command first, then what it is for: "for every order that is late, send a note"."""
    whole = joined(clause, before)
    return replace(whole, mood="do", start=before.start, end=clause.end)


_REFUSES = re.compile(r"\w+ (?:\w+n['’]t|cannot|will not|does not|is not)\b", re.I)


def _follows(before: Clause, clause: Clause) -> bool:
    """Whether a clause says what is to be done where the condition before it holds."""
    told = clause.mood == "tell" and before.mood == "if"
    refused = _REFUSES.match(clause.text) or not_wanted(clause.text)
    return told and before.sentence == clause.sentence and not refused


def _with_orders(clauses: list[Clause]) -> list[Clause]:
    """Words that only say in which order belong to the clause before: "Newest first, please"."""
    kept: list[Clause] = []
    for clause in clauses:
        if (
            kept
            and clause.mood in ("tell", "ask", "do")
            and only_orders(clause)
            and kept[-1].mood in ("ask", "do")
        ):
            kept[-1] = replace(joined(kept[-1], _order_alone(clause)), mood=kept[-1].mood)
        else:
            kept.append(clause)
    return kept


def _order_alone(clause: Clause) -> Clause:
    """The words of an order without the verb that arranges: it says nothing of what is asked."""
    bare = strip_polite(clause.text)
    arranges = (ARRANGES.match(bare) or _RECKONS.match(bare)) and len(clause.tokens) > 1
    return replace(clause, tokens=clause.tokens[1:]) if arranges else clause


_ASKS_NOTHING_NEW = frozenset(
    """right true correct case since when already yet still now why how long ago much by come
    comes came from behind down pushed pushing driven drove caused causing made makes happened
    changed changes went gone wrong sum reason difference explain explains accounts due
    owing more less fewer higher lower dearer cheaper really exactly actually over under""".split()
)


# Empty in the description of a tool, telling in a question.
_SAID_OF_SCHEMAS = frozenset({"number", "object", "list"})


def _says_nothing(clause: Clause) -> bool:
    """ "Is that so?", "Can you check?" ask about the sentence before."""
    empty = EMPTY_WORDS - _SAID_OF_SCHEMAS | _ASKS_NOTHING_NEW
    telling = [t for t in clause.tokens if t.lower not in empty]
    return not telling or (len(telling) == 1 and not clause.concepts("thing", "field", "state"))


# "Please state both figures" asks for no more than the question before it.
_WANTS_ALL = re.compile(
    r"(?:and |then )?(?:please )?(?:state|give|name|mention|include|quote|report|say|list|tell|show"
    r"|add)(?: (?:me|us))?(?: (?:both|all|the|each|every|its|their|exact|two|three|respective))+"
    r" (?:figures?|numbers?|values?|amounts?|totals?|results?|names?|dates?|details|percents?)\W*"
    r"(?:please\W*|for (?:both|each)\W*)?$",
    re.I,
)
_THEM = frozenset("it this that they them these those".split())


def _only_calculates(clause: Clause) -> bool:
    """ "What do they come to?" asks for a sum of what the sentence before speaks of."""
    reads = {p for s in clause.senses if s.kind == "read" for p in s.places}
    sums = clause.concepts("read") & {"calculate", "count_up"}
    rest = [t for p, t in enumerate(clause.tokens) if t.lower not in EMPTY_WORDS and p not in reads]
    return bool(sums) and not rest and any(t.lower in _THEM for t in clause.tokens)


def _is_context(clause: Clause) -> bool:
    """Whether a clause says how things are, or what somebody means to do, and commands nothing."""
    return clause.mood == "tell" or (clause.mood == "do" and not leads_with_verb(clause.text))


_COUNTS_THEM = re.compile(
    r"(?:and )?how (?:many|much) (?:of (?:them|those) )?(?:does |do |is |are )?"
    r"(?:that|this|it|they|there|those)(?: (?:makes?|is|are|comes? to|adds? up to|would be))?"
    r"(?: in (?:all|total))?\W*$",
    re.I,
)


def _same_question(before: Clause, clause: Clause) -> bool:
    """Whether a clause asks nothing that the question before it does not ask."""
    if before.mood != "ask" or clause.mood not in ("ask", "do"):
        return False
    empty = clause.mood == "ask" and _says_nothing(clause)
    return (
        empty
        or _COUNTS_THEM.match(clause.text) is not None
        or _WANTS_ALL.match(clause.text) is not None
    )


def _asks_about(before: Clause, clause: Clause) -> bool:
    """Whether a question is about what the sentence before it tells, and about nothing else."""
    if before.mood == "tell" and _says_nothing(clause):
        return True
    return _is_context(before) and _only_calculates(clause)


_IT = frozenset("it this that them these those him her so".split())


def _only_points_back(clause: Clause) -> bool:
    """ "Put it in", "Get that done" say what is to be done with what the sentence before tells."""
    acting = {p for s in clause.senses if s.kind in ACTING for p in s.places}
    reads = any(s.kind in ("read", "send") and s.places[0] == 0 for s in clause.senses)
    rest = [
        t
        for place, t in enumerate(clause.tokens)
        if t.lower not in EMPTY_WORDS | _FILLS and place not in acting
    ]
    light = all(
        s.concept == "light" or len(s.places) > 1 for s in clause.senses if s.kind in ACTING
    )
    return not rest and not reads and light and any(t.lower in _IT for t in clause.tokens)


_FILLS = frozenset("please pls through going sorted done started now today asap right away".split())
