"""Whether what a rule requires is so, by what was looked up; unsure wherever that does not tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from core.conditions import compare
from core.json_values import Json
from reasoners.found.facts import Cell
from reasoners.found.formats import label, said
from reasoners.found.states import excludes, state_concepts
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import EMPTY_WORDS, split_words, stem, stems_of, tokens
from reasoners.planning.ruling.elapsed import Term, speaks_of_time, term_in
from reasoners.planning.ruling.requirements import Requirement
from reasoners.planning.ruling.rule_forms import form_of
from reasoners.reading.phrases import denies, operator_in
from reasoners.reading.quantities import number_in

_GENERIC = frozenset(
    stems_of(
        """money anything something somebody made taken completed least most already own given
        fully after before from within moment logged recorded counted reached been eur usd
        gbp must times once twice""".split()
    )
)
# What rules say of any deed.
_OF_DEEDS = frozenset(
    stems_of(
        """nobody none never cannot whoever anyone anybody person people if when while long until
        till unless without provided require either worth value cost accepted granted allowed
        permitted possible with under against""".split()
    )
)
_LIMIT = re.compile(r"\b(?:no|not) (?:more|less|fewer|later|earlier) than\b", re.I)
_FREE = re.compile(r"\bfree of charge\b", re.I)
# Words of a name that do not change what it is of: "passed on", "number of drives", "status".
_NEUTRAL = EMPTY_WORDS | frozenset(
    "count total date day time times status state amount sum eur usd gbp at by".split()
)
_PARTS = re.compile(
    r",?\s+and\s+(?=(?:within|at|no|not|the|an?|his|her|its|their|all|every|have|has|is|are|\d)\b)"
    r"|,\s+(?:and\s+)?",
    re.I,
)
_OF_THE_REST = form_of("of the rest")
_OVER = re.compile(r"\b(?:above|over|beyond|more than)\s+(\d[\d.,]*)", re.I)
_MONEY = re.compile(r"\d\s*(?:[A-Z]{3}\b|[€$£])")
_TIMES = re.compile(r"\b(?:(once)|(twice)|(\w+) times)\b", re.I)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PLAIN_WORDS = re.compile(r"[A-Za-z]+(?:[ _-][A-Za-z]+){0,2}")


@dataclass(frozen=True)
class Known:
    """A value known of what a deed is for; the stems of what its record is of, and says it is."""

    cell: Cell
    about: frozenset[str]
    kinds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Finding:
    """Whether something is so, None where nothing tells, and what shows it."""

    holds: bool | None
    shown: str = ""


UNSURE = Finding(None)


def met(one: Requirement, known: Sequence[Known], told: frozenset[str], today: date) -> Finding:
    """Return whether a requirement is met; `told`: the roots of the words that tell the case."""
    limit = _OVER.search(one.cases)
    if limit and _sums(known) and max(_sums(known)) <= float(number_in(limit[1]) or 0):
        return Finding(True)
    if not one.phrase or denies(_LIMIT.sub("", one.phrase)):
        return UNSURE
    if not limit and not content(_FREE.sub("", one.cases)) - _OF_DEEDS <= told:
        return UNSURE
    found = [_so(part, one.wanted, known, today) for part in parts_of(one)]
    shown = "; ".join(dict.fromkeys(finding.shown for finding in found if finding.shown))
    return Finding(_told([finding.holds for finding in found], one.wanted), shown)


def _told(holds: Sequence[bool | None], wanted: bool) -> bool | None:
    """Whether what is required holds: all of it; of what bars a deed, none of it."""
    if wanted:
        return False if False in holds else None if None in holds else bool(holds)
    if holds and all(one is False for one in holds):
        return True
    return False if len(holds) == 1 and holds[0] else None


def parts_of(one: Requirement) -> list[str]:
    """Return the single things that a requirement names."""
    return [part for part in _PARTS.split(one.phrase) if part and not _OF_THE_REST.match(part)]


def covered(part: str, words: Sequence[str], about: frozenset[str]) -> bool:
    """Whether a field of these words is just what a part of a rule speaks of."""
    told = (word for word in words if word not in _NEUTRAL and stem(word) not in _GENERIC)
    wanted, own = content(part), {root(word) for word in told}
    around = {root(word) for word in about}
    return bool(wanted & own) and wanted <= own | around and own <= wanted | around


def content(part: str) -> frozenset[str]:
    """The roots of the words of a part of a rule, or of its event, that tell what it is of."""
    term = term_in(part)
    return frozenset(
        root(word.lower)
        for word in tokens(term.event if term else part)
        if word.lower not in EMPTY_WORDS
        and word.stem not in _GENERIC
        and number_in(word.lower) is None
    )


def root(word: str) -> str:
    """Return what words of doing and of what is done share: delivery, delivered; payment, paid."""
    return re.sub(r"(?<=\w{3})(?:eri|ment|ship)$", "", stem(word))


def _so(part: str, wanted: bool, known: Sequence[Known], today: date) -> Finding:
    term = term_in(part)
    if term is not None:
        return _in_time(term, known, today)
    if speaks_of_time(part):
        return UNSURE
    number = number_in(part)
    if number is not None and _MONEY.search(part) and not content(part):
        return _of_sums(part, number, known)
    fits = [one.cell for one in known if covered(part, one.cell.words, one.about)]
    if _TIMES.search(part):
        return _agreed(fits, lambda value: _less_often(part, value))
    if number is not None:
        return _agreed(fits, lambda value: _measures(part, number, value))
    if fits:
        return _agreed(fits, lambda value: _is_so(value, wanted, today))
    return _in_state(part, wanted, known)


def _agreed(cells: Sequence[Cell], judge: Callable[[Json], bool | None]) -> Finding:
    """What every value that fits says alike."""
    verdicts = {judge(cell.value) for cell in cells}
    return UNSURE if len(verdicts) != 1 else Finding(verdicts.pop(), _shown(cells))


def _shown(cells: Sequence[Cell]) -> str:
    told = (f"{label(c.path.rpartition('.')[2])} is {said(c.value)}" for c in cells)
    return "; ".join(dict.fromkeys(told))


def _number(value: Json) -> float | None:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return float(str(value)) if plain else None


def _measures(part: str, limit: float, value: Json) -> bool | None:
    number = _number(value)
    operator = operator_in(part) or "ge"
    # As many as there may be at most leave open whether one more may be.
    full = operator == "le" and number == limit
    return None if number is None or full else compare(number, operator, float(limit))


def _less_often(part: str, value: Json) -> bool | None:
    """Whether what may be done so often has been done less often: "extended once"."""
    found, number = _TIMES.search(part), _number(value)
    most = 1 if found and found[1] else 2 if found and found[2] else number_in(part)
    return None if number is None or most is None else number < most


def _is_so(value: Json, wanted: bool, today: date) -> bool | None:
    """Whether a value says that what its name says is so: yes, a day gone by; an amount only bars,
    as what is paid need not be all of it."""
    if value is None or isinstance(value, bool):
        return bool(value)
    number = _number(value)
    if number is not None:
        return False if number <= 0 else None if wanted else True
    day = _DAY.match(str(value))
    return True if day and day[0] <= today.isoformat() else None


def _in_time(term: Term, known: Sequence[Known], today: date) -> Finding:
    days = [
        one.cell
        for one in known
        if isinstance(one.cell.value, str)
        and _DAY.match(one.cell.value)
        and covered(term.event, _without_since(one.cell.words), one.about | one.kinds)
    ]

    def kept(value: Json) -> bool | None:
        event = date.fromisoformat(str(value)[:10])
        return None if term.count > 0 and event > today else term.kept(event, today)

    return _agreed(days, kept)


def _without_since(words: Sequence[str]) -> list[str]:
    return [word for word in words if word != "since"]


def _in_state(part: str, wanted: bool, known: Sequence[Known]) -> Finding:
    """Whether the one word that a record's state is told in is what a part says."""
    told = [(one.cell, verdict) for one in known for verdict in _stated(part, one)]
    verdicts = {verdict for _, verdict in told}
    if not wanted and True in verdicts:
        told, verdicts = [one for one in told if one[1]], {True}
    return UNSURE if len(verdicts) != 1 else Finding(verdicts.pop(), _shown([c for c, _ in told]))


def _stated(part: str, one: Known) -> Iterator[bool]:
    value, concepts = one.cell.value, lexicon().concepts(stems_of(one.cell.words))
    if not isinstance(value, str) or not _PLAIN_WORDS.fullmatch(value) or "status" not in concepts:
        return
    own = {root(word) for word in split_words(value)}
    left = (
        content(part) - {root(word) for word in one.about | {*one.cell.words}} | content(part) & own
    )
    asked = state_concepts(tuple(stem(word.lower) for word in tokens(part)))
    now = state_concepts(stems_of(split_words(value)))
    if left and left == own:
        yield True
    elif left and len(left) == 1 and excludes(now, asked):
        yield False


def _sums(known: Sequence[Known]) -> list[float]:
    """The amounts of money known of."""
    numbers = ((one, _number(one.cell.value)) for one in known)
    return [n for one, n in numbers if n is not None and _is_money(one.cell.words)]


def _is_money(words: Sequence[str]) -> bool:
    return bool(lexicon().concepts(stems_of(words)) & {"kind_amount", "amount_money"})


def _of_sums(part: str, limit: float, known: Sequence[Known]) -> Finding:
    """Whether all sums known of keep within a limit."""
    sums = _sums(known)
    verdicts = {compare(one, operator_in(part) or "ge", float(limit)) for one in sums}
    shown = f"the amount is {max(sums):g}" if sums else ""
    return UNSURE if len(verdicts) != 1 else Finding(verdicts.pop(), shown)


# Of two words of one line a thing can be only one.
_EXCLUSIVE = (
    "daily weekly monthly quarterly yearly",
    "new used second-hand",
    "adult child",
    "domestic foreign",
    "private commercial",
)


def another_kind(barred: str, permitted: Sequence[str], told: frozenset[str]) -> bool:
    """Whether a class that rules bar is not this case's: "monthly charges" of a yearly one."""
    for line in _EXCLUSIVE:
        kinds = {root(word) for word in line.split()}
        named, own = content(barred) & kinds, {k for p in permitted for k in content(p) & kinds}
        if named and own & told and not named & told:
            return True
    return False
