"""Whether the words of a request ask for a change by a tool of this name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from catalog.verbs import base_form, kind_of_verb
from reasoners.meaning.words import name_words
from reasoners.reading.clauses import Clause
from reasoners.reading.moods import ACTING
from reasoners.reading.request import read_request

_WORD: Final = re.compile(r"[^\W\d_]+")
_NONE: Final = re.compile(r"\b(nothing|nobody|none)\b", re.IGNORECASE)
_ALL: Final = re.compile(r"\b(all|each|every|both|everyone|everybody)\b", re.IGNORECASE)
_STEM: Final = 5  # letters that two forms of a word share


def asks_for(prompt: str, tool: str) -> bool:
    """Whether a prompt asks for what a tool's name says: its verb, and one of its nouns; or all of
    its nouns, and some change in other words.

    What is only a question asks for no change, nor does "Don't send a message yet".
    """
    verb, nouns = _parts(tool)
    wishes = [one for one in _clauses(prompt) if one.mood not in ("ask", "forbid")]
    forbidden = [one for one in _clauses(prompt) if one.mood == "forbid" or _NONE.search(one.text)]
    if any(verb in _stems(one.text) for one in forbidden):
        return False
    named = [noun in _stems(prompt) for noun in nouns]
    if any(verb in _stems(one.text) for one in wishes):
        return any(named) or not nouns
    return bool(nouns) and all(named) and any(one.concepts(*ACTING) for one in wishes)


def asks_for_many(prompt: str, tool: str) -> bool:
    """Whether the clause that asks for a tool's change asks for it on several things: by a word
    like "all", or by the plural of what the tool's name is about."""
    verb, nouns = _parts(tool)
    wishes = [one.text for one in _clauses(prompt) if one.mood not in ("ask", "forbid")]
    asking = [text for text in wishes if verb in _stems(text)] or wishes
    return any(_ALL.search(text) or _plural_of(nouns, text) for text in asking)


def _plural_of(nouns: list[str], text: str) -> bool:
    words = (word.casefold() for word in _WORD.findall(text))
    return any(word.endswith("s") and _stem(word) in nouns and len(word) > 3 for word in words)


def _parts(tool: str) -> tuple[str, list[str]]:
    """Return the stem of a tool's verb, and those of the words beside it: some put it last."""
    words = [word for word in name_words(tool) if not word.isdigit()] or [tool]
    kinds = [kind_of_verb(base_form(word)) for word in words]
    at = next((kinds.index(kind) for kind in ("change", "either") if kind in kinds), 0)
    return _stem(words[at]), [_stem(word) for word in words[:at] + words[at + 1 :]]


@lru_cache(maxsize=256)
def _clauses(prompt: str) -> tuple[Clause, ...]:
    return read_request(prompt, 0.0).clauses


def _stems(text: str) -> set[str]:
    return {_stem(word) for word in _WORD.findall(text)}


def _stem(word: str) -> str:
    return word.casefold().removesuffix("s")[:_STEM]
