"""Choosing among rows: those that match the values and words of a request."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set

from core.json_values import Json
from reasoners.found.facts import Cell, cells
from reasoners.found.ordering import beside_order, by_order, order_wanted
from reasoners.found.room_for import big_enough
from reasoners.found.row_values import by_values, same_value
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.tools import ToolMeaning
from reasoners.meaning.words import EMPTY_WORDS, name_words, split_words, stem, stems_of, tokens
from reasoners.reading.clauses import Clause
from reasoners.reading.denied import affirmed, denied_places
from reasoners.reading.pointing import pointed_at, unstated
from reasoners.reading.request import Request
from reasoners.reading.things_named import points_back

Row = Mapping[str, Json]
LONGEST_LABEL = 60
LIKED = 0.6  # what a row says in other words of the same meaning
_CALENDAR = frozenset("year month week day date time today tomorrow yesterday morning hour".split())


def choose(
    rows: Sequence[Row],
    clause: Clause,
    request: Request,
    told: bool = True,
    told_by: Sequence[str] = (),
) -> list[int]:
    """Return the positions of the rows meant: by value, by state, by words, then by order.

    `told` lets the words of the rest of the prompt help too. A filter that would leave nothing, or
    everything, does not count. `told_by` are members to order by where the clause names none.
    """
    kept = by_values(rows, list(range(len(rows))), request.inside(clause), request)
    kept = _by_own_words(rows, kept, beside_order(clause), request.clauses if told else ())
    kept = big_enough(rows, kept, clause, request)
    kept = _by_daypart(rows, kept, clause, request)
    back = pointed_at(clause, request)
    if back is not None and len(kept) > 1:
        kept = by_values(rows, kept, request.inside(back), request)
        kept = by_order(rows, _by_subject(rows, kept, back), back, request.today)
    if told and len(kept) > 1:
        kept = by_values(rows, kept, request.values, request)
        # Where several months or days are meant, a likeness would leave one of them.
        liked = 0.0 if len(request.values_of("month", "date", "week")) > 1 else LIKED
        goes_back = clause.mood == "ask" and points_back(clause)
        for other in request.clauses:
            tells = other.mood in ("tell", "if") or (other.start < clause.start and goes_back)
            tells = tells and other is not clause and len(kept) > 1
            kept = _by_words(rows, kept, other, liked) if tells else kept
    return by_order(rows, kept, clause, request.today, told_by)


def subjects(rows: Sequence[Row], clause: Clause, request: Request) -> list[int]:
    """Return the positions of the rows that a question or condition is about."""
    kept = by_values(rows, list(range(len(rows))), request.inside(clause), request)
    kept = _by_subject(rows, kept, clause)
    return by_values(rows, kept, request.values, request) if len(kept) > 1 else kept


def choose_person(
    rows: Sequence[Row], clause: Clause, request: Request, change: ToolMeaning | None = None
) -> list[int]:
    """Return the positions of the people meant: by value, then only by words that stand there.

    What a change sets tells nobody apart: who is to have a plan is not who has it.
    """
    kept = by_values(rows, list(range(len(rows))), request.values, request)
    set_anew = {wanted.stems for wanted in change.takes} if change else set()
    scores = {at: _said_in(rows[at], clause, set_anew) for at in kept}
    best = max(scores.values(), default=0)
    return [at for at in kept if scores[at] == best]


def _said_in(row: Row, clause: Clause, but: Set[frozenset[str]]) -> int:
    """How many short texts of a row a clause says word for word."""
    told = (cell for cell in cells(row) if cell.stems not in but)
    texts = (c.value for c in told if isinstance(c.value, str) and c.value.isascii())
    words = (set(stems_of(split_words(text))) - EMPTY_WORDS for text in texts if len(text) < 30)
    return sum(1 for stems in words if stems and stems <= clause.stems)


def speaks_of(
    rows: Sequence[Row],
    kept: Sequence[int],
    clause: Clause,
    request: Request,
    but: Set[str] = frozenset(),
) -> bool:
    """Whether a request's values, words, states or order tell the rows kept from the others.

    A likeness of meaning is enough to look something up, and too little to change it. `but` are
    stems of words that all the rows are called by.
    """
    if order_wanted(clause) or any(c in _DAYPARTS for c in clause.concepts("state")):
        return True
    spoken = {t.stem for c in request.clauses for t in c.tokens if t.lower not in EMPTY_WORDS}
    spoken -= but
    states = frozenset(s for c in request.clauses for s in c.concepts("state"))
    return all(
        any(
            any(same_value(value, cell.value) for value in request.values)
            or (isinstance(cell.value, str) and _is_said(cell.value, spoken, states))
            or (cell.value is True and _all_said(cell, spoken))
            for cell in cells(rows[at])
        )
        for at in kept
    )


def _is_said(text: str, spoken: set[str], states: frozenset[str]) -> bool:
    stems = stems_of(split_words(text))
    meant = {sense.concept for sense in lexicon().senses(stems) if sense.kind == "state"}
    return bool(set(stems) & spoken or meant & states)


def named_rows(rows: Sequence[Row], request: Request) -> list[int]:
    """Return the rows that hold the values of the prompt, all where none or every one does."""
    return by_values(rows, list(range(len(rows))), request.values, request)


_DAYPARTS = {
    "morning": ("00:00", "12:00"),
    "afternoon": ("12:00", "17:59"),
    "evening": ("17:00", "23:59"),
}


def _by_daypart(
    rows: Sequence[Row], kept: list[int], clause: Clause, request: Request
) -> list[int]:
    """Keep the rows whose time lies in the part of the day that is wished for."""
    spans = [_DAYPARTS[concept] for concept in clause.concepts("state") if concept in _DAYPARTS]
    for value in request.inside(clause):
        if value.kind == "time" and value.role & {"after", "from", "past"}:
            spans.append((str(value.value), "23:59"))
        elif value.kind == "time" and value.role & {"before", "until", "by"}:
            spans.append(("00:00", str(value.value)))
    for first, last in spans:
        found = [at for at in kept if any(first <= time <= last for time in _times(rows[at])[:1])]
        kept = found or kept
    return kept


def _times(row: Row) -> list[str]:
    texts = [str(cell.value) for cell in cells(row) if isinstance(cell.value, str)]
    found = [
        re.fullmatch(r"(?:\d{4}-\d\d-\d\d[T ])?(\d\d:\d\d)(?::\d\d)?Z?", text) for text in texts
    ]
    return [match[1] for match in found if match]


def _by_words(
    rows: Sequence[Row], kept: list[int], clause: Clause, liked: float = LIKED
) -> list[int]:
    """Keep the rows whose short texts share the most with the clause's words."""
    # What a row only resembles in meaning counts where one is meant and no word tells which.
    scores = {at: _word_score(rows[at], clause, liked=0.0) for at in kept}
    alike = len({round(score, 2) for score in scores.values()}) < 2
    if alike and kept and not speaks_of_many(rows[kept[0]], clause):
        scores = {at: _word_score(rows[at], clause, liked=liked) for at in kept}
    best = max(scores.values(), default=0.0)
    found = [at for at in kept if scores[at] >= best - 0.01]
    return found if best > 0 and len(found) < len(kept) else kept


def _by_own_words(
    rows: Sequence[Row], kept: list[int], clause: Clause, around: Sequence[Clause]
) -> list[int]:
    """Keep what a clause's words say; what is told around it in full words before a likeness."""
    if len(_by_words(rows, kept, clause, liked=0.0)) == len(kept):
        for other in around:
            found = _by_words(rows, kept, other, liked=0.0) if other.mood == "tell" else kept
            if 1 < len(found) < len(kept) and other is not clause:
                return found
    return _by_words(rows, kept, clause)


def _by_subject(rows: Sequence[Row], kept: list[int], clause: Clause) -> list[int]:
    """Keep the rows that a question is about by what they are called, not by what it asks."""
    bare = [{n: v for n, v in row.items() if not _tells_state(n, v)} for row in rows]
    return _by_words(bare, kept, unstated(clause))


def _tells_state(name: str, value: Json) -> bool:
    return isinstance(value, bool) or "status" in lexicon().concepts(stems_of(name_words(name)))


def speaks_of_many(row: Row, clause: Clause) -> bool:
    """Whether a clause speaks of what the rows are in the plural: "the campaigns that run"."""
    kin = _kin(row)
    return any(t.stem in kin and t.lower.endswith("s") and t.lower != t.stem for t in clause.tokens)


def _word_score(row: Row, clause: Clause, liked: float) -> float:
    as_said, clause = clause, affirmed(clause)
    kin = _kin(row)
    wanted = {t.stem for t in clause.tokens if t.lower not in EMPTY_WORDS | _CALENDAR} - kin
    denied = {t.stem for t in as_said.tokens if t.lower not in EMPTY_WORDS} - kin
    meant = clause.concepts("state", "thing", "field") - lexicon().concepts(tuple(kin))
    score = 0.0
    for cell in cells(row):
        if isinstance(cell.value, bool):
            score += 1.0 if cell.value and _all_said(cell, wanted) else 0.0
        elif (
            isinstance(cell.value, str)
            and len(cell.value) <= LONGEST_LABEL
            and not any(ch.isdigit() for ch in cell.value[:4])
        ):
            words = [w for w in stems_of(split_words(cell.value)) if w not in EMPTY_WORDS]
            # A trouble is told alike on both sides: "cannot print", "Printing does not work".
            said = wanted | denied if denied_places(tokens(cell.value)) else wanted
            score += _overlap(words, said, meant, liked)
    return score + 0.3 * _longer(row, wanted)


def _all_said(cell: Cell, spoken: set[str]) -> bool:
    """Whether all telling words of a name are said: "tickets" do not say "ticket sent"."""
    own = {stem(word) for word in cell.words if word not in EMPTY_WORDS}
    return bool(own) and own <= spoken


def _kin(row: Row) -> frozenset[str]:
    """The stems of what every row of the list is, which tells none of them from the others."""
    own = next((w[:-1] for w in map(name_words, row) if len(w) > 1 and w[-1] == "id"), ())
    first = name_words(next(iter(row), ""))
    return frozenset(stems_of(own or (first if len(first) == 1 else ())))


def _longer(row: Row, wanted: set[str]) -> float:
    """What longer texts of the row share with the clause counts for less."""
    longer = (
        c.value for c in cells(row) if isinstance(c.value, str) and len(c.value) > LONGEST_LABEL
    )
    return max(
        (len(wanted & {t.stem for t in tokens(text)}) / (len(wanted) or 1) for text in longer),
        default=0.0,
    )


def _overlap(words: Sequence[str], wanted: set[str], meant: frozenset[str], liked: float) -> float:
    if not words:
        return 0.0
    said = len(set(words) & wanted)
    if said:
        return float(said / len(words) ** 0.5)
    known = lexicon()
    senses = known.senses(tuple(words))
    if {s.concept for s in senses if s.kind == "state"} & meant:
        return 0.6
    return liked if {s.concept for s in senses if s.kind == "thing"} & meant else 0.0
