"""Which fields of an output a clause asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from core.json_values import Json
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import EMPTY_WORDS, name_words, split_words, stems_of
from reasoners.reading.clauses import Clause
from reasoners.reading.request import Request

_ASKED_KINDS = (
    (re.compile(r"\b(?:when|what (?:date|day|time)|which day|how long|until)\b", re.I), "date"),
    (
        re.compile(
            r"\b(?:how (?:much|many|high|big|far|heavy|old)|what (?:amount|price)|cost)\b", re.I
        ),
        "number",
    ),
    (
        re.compile(
            r"\b(?:who|whom|whose)\b|\b(?:which|what) (?:\w+ )?(?:colleague|engineer|technician"
            r"|person|agent|doctor|nurse|driver|manager|employee|teacher|salesperson)\b",
            re.I,
        ),
        "name",
    ),
)
_GENERIC = frozenset(
    {"kind_date", "kind_id", "identifier", "look_up", "create", "item", "search", "list_all"}
)


CLEAR = 1.3  # a member named by the clause's own words, and of the kind that it asks for
NAMED = 1.0  # the clause's own words, all of a member's or most with what they mean
MOST_OF_A_KIND = 6
VARIES = 1.5  # what differs is what is compared, added up or averaged


def relevance(name: str, clause: Clause) -> float:
    """Return how much a clause asks for a member of this name."""
    words = stems_of(name_words(name))
    telling = [w for w in words if w not in EMPTY_WORDS]
    known = lexicon()
    own = len(set(telling) & clause.stems)
    meant = {s.concept for s in known.senses(words) if s.kind != "kind"} - _GENERIC
    asked = meant & clause.concepts()
    strong = {c for c in asked if known.kinds[c] in ("field", "state")}
    thing = (0.6 if len(telling) == 1 else 0.35) * bool(asked - strong)
    return own * (1.0 if len(telling) == own else 0.7) + 0.7 * bool(strong) + thing


def asked_members(row: Mapping[str, Json], clause: Clause) -> list[str]:
    """Return the members that a clause asks for, none where it does not say."""
    scores = {
        name: _score(name, value, clause) for name, value in row.items() if value not in ([], {})
    }
    best = max(scores.values(), default=0.0)
    asked = [name for name, score in scores.items() if score >= max(0.55, 0.5 * best)]
    if best >= CLEAR:
        return asked
    kin = [
        name for name in scores if name not in asked and _kind_bonus(name, row[name], clause) > 0
    ]
    return [n for n in row if n in asked or n in kin] if len(kin) <= MOST_OF_A_KIND else asked


def named_members(row: Mapping[str, Json], request: Request) -> list[str]:
    """Return the members whose values the request itself speaks of: plan "Trial" in "on trial"."""
    spoken = frozenset(stem for clause in request.clauses for stem in clause.stems)
    return [name for name, value in row.items() if _is_spoken_of(value, spoken)]


def _is_spoken_of(value: Json, spoken: frozenset[str]) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z]+(?:[ _-][A-Za-z]+){0,2}", value):
        return False
    words = [word for word in split_words(value) if word not in EMPTY_WORDS]
    return bool(words) and set(stems_of(words)) <= spoken


def _score(name: str, value: Json, clause: Clause) -> float:
    own, kind = relevance(name, clause), _kind_bonus(name, value, clause)
    return own + _tells_why(name, value, clause) + (max(kind, 0.0) if own >= 0.6 else kind)


_WHY = re.compile(
    r"\b(?:why|how come|what (?:happened|caused|for\b(?! \w))|what (?:went|has gone) wrong"
    r"|(?:what|anything)(?:['’]s| is| was|s)?"
    r" (?:the )?(?P<state>matter|wrong|trouble|going on|happening|up(?= with\b|\W*$))"
    r"|what(?:['’]s| is| was) (?:behind|the (?:reason|cause)))\b",
    re.I,
)
_REASONS = frozenset(stems_of("cause reason remark explanation grounds why".split()))
_BARS = frozenset({"blocked_state", "cancelled_state", "expired_state"})


def _tells_why(name: str, value: Json, clause: Clause) -> float:
    """What a member adds that gives a reason, or says what is the matter."""
    found = _WHY.search(clause.text)
    if found is None or value in (None, "", False):
        return 0.0
    stems = stems_of(name_words(name))
    barred = value is True and lexicon().concepts(stems) & _BARS
    return CLEAR * bool(not _REASONS.isdisjoint(stems) or (found["state"] and barred))


def _kind_bonus(name: str, value: Json, clause: Clause) -> float:
    kind = next((kind for pattern, kind in _ASKED_KINDS if pattern.search(clause.text)), None)
    if kind == "date":
        return 0.4 if isinstance(value, str) and re.match(r"\d{4}-\d\d|\d\d:\d\d", value) else -0.3
    if kind == "number":
        return 0.3 if isinstance(value, int | float) and not isinstance(value, bool) else -0.2
    if kind == "name":
        return 0.3 if _names_somebody(name, value) else -0.2
    return 0.0


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_PERSONAL = frozenset(
    """name assignee owner agent manager contact by technician doctor driver engineer nurse teacher
    author reviewer approver buyer seller planner""".split()
)
_OF_THINGS = frozenset(
    """company organization organisation title subject city country street place service product
    team department project campaign region plan channel supplier vendor""".split()
)
_FULL_NAME = re.compile(r"[A-Z][\w'’.-]+(?: (?:[a-z]{2,3} )?[A-Z][\w'’.-]+){1,2}")


def _names_somebody(name: str, value: Json) -> bool:
    """Whether a member holds a person's name, as far as its own name and its form tell."""
    if not isinstance(value, str) or re.search(r"\d", value):
        return False
    words = set(name_words(name))
    return bool(words & _PERSONAL) or bool(_FULL_NAME.fullmatch(value) and not words & _OF_THINGS)


def best_measure(rows: Iterable[Mapping[str, Json]], clause: Clause) -> str | None:
    """Return the numeric member that a clause compares: the one asked for, else the likeliest."""
    rows = list(rows)
    names = (
        [n for n, v in rows[0].items() if _is_number(v) and name_words(n)[-1:] != ("year",)]
        if rows
        else []
    )
    if not names:
        return None
    likely = (
        "amount",
        "total",
        "value",
        "price",
        "cost",
        "balance",
        "quantity",
        "count",
        "score",
        "fee",
        "net",
    )

    def rate(name: str) -> float:
        place = next((i for i, w in enumerate(likely) if w in name_words(name)), len(likely))
        varies = len({row.get(name) for row in rows}) > 1
        return relevance(name, clause) * 2 - 0.1 * place + VARIES * varies

    return max(names, key=rate)
