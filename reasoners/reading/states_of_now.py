"""What a clause says that things are now: not what may, will or should be, nor what happens."""

from __future__ import annotations

from functools import lru_cache

from reasoners.meaning.lexicon import Sense
from reasoners.meaning.words import Token
from reasoners.reading.clauses import Clause
from reasoners.reading.denied import left_without

_MODALS = frozenset(
    """can could may might must will would shall should ought can't cannot won't to i'll he'll
    she'll it'll we'll you'll they'll gonna""".split()
)
_BESIDES = frozenset(
    """still ever also then now just already only perhaps maybe not be been have get she he they it
    we you i soon""".split()
)
# What happens or comes about is no state that holds: "contracts run out", "what expires in May".
_HAPPENS = frozenset(
    """expire expires lapse lapses end ends finish finishes run runs leave leaves get gets go goes
    come comes fall falls stop stops fail fails close closes break breaks start starts begin begins
    call calls""".split()
)
_OF_STATES = frozenset({"state", "change", "final"})


@lru_cache(maxsize=4096)
def of_now(clause: Clause) -> Clause:
    """Return a clause without the words for what is only wished, possible or about to happen."""
    words = clause.tokens
    places = {at for at in range(len(words)) if _is_no_state(words, at)}
    lost = {p for s in clause.senses if _goes(s, places) for p in s.places} | places
    return left_without(clause, tuple(sorted(lost))) if lost else clause


def _goes(sense: Sense, places: set[int]) -> bool:
    return sense.kind in _OF_STATES and len(sense.places) > 1 and sense.places[0] in places


def _is_no_state(words: tuple[Token, ...], at: int) -> bool:
    if words[at].lower in _HAPPENS:
        return True
    before = at - 1
    while before >= 0 and words[before].lower in _BESIDES:
        before -= 1
    return before >= 0 and words[before].lower in _MODALS and words[at].lower not in _BESIDES
