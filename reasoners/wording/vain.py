"""Look-ups made in vain of which nothing need be said: tried on the way, and found otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from core.json_values import Json
from reasoners.found.facts import Fact, cells, is_empty, missed_for_good
from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import name_words, stems_of
from reasoners.reading.request import Request


def misses_to_tell(
    facts: Sequence[Fact], goals: Iterable[Mapping[str, Json]], request: Request
) -> list[Fact]:
    """Return the calls whose finding nothing tells something.

    It does not where a name was only tried on a tool and is found by another one, nor where words
    of a search found nothing though every goal has been answered.
    """
    missed = missed_for_good(facts)
    found = [f for f in facts if f.done and not is_empty(f.output)]
    texts = _texts(found)
    tried = {fact.tool for fact in missed if _is_name(fact, request) and _is_known(fact, texts)}
    answered = _answered(found, goals)
    return [
        fact
        for fact in missed
        if not (fact.tool in tried and _is_name(fact, request))
        and not (answered and _searches_by_words(fact, request))
    ]


def _texts(found: Sequence[Fact]) -> list[str]:
    return [str(c.value).casefold() for f in found for c in cells(f.output) if c.value is not None]


def _answered(found: Sequence[Fact], goals: Iterable[Mapping[str, Json]]) -> bool:
    tools = {fact.tool for fact in found}
    wanted = [str(goal.get("tool")) for goal in goals]
    return bool(wanted) and all(tool in tools for tool in wanted)


def _is_name(fact: Fact, request: Request) -> bool:
    """Whether a call was given one name of the prompt, or a part of one, and nothing else."""
    named = [str(v.value).casefold() for v in request.values_of("name")]
    given = [str(value).casefold() for value in fact.args.values()]
    forms = [form for name in named for form in (name, name.removesuffix("s"))]
    return len(given) == 1 and any(_within(given[0], form) for form in forms)


def _is_known(fact: Fact, texts: Sequence[str]) -> bool:
    given = [str(value).casefold() for value in fact.args.values()]
    return all(any(_within(value, text) for text in texts) for value in given)


def _within(part: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text) is not None


def _searches_by_words(fact: Fact, request: Request) -> bool:
    """Whether all that a call was given are words to search by, none of them a value."""
    values = {str(v.value).casefold() for v in request.values}
    return bool(fact.args) and all(
        "kind_query" in lexicon().concepts(stems_of(name_words(name)))
        and not any(v in str(value).casefold() for v in values)
        for name, value in fact.args.items()
    )
