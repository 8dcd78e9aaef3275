"""Commands by verbs that only the catalog knows: "Seat Ann", where a tool seats guests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reasoners.meaning.tools import ToolMeaning, own_verbs
from reasoners.meaning.words import EMPTY_WORDS, name_words, stem, stems_of, tokens
from reasoners.reading.clauses import Clause
from reasoners.reading.moods import not_wanted, strip_polite
from reasoners.reading.quotations import with_quotations
from reasoners.reading.request import Request
from reasoners.reading.unsettled import asks_about_an_act


def with_commands(request: Request, meanings: Sequence[ToolMeaning]) -> Request:
    """Return the request with those clauses as wanted that begin with the verb of a change."""
    verbs = {verb for meaning in meanings if not meaning.reads for verb in _verbs_of(meaning)}
    clauses = tuple(
        replace(clause, mood="do") if _is_led_by(clause, verbs) else clause
        for clause in request.clauses
    )
    clauses = with_quotations(clauses, request.values, request.text)
    return replace(request, clauses=clauses)


def _verbs_of(meaning: ToolMeaning) -> set[str]:
    """The verbs that stand both in a tool's name and at the head of its description."""
    named = set(stems_of(name_words(meaning.name)))
    return {verb for verb in own_verbs(meaning) if verb in named} - {stem(w) for w in EMPTY_WORDS}


def _is_led_by(clause: Clause, verbs: set[str]) -> bool:
    bare = strip_polite(clause.text)
    asked_for = clause.mood == "tell" or (clause.mood == "ask" and bare != clause.text.strip())
    if not asked_for or not_wanted(clause.text) or asks_about_an_act(clause.text):
        return False
    words = tokens(bare)[:2]
    noun = len(words) > 1 and words[1].lower in ("is", "was", "of", "has", "are", "were")
    return bool(words) and not noun and words[0].stem in verbs and _is_base(words[0].lower)


def _is_base(word: str) -> bool:
    return not word.endswith(("ed", "ing", "ings", "ion", "ment"))
