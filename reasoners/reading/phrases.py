"""What a stretch of a request says of a record: of what, denied or not, compared with what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.plan import Operator
from reasoners.meaning.lexicon import Sense, lexicon
from reasoners.meaning.words import EMPTY_WORDS, Token
from reasoners.reading.clauses import Clause
from reasoners.reading.request import Request
from reasoners.reading.values import Value

Amount = Literal["the", "any", "every"]

_OPENER = re.compile(
    r"\W*(?:and|but|so|then|only|even)*\s*(?:(?:only )?if|unless|otherwise|else|provided(?: that)?"
    r"|providing(?: that)?|assuming(?: that)?|supposing(?: that)?|as long as|so long as"
    r"|on condition(?: that)?|in case|in the event(?: that)?|should|when(?:ever)?|wherever"
    r"|for (?=every|each|all|any)|has|have|is|are|was|were|does|do|did)\b",
    re.I,
)
_UNLESS = re.compile(r"\W*(?:unless|except (?:if|when)|otherwise|else)\b", re.I)
_DENIED = re.compile(
    r"\b(?:not|no|never|nothing|none|nobody|no one|without|cannot|yet to be|neither)\b|n['’]t\b",
    re.I,
)
_EVERY = re.compile(r"\b(?:all|every|each|everything|both)\b", re.I)
_ANY = re.compile(
    r"\b(?:any|some|no\b(?! (?:more|less|fewer|later|earlier|longer|one)\b)|other|another"
    r"|there (?:is|are|was|were)|there's"
    r"|(?:has|have|had|got|owns?|holds?) (?:an?\b|\w+ed\b|\w+s\b))",
    re.I,
)
_WORDED: tuple[tuple[Operator, str], ...] = (
        ("ge", r"at least|no less than|not less than|no fewer than|or more|or later|or over"
               r"|no earlier than|not before|minimum of"),
        ("le", r"at most|no more than|not more than|up to|or less|or earlier|or fewer|within"
               r"|no later than|not later than|not after|maximum of|not exceeding"),
        ("gt", r"more(?: [\w-]+){0,5}? than|over|above|exceed(?:s|ing|ed)?"
               r"|(?:high|great|long|lat|bigg|larg|dear|heavi|old)er(?: [\w-]+){0,5}? than"
               r"|(?<!look )(?<!looks )(?<!looked )(?<!looking )after|beyond"),
        ("lt", r"less(?: [\w-]+){0,5}? than|under|below|before|prior to"
               r"|(?:low|few|short|earli|small|cheap|light|young|new)er(?: [\w-]+){0,5}? than"),
)  # fmt: skip
_COMPARED = tuple((op, re.compile(rf"\b(?:{words})\b", re.I)) for op, words in _WORDED)
# "Older" and "longer ago" are said of time that has passed: the day itself is the earlier one.
_AGED = re.compile(
    r"\b(?:old(?:er)?|ago|overdue|late|been|since|for|passed|longer|waiting|last|past)\b", re.I
)
_AHEAD = re.compile(r"\b(?:next|coming|upcoming)\b|\bfrom (?:now|today)\b", re.I)
_SPAN = re.compile(
    r"\b(?:in|within|over|during|for) (?:the )?(?:last|past|next|coming|upcoming)\b", re.I
)
_SINCE = re.compile(r"\bsince (?:at least )?(?:the (?:start|beginning|first) of )?(?:the )?$", re.I)
_BY = re.compile(r"\bby (?:the )?$", re.I)
_BEGINS = re.compile(r"\s+(?:has |had )?(?:begins?|began|begun|starts?|started)\b", re.I)
# "Before July is out" takes in July, "after July has begun" too.
_WHOLE: dict[Operator | None, re.Pattern[str]] = {
    "lt": re.compile(
        r"(?:['’]s|\s+(?:is|has|are|was))\s+(?:out|over|up|through|done|past|ended|gone|finished)\b"
        r"|\s+(?:ends?|ended|finish\w*|closes?|runs? out)\b",
        re.I,
    ),
    "gt": _BEGINS,
}
_SAYS_SET = re.compile(
    r"\b(?:should|ought|supposed|meant|intend\w*|aim\w*|plan\w*|promis\w+|wanted|need\w*|budget\w*"
    r"|target\w*|goals?|agreed|allow\w*|permit\w*|expect\w*|schedul\w*|requir\w*|due|minimum|min"
    r"|maximum|max|limits?|quota|capacity|threshold|estimat\w*|quoted|forecast)\b",
    re.I,
)
_REACHES = re.compile(r"\b(?:reach\w*|meets?|met|hits?|attain\w*|comes? up to)\b", re.I)
_FLIPPED: dict[Operator, Operator] = {
    "eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt",
    "exists": "missing", "missing": "exists", "contains": "not_contains",
    "not_contains": "contains",
}  # fmt: skip
_LIMITS = frozenset({"amount", "number", "percent", "duration", "date", "month", "time"})
_NAMED = frozenset({"name", "id", "email", "phone", "quoted", "address", "url"})
_AND = re.compile(r"\s+(?:and|but)\s+(?=\S)", re.I)
_OR = re.compile(r"\s+or\s+(?!(?:more|less|later|earlier|over|fewer|under|so)\b)", re.I)
_BESIDES = frozenset(
    """more less than least most over under above below up before after within case long event
    ever already still yet currently now anyway really indeed actually nobody nothing none never
    without cannot someone somebody anyone anybody anything something unless provided assuming
    otherwise whenever""".split()
)


@dataclass(frozen=True)
class Phrase:
    """A stretch of text that a record may bear out: its telling words, and what it compares.

    `senses` are those of all its words, but for phrases that hold a denial.
    `amount` says of how many records: one that is meant, any at all, or every one.
    """

    text: str
    tokens: tuple[Token, ...]
    senses: tuple[Sense, ...]
    denied: bool
    limit: Value | None
    operator: Operator | None
    amount: Amount

    @property
    def stems(self) -> frozenset[str]:
        """The stems of its telling words."""
        return frozenset(token.stem for token in self.tokens)

    @property
    def states(self) -> frozenset[str]:
        """The conditions a thing can be in that it speaks of."""
        return self.concepts("state")

    def concepts(self, *kinds: str) -> frozenset[str]:
        """The concepts of its words, of the given classes."""
        return frozenset(s.concept for s in self.senses if s.kind in kinds)


def end_of_period(text: str, start: int) -> int:
    """Return where what is said of a period just named ends: "July is out", "May began"."""
    found = (pattern.match(text, start) for pattern in _WHOLE.values())
    return max((match.end() for match in found if match), default=start)


def denies(text: str) -> bool:
    """Whether a text says that something is not so."""
    return _DENIED.search(text) is not None


def flipped(operator: Operator) -> Operator:
    """Return the operator that holds just where another does not."""
    return _FLIPPED[operator]


def says_unless(clause: Clause) -> bool:
    """Whether what depends on a clause is wanted just where it does not hold."""
    return _UNLESS.match(clause.text) is not None


def phrases_of(clause: Clause, request: Request) -> tuple[tuple[Phrase, ...], ...]:
    """Return what a condition says: parts that must all hold, each by one of its phrases."""
    opener = _OPENER.match(clause.text)
    start = clause.start + (opener.end() if opener else 0)
    return phrases_between(clause, request, start, clause.end)


def phrases_between(
    clause: Clause, request: Request, start: int, end: int
) -> tuple[tuple[Phrase, ...], ...]:
    """Return the phrases of a part of a clause, cut where "and" or "or" joins two of them."""
    parts = []
    for first, last in _cut(_AND, request, start, end):
        cut = _cut(_OR, request, first, last)
        phrases = tuple(_phrase(clause, request, a, b) for a, b in cut)
        parts.append(tuple(p for p in phrases if p.tokens or p.limit is not None))
    return tuple(part for part in parts if part)


def _cut(joint: re.Pattern[str], request: Request, start: int, end: int) -> list[tuple[int, int]]:
    found = [m.span() for m in joint.finditer(request.text, start, end)]
    free = [(a, b) for a, b in found if not any(v.start < b and a < v.end for v in request.values)]
    edges = [start, *(b for _, b in free)]
    return list(zip(edges, [*(a for a, _ in free), end], strict=True))


def _phrase(clause: Clause, request: Request, start: int, end: int) -> Phrase:
    text = request.text[start:end]
    values = [v for v in request.values if start <= v.start < end]
    limits = [v for v in values if v.kind in _LIMITS and not _only_one(v)]
    operator = operator_in(text) or (_time_operator(request, limits[-1], start) if limits else None)
    if operator in _WHOLE and limits and _WHOLE[operator].match(request.text, limits[-1].end):
        operator = "le" if operator == "lt" else "ge"
    bare = re.sub("|".join(p.pattern for _, p in _COMPARED), " ", text, flags=re.I)
    taken = [v for v in values if v.kind in _NAMED or v in limits[-1:]]
    words = tuple(
        t
        for t in clause.tokens
        if start <= t.start < end
        and t.lower not in EMPTY_WORDS | _BESIDES
        and not any(v.start <= t.start < v.end for v in taken)
    )
    every, some = _EVERY.search(text), _ANY.search(text)
    amount: Amount = "every" if every else "any" if some else "the"
    limit = limits[-1] if limits else None
    denied = _DENIED.search(bare) is not None
    said = [t for t in clause.tokens if start <= t.start < end]
    return Phrase(text.strip(" ,.?!"), words, _senses(said), denied, limit, operator, amount)


def _time_operator(request: Request, limit: Value, start: int) -> Operator | None:
    """The comparison of "since May", "by Friday", "in the last two weeks"."""
    before = request.text[start : limit.start]
    if limit.kind == "duration":
        return "le" if _SPAN.search(f"{before}{limit.text}") else None
    if limit.kind not in ("date", "month"):
        return None
    return "ge" if _SINCE.search(before) else "le" if _BY.search(before) else None


def _senses(words: Sequence[Token]) -> tuple[Sense, ...]:
    found = lexicon().senses(tuple(word.stem for word in words))
    denials = {p for p, word in enumerate(words) if _DENIED.search(word.lower)}
    said = [sense for sense in found if not denials & {*sense.places}]
    return tuple(sense for sense in said if not _is_in_another(sense, said))


def _is_in_another(sense: Sense, found: Sequence[Sense]) -> bool:
    """Whether a word for a state is only part of the words for another: "run" of "run out"."""
    states = (other for other in found if other.kind == sense.kind == "state")
    return any({*sense.places} < {*other.places} for other in states)


def _only_one(value: Value) -> bool:
    return value.kind == "number" and value.text.lower() == "one"


def operator_in(text: str) -> Operator | None:
    """The comparison a text makes: the first one said, the narrower where two begin alike."""
    found = [(m.start(), at, op) for at, (op, p) in enumerate(_COMPARED) if (m := p.search(text))]
    narrow = [one for one in found if one[1] < 2]
    return min(narrow or found)[2] if found else None


def first_comparison(text: str) -> tuple[int, int, Operator] | None:
    """Return where a text first compares something, and how."""
    found = [
        (m.start(), at, m.end(), op)
        for at, (op, p) in enumerate(_COMPARED)
        if (m := p.search(text))
    ]
    reached = None if found else _REACHES.search(text)
    if reached is not None:
        return reached.start(), reached.end(), "ge"
    start, _, end, operator = min(found, default=(0, 0, 0, None))
    return (start, end, operator) if operator is not None else None


def says_what_is_set(text: str) -> bool:
    """Return whether a text speaks of what was aimed for, promised or allowed."""
    return _SAYS_SET.search(text) is not None


def is_ahead(phrase: Phrase) -> bool:
    """Return whether a span of time is counted from today on: "in the next two weeks"."""
    return _AHEAD.search(phrase.text) is not None


def is_aged(phrase: Phrase) -> bool:
    """Whether a span of time is counted back from today: "older than two weeks"."""
    return _AGED.search(phrase.text) is not None
