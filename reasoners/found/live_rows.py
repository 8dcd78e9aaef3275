"""Of several records of the same person or thing the one that is still to come, or still open."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from core.json_values import Json
from reasoners.found.facts import cells
from reasoners.found.ordering import order_wanted
from reasoners.found.states import EARLY
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import name_words, split_words, stem, stems_of
from reasoners.reading.clauses import Clause
from reasoners.reading.request import Request
from reasoners.reading.states_of_now import of_now

Row = Mapping[str, Json]
_OVER = frozenset({"done_state", "cancelled_state"})
_OPEN = frozenset({"open_state", "active_state", "unpaid_state", "blocked_state"})
_OVER_WORDS = frozenset(
    stems_of(
        "returned rejected declined refused archived departed left ended past former gone".split()
    )
)
_OVER_PAIRS = (("check", "out"), ("no", "show"), ("pick", "up"))
_LASTS = frozenset({"start_date", "end_date", "departure"})
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# What is said of what has been may mean a record that is over.
_OF_BEFORE = re.compile(
    r"\b(?:was|were|had|did|didn['’]t|ago|since|last|yesterday|earlier|previous(?:ly)?|former"
    r"|past|history|ever|used to|back then|took|stayed|(?:he|she|they|we|it|who|that) \w{2,}ed)\b",
    re.I,
)


def live_rows(
    rows: Sequence[Row], kept: Sequence[int], clause: Clause, request: Request
) -> list[int]:
    """Return those of the rows kept that are not over, all where that tells nothing.

    It does not where a clause speaks of what has been, of an order, or of the state itself.
    """
    live = [at for at in kept if not _is_over(rows[at], request.today)]
    lost = [rows[at] for at in kept if at not in live]
    spoken = order_wanted(clause) or any(_is_spoken_of(row, request) for row in lost)
    return list(kept) if not live or spoken else live


def speaks_of_before(clause: Clause) -> bool:
    """Whether a clause may be about what has been."""
    return _OF_BEFORE.search(clause.text) is not None


def _is_over(row: Row, today: date) -> bool:
    states = _states(row)
    if is_called_over(row):
        return True
    if any(_says_open(state) for state in states):
        return False
    days = [str(v)[:10] for name, v in row.items() if _is_its_day(name, v)]
    return bool(days) and max(days) < today.isoformat()


def is_called_over(row: Row) -> bool:
    """Whether a record's own state says that it is over, or called off."""
    return called_over(row) is not None


def called_over(row: Row) -> str | None:
    """Return the member that says that a record is over, or called off."""
    said = (n for n, v in row.items() if isinstance(v, str) and _tells_state(n) and _says_over(v))
    return next(said, None)


def _states(row: Row) -> list[str]:
    return [v for name, v in row.items() if isinstance(v, str) and _tells_state(name)]


def _tells_state(name: str) -> bool:
    return "status" in lexicon().concepts(stems_of(name_words(name)))


def _says_over(state: str) -> bool:
    stems = stems_of(split_words(state))
    meant = {s.concept for s in lexicon().senses(stems) if s.kind == "state"}
    pairs = any(all(stem(word) in stems for word in pair) for pair in _OVER_PAIRS)
    return bool(meant & _OVER or set(stems) & _OVER_WORDS) or pairs


def _says_open(state: str) -> bool:
    """Whether a state is one of what is still to be done or holds; of others the days may tell."""
    stems = stems_of(split_words(state))
    meant = {s.concept for s in lexicon().senses(stems) if s.kind == "state"}
    return bool(meant & _OPEN or set(stems) & EARLY)


def _is_its_day(name: str, value: Json) -> bool:
    """Whether a member is a day on which something begins or ends, or simply its day."""
    if not isinstance(value, str) or not _DAY.match(value):
        return False
    words = name_words(name)
    return words in (("day",), ("date",)) or bool(lexicon().concepts(stems_of(words)) & _LASTS)


def _is_spoken_of(row: Row, request: Request) -> bool:
    """Whether a request speaks of a state that a record is in."""
    said = {token.lower for clause in request.clauses for token in of_now(clause).tokens}
    meant = {c for clause in request.clauses for c in of_now(clause).concepts("state")}
    for state in _states(row):
        stems = stems_of(split_words(state))
        concepts = {s.concept for s in lexicon().senses(stems) if s.kind == "state"}
        if {*split_words(state)} <= said or concepts & meant & _OVER:
            return True
    days = (str(cell.value) for cell in cells(row) if isinstance(cell.value, str))
    wanted = {str(v.value) for v in request.values_of("date", "month", "year")}
    return any(_DAY.match(day) and any(day.startswith(w) for w in wanted) for day in days)
