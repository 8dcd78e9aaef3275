"""Picks from a large catalog the tools that a prompt may need."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from catalog.schema_types import members_of
from catalog.shorthand import Schema
from catalog.understanding import name_words
from core.tool import Tool

# A signature costs a prompt some forty tokens, a tool that is missing the whole task: on foreign
# catalogs of 68 tools and free wordings, 40 and their producers held 96 % of the tools needed, 24
# held 85 %.
FEW = 40
_BEST = 40
_MOST_PRODUCERS = 4
_WORD = re.compile(r"[^\W_]+")
_EMAIL = re.compile(r"\S+@\S+\.\S+")


class ToolRanking:
    """An index over names, descriptions, arguments and returns (BM25)."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        import bm25s  # type: ignore[import-untyped]

        self._tools = tools
        self._producers = _producers(tools)
        self._index: Any = bm25s.BM25()
        self._index.index([_words_of(tool) for tool in tools], show_progress=False)

    def pick(self, prompt: str) -> tuple[Tool, ...]:
        """Return the best tools for a prompt with all that supply them, in catalog order."""
        words = _stems(prompt)
        scores = self._index.get_scores(words) if words else [0.0] * len(self._tools)
        by_score = sorted(range(len(self._tools)), key=lambda place: -float(scores[place]))
        kept = self._with_producers(by_score)
        return tuple(self._tools[place] for place in sorted(kept))

    def _with_producers(self, by_score: Sequence[int]) -> set[int]:
        """Close over what tools need: the best look-ups that return a required argument."""
        rank = {place: position for position, place in enumerate(by_score)}
        open_places = list(by_score[:_BEST])
        kept = set(open_places)
        while open_places:
            for argument in self._tools[open_places.pop()].required:
                suppliers = sorted(self._producers.get(argument, ()), key=rank.__getitem__)
                news = [place for place in suppliers[:_MOST_PRODUCERS] if place not in kept]
                kept.update(news)
                open_places.extend(news)
        return kept


def _producers(tools: Sequence[Tool]) -> Mapping[str, list[int]]:
    """Map the name of an argument to the look-ups that return a field of that name."""
    found: dict[str, list[int]] = {}
    for place, tool in enumerate(tools):
        if tool.returns and (tool.effect == "read" or tool.looks_up):
            for name in sorted(set(_field_names(tool.returns))):
                found.setdefault(name, []).append(place)
    return found


def _field_names(schema: Schema, depth: int = 0) -> Iterator[str]:
    if depth > 8:
        return
    items = schema.get("items")
    if isinstance(items, Mapping):
        yield from _field_names(items, depth + 1)
    for name, member in members_of(schema).items():
        yield name
        yield from _field_names(member, depth + 1)


def _words_of(tool: Tool) -> list[str]:
    """The name counts twice: it is what the tool is for."""
    names = [*tool.arguments, *(_field_names(tool.returns) if tool.returns else ())]
    written = " ".join(word for name in names for word in name_words(name))
    own = " ".join(name_words(tool.name))
    return _stems(f"{own} {own} {tool.description} {written}")


def _stems(text: str) -> list[str]:
    """Return the stems of a text; an e-mail address stands for the word."""
    plain = _EMAIL.sub(" email ", text)
    return [_stem(word) for word in _WORD.findall(plain.lower())]


# The stemmer keeps the word it is at in itself, and prompts come from many threads.
_ONE_AT_A_TIME = threading.Lock()


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    with _ONE_AT_A_TIME:
        return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    import snowballstemmer  # type: ignore[import-untyped]

    return snowballstemmer.stemmer("english")
