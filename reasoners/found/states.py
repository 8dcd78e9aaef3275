"""What a yes or no, a status, a day or a count tells of the state a record is said to be in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from core.conditions import compare
from core.plan import Operator
from reasoners.found.facts import Cell
from reasoners.found.readings import (
    LIKELY,
    MEANT,
    NAMED,
    Reading,
    Words,
    concepts_of,
    own_words,
    reading,
)
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import EMPTY_WORDS, split_words, stem, stems_of
from reasoners.reading.phrases import Phrase

_SHORT = 30
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
# A condition that rules the other out.
_OPPOSITES: Mapping[str, frozenset[str]] = {
    "paid_state": frozenset({"unpaid_state"}),
    "unpaid_state": frozenset({"paid_state"}),
    "open_state": frozenset({"done_state", "cancelled_state"}),
    "done_state": frozenset({"open_state"}),
    "active_state": frozenset({"expired_state", "cancelled_state", "blocked_state"}),
    "expired_state": frozenset({"active_state"}),
    "blocked_state": frozenset({"active_state", "free_state"}),
    "high_level": frozenset({"low_level", "normal_level"}),
    "low_level": frozenset({"high_level", "normal_level"}),
    "normal_level": frozenset({"low_level", "high_level"}),
}
# What comes first says that nothing that comes later has happened.
EARLY = frozenset(
    stems_of(
        """open new draft pending reserved provisional requested received submitted waiting
        scheduled planned registered created unassigned queued held""".split()
    )
)
_ENDS = frozenset({"end_date", "due_date"})


def of_cell(cell: Cell, phrase: Phrase, today: date, words: Words) -> Iterator[Reading]:
    """Yield what a cell tells of a phrase that compares nothing."""
    if isinstance(cell.value, bool):
        yield from _flagged(cell, phrase)
    elif _SOMEBODY.search(phrase.text) and _names_whose(cell):
        there = cell.value not in (None, "")
        yield reading(cell, there, "exists", None, NAMED + 0.2 * own_words(cell, phrase))
    elif cell.value is None or cell.value == "" or tells_when_done(cell):
        yield from _happened(cell, phrase)
        yield from _ran_out(cell, phrase, today)
    elif isinstance(cell.value, str) and _DAY.match(cell.value):
        yield from _ran_out(cell, phrase, today)
    elif isinstance(cell.value, str) and len(cell.value) <= _SHORT:
        yield from _stated(cell, phrase, words)
    elif isinstance(cell.value, int | float):
        yield from _there(cell, phrase)


# "That nobody has yet", "assigned to anyone": whether a record names whose it is.
_SOMEBODY = re.compile(r"\b(?:no|any|some)(?:body|[ -]?one)\b", re.I)
_HOLDERS = frozenset({"assignee", "owner", "employee", "manager"})


def _names_whose(cell: Cell) -> bool:
    text = cell.value is None or (isinstance(cell.value, str) and not _DAY.match(cell.value))
    return text and bool(concepts_of(cell) & _HOLDERS)


def _opposed(stems: frozenset[str], phrase: Phrase) -> bool:
    """Whether a phrase says the opposite of a word: "unpaid" of "paid", "inactive" of "active"."""
    bare = (re.match(r"(?:un|in|im|non)(\w{3,})$", t.lower) for t in phrase.tokens)
    if {stem(found[1]) for found in bare if found} & stems:
        return True
    return any(
        re.match(rf"(?:un|in|im|non){re.escape(s)}$", own) for s in phrase.stems for own in stems
    )


def excludes(states: frozenset[str], others: frozenset[str]) -> bool:
    """Whether what is in one of some states can be in none of some others."""
    return any(_OPPOSITES.get(state, frozenset()) & others for state in states)


def state_concepts(stems: tuple[str, ...]) -> frozenset[str]:
    """Return the states that words speak of."""
    senses = lexicon().senses(stems)
    return frozenset(s.concept for s in senses if s.kind == "state")


def _flagged(cell: Cell, phrase: Phrase) -> Iterator[Reading]:
    """Yes or no under a name that a phrase says, or says the opposite of."""
    assert isinstance(cell.value, bool)
    own = frozenset(s for s in cell.stems if s not in EMPTY_WORDS)
    states = state_concepts(stems_of(cell.words))
    if _opposed(own, phrase):
        yield reading(cell, not cell.value, "eq", False, NAMED + 0.2)
    elif own & phrase.stems and not any(_tells_state(s) for s in own - phrase.stems):
        weight = NAMED + 0.2 * len(own & phrase.stems) - 0.1 * len(own - phrase.stems)
        yield reading(cell, cell.value, "eq", True, weight)
    elif states & phrase.states:
        yield reading(cell, cell.value, "eq", True, MEANT)
    elif excludes(states, phrase.states):
        yield reading(cell, not cell.value, "eq", False, MEANT)
    elif _acts(cell.words) & phrase.concepts("change") - {"light"}:
        yield reading(cell, cell.value, "eq", True, LIKELY)


def _acts(words: tuple[str, ...]) -> frozenset[str]:
    senses = lexicon().senses(stems_of(words))
    return frozenset(s.concept for s in senses if s.kind == "change")


def _tells_state(stem_of_word: str) -> bool:
    """Whether a word of a name says what is so, rather than of what: "paid" of "rent paid"."""
    kinds = {sense.kind for sense in lexicon().senses((stem_of_word,))}
    return bool(kinds & {"state", "change", "send", "final"}) and "thing" not in kinds


_DONE = re.compile(r"\w{3,}(?:ed|en|id|nt|ut)$")


def tells_when_done(cell: Cell) -> bool:
    """Return whether a cell tells when or by whom something was done: `returned_on`."""
    words = cell.words
    return (
        len(words) > 1 and bool(_DONE.match(words[0])) and words[-1] in ("on", "at", "by", "date")
    )


_PARTICLES = frozenset("out back off up down over away".split())


def _happened(cell: Cell, phrase: Phrase) -> Iterator[Reading]:
    """What stands under "returned on" tells that it was returned, nothing there that it was not."""
    own = frozenset(s for s in cell.stems if s not in EMPTY_WORDS)
    if _PARTICLES & {*cell.words} - {*phrase.text.lower().split()}:
        return  # What was rolled back was not rolled out.
    if own & phrase.stems or _opposed(own, phrase):
        there = cell.value not in (None, "")
        opposed = not own & phrase.stems
        operator: Operator = "missing" if opposed else "exists"
        yield reading(cell, there != opposed, operator, None, NAMED - 0.1 * (len(own) > 2))


def _ran_out(cell: Cell, phrase: Phrase, today: date) -> Iterator[Reading]:
    """A last day before today tells that something has expired, or is overdue."""
    over = phrase.states & {"expired_state", "late_state"}
    running = phrase.states & {"active_state"} and not over
    if not (over or running) or not concepts_of(cell) & _ENDS or not isinstance(cell.value, str):
        return
    day, now = cell.value[:10], today.isoformat()
    operator: Operator = "lt" if over else "ge"
    yield reading(cell, compare(day, operator, now), operator, now, MEANT)


def _stated(cell: Cell, phrase: Phrase, words: Words) -> Iterator[Reading]:
    """A short text that a phrase says or rules out; else a field that a phrase speaks of."""
    text = str(cell.value)
    stems = _telling(text)
    states = state_concepts(stems_of(split_words(text)))
    about = own_words(cell, phrase)
    name = cell.path.rpartition(".")[2]
    status = "status" in concepts_of(cell)
    alike = _turns_alike(text, phrase)
    said = stems & phrase.stems if alike else frozenset()
    if phrase.states and not status and not states:
        return  # It says which record is meant, not what is so of it: "the travel cover is unpaid".
    if stems and not any(ch.isdigit() for ch in text) and said == stems:
        if not status and not _is_what_is_said(stems, cell, phrase):
            return
        denied = not _DENIALS.isdisjoint(split_words(text))  # "not_started" says it is not so.
        yield reading(cell, not denied, "ne" if denied else "eq", text, NAMED + 0.3 * about)
        return
    asked = _word_for(phrase, words.get(name, frozenset()))
    if asked:
        if not _may_lie_behind(stems, states, phrase):
            yield reading(cell, False, "eq", asked, NAMED + 0.1 * about)
    elif alike or not stems <= phrase.stems:  # "Checked out" is not "checked in".
        yield from _meant(cell, phrase, stems, states)


def _meant(
    cell: Cell, phrase: Phrase, stems: frozenset[str], states: frozenset[str]
) -> Iterator[Reading]:
    """What a short text tells of a phrase by the states that both speak of."""
    text, about, status = str(cell.value), own_words(cell, phrase), "status" in concepts_of(cell)
    if _opposed(stems, phrase) or (status and excludes(states, phrase.states)):
        yield reading(cell, False, "ne", text, MEANT + 0.1 * about)
    elif states & phrase.states:
        yield reading(cell, True, "eq", text, MEANT - 0.2 * (not status) + 0.1 * about)
    elif status and (phrase.states or phrase.tokens) and stems & EARLY and _told_done(phrase):
        yield reading(cell, False, "ne", text, LIKELY)
    elif about and len(phrase.tokens) > about and not status and not _is_any(cell, phrase):
        yield reading(cell, False, "ne", text, LIKELY)


def _is_any(cell: Cell, phrase: Phrase) -> bool:
    """Whether a phrase says what a cell is called of any such thing: "has kept a boat"."""
    words = "|".join(re.escape(t.lower) for t in phrase.tokens if t.stem in cell.stems)
    return re.search(rf"\b(?:an?|any|one|some) (?:{words})\b", phrase.text, re.I) is not None


_SO_FAR = re.compile(r"\b(?:already|yet)\b", re.I)


def _may_lie_behind(stems: frozenset[str], states: frozenset[str], phrase: Phrase) -> bool:
    """Whether another state may follow on the one that is said: "not already sent" of "lost"."""
    before = stems & EARLY or excludes(states, phrase.states)
    return _SO_FAR.search(phrase.text) is not None and not before


def _is_what_is_said(stems: frozenset[str], cell: Cell, phrase: Phrase) -> bool:
    """Whether a phrase ends on these words: before the end they only tell of what it is said."""
    named = {*stems_of(cell.words)} - stems
    telling = [token.stem for token in phrase.tokens if token.stem not in named]
    return telling[-1] in stems


def _told_done(phrase: Phrase) -> bool:
    """Whether a phrase says that something was done: "has been sent"."""
    return any(_DONE.match(token.lower) for token in phrase.tokens)


def _word_for(phrase: Phrase, known: frozenset[str]) -> str:
    """The word, of those known to stand in a field, that a phrase says; "" where it says none."""
    said = (w for w in known if _telling(w) and _telling(w) <= phrase.stems)
    return next((w for w in sorted(said) if _turns_alike(w, phrase)), "")


def _telling(text: str) -> frozenset[str]:
    return frozenset(stems_of(w for w in split_words(text) if w not in EMPTY_WORDS))


_TURNS = _PARTICLES | frozenset("in on without under".split())
_DENIALS = frozenset("not no never".split())


def _turns_alike(text: str, phrase: Phrase) -> bool:
    """Whether a phrase says the small words that turn a state into another: "checked out"."""
    return _TURNS & {*split_words(text)} <= {*re.findall(r"[a-z]+", phrase.text.lower())}


def _there(cell: Cell, phrase: Phrase) -> Iterator[Reading]:
    """A count or balance under a name that a phrase says: more than none."""
    assert isinstance(cell.value, int | float)
    concepts = concepts_of(cell)
    owed = "balance" in concepts and "unpaid_state" in phrase.states
    if "balance" in concepts and "paid_state" in phrase.states and not owed:
        yield reading(cell, cell.value <= 0, "le", 0, NAMED)
    counted = phrase.amount == "any" and own_words(cell, phrase)
    if owed or counted or ("stock" in concepts and "free_state" in phrase.states):
        yield reading(cell, cell.value > 0, "gt", 0, NAMED)
