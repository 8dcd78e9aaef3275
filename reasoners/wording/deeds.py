"""What was done, from what a tool says it does: "Creates a ticket" becomes "created a ticket"."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from catalog.verbs import base_form, kind_of_verb
from reasoners.meaning.words import past_forms

_WORD: Final = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_OBJECT: Final = re.compile(r" (?:an?|the|one|two|all|any|every|this|that|its|their|another|new)\b")
_ANOTHER_VERB: Final = re.compile(r"(?:,| and| or| then) ([a-z]+)(?= (?:an?|the|it|them)\b)")
_DOUBLING: Final = re.compile(
    r"[^aeiou]*[aeiou][bdgklmnprt]|\w*(?:mit|cancel|label|travel|enrol|transfer|refer|defer)"
)


def in_the_past(does: str) -> str:
    """Return a description's first words as a deed; as they are where they begin with no verb."""
    first = _WORD.match(does)
    if first is None or not _acts(first[0].lower(), does[first.end() :]):
        return does[:1].lower() + does[1:]
    told = _past(base_form(first[0].lower())) + does[first.end() :]
    return _ANOTHER_VERB.sub(_also_in_the_past, told)


def _acts(word: str, rest: str) -> bool:
    kind = kind_of_verb(base_form(word))
    return kind == "change" or (kind == "either" and _OBJECT.match(rest) is not None)


def _also_in_the_past(match: re.Match[str]) -> str:
    base = base_form(match[1])
    acts = kind_of_verb(base) in ("change", "either")
    return match[0].replace(match[1], _past(base)) if acts else match[0]


@cache
def _past(verb: str) -> str:
    irregular = past_forms().get(verb)
    if irregular:
        return irregular
    if verb.endswith("e"):
        return f"{verb}d"
    if re.search(r"[^aeiou]y$", verb):
        return f"{verb[:-1]}ied"
    return f"{verb}{verb[-1]}ed" if _DOUBLING.fullmatch(verb) else f"{verb}ed"
