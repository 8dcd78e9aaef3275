"""Picks from a large catalog the tools that a prompt may need."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import combinations
from typing import Any

from catalog.schema_types import members_of
from catalog.shorthand import Schema
from catalog.understanding import name_words
from core.tool import Tool

# A signature costs a prompt some forty tokens, a bare name six, a tool that is missing the whole
# task; `python -m bench.model_cost` measures how many of the tools needed are among them.
FEW = 60
_BEST = FEW
_MOST_NAMES = 500
_MOST_PRODUCERS = 6  # of one argument and one kind: look-ups, tools that make or find by id, writes
_KIN = 12  # a field that more tools have (and more than a tenth of them) makes no kin
_WORD = re.compile(r"[^\W_]+")
_EMAIL = re.compile(r"\S+@\S+\.\S+")


class ToolRanking:
    """An index over names, descriptions, arguments and returns (BM25). A tool also gains by what
    its kin score: tools that take or give a field of the same name speak of the same records."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        import bm25s  # type: ignore[import-untyped]

        self._tools = tools
        self._producers = _producers(tools)
        self._fields = [_fields_of(tool) for tool in tools]
        self._kin = _kin(self._fields)
        self._by_score = lru_cache(maxsize=64)(self._ranked)  # asked for twice by every plan
        self._index: Any = bm25s.BM25()
        self._index.index([_words_of(tool) for tool in tools], show_progress=False)

    def pick(self, prompt: str) -> tuple[Tool, ...]:
        """Return the best tools for a prompt with all that supply them, in catalog order."""
        kept = self._with_producers(self._by_score(prompt))
        return tuple(self._tools[place] for place in sorted(kept))

    def others(self, prompt: str) -> tuple[Tool, ...]:
        """Return the next best tools after those picked, in catalog order."""
        by_score = self._by_score(prompt)
        kept = self._with_producers(by_score)
        rest = [place for place in by_score if place not in kept][:_MOST_NAMES]
        return tuple(self._tools[place] for place in sorted(rest))

    def _ranked(self, prompt: str) -> tuple[int, ...]:
        words = _stems(prompt)
        scores = [float(score) for score in self._index.get_scores(words)] if words else []
        if not scores:
            return tuple(range(len(self._tools)))
        of_kin = {name: _mean([scores[p] for p in places]) for name, places in self._kin.items()}
        total = [
            score + _mean([of_kin[name] for name in fields if name in of_kin])
            for score, fields in zip(scores, self._fields, strict=True)
        ]
        return tuple(sorted(range(len(total)), key=lambda place: -total[place]))

    def _with_producers(self, by_score: Sequence[int]) -> set[int]:
        """Close over what tools need: the best tools that return a required argument."""
        rank = {place: position for position, place in enumerate(by_score)}
        open_places = list(by_score[:_BEST])
        kept = set(open_places)
        while open_places:
            for argument in self._tools[open_places.pop()].required:
                news = self._suppliers(argument, rank) - kept
                kept.update(news)
                open_places.extend(news)
        return kept

    def _suppliers(self, argument: str, rank: Mapping[int, int]) -> set[int]:
        """Return the best of each kind of producer, so that no kind crowds out another."""
        kinds = (producers.get(_plain(argument), ()) for producers in self._producers)
        return {
            place
            for places in kinds
            for place in sorted(places, key=rank.__getitem__)[:_MOST_PRODUCERS]
        }


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _fields_of(tool: Tool) -> list[str]:
    given = _field_names(tool.returns) if tool.returns else ()
    return sorted({_plain(name) for name in (*tool.arguments, *given)})


def _plain(name: str) -> str:
    """A field's name however a vendor spells it: accountId, account_id, account-id."""
    return " ".join(name_words(name)) or name


def _kin(fields: Sequence[Sequence[str]]) -> Mapping[str, list[int]]:
    """Map the name of a field to the places of the tools that share it, where they are few."""
    places: dict[str, list[int]] = {}
    for place, names in enumerate(fields):
        for name in names:
            places.setdefault(name, []).append(place)
    most = max(_KIN, len(fields) // 10)
    return {name: found for name, found in places.items() if 1 < len(found) <= most}


def _producers(tools: Sequence[Tool]) -> tuple[Mapping[str, set[int]], ...]:
    """Map the name of an argument to the tools that return it: look-ups that have a field of that
    name, look-ups that give it as the `id` of what they are about, and writes."""
    look_ups: dict[str, set[int]] = {}
    by_id: dict[str, set[int]] = {}
    writes: dict[str, set[int]] = {}
    for place, tool in enumerate(tools):
        reads = tool.effect == "read" or tool.looks_up
        for name in map(_plain, _field_names(tool.returns or {})):
            (look_ups if reads else writes).setdefault(name, set()).add(place)
        for name in _ids_of(tool):
            (by_id if reads else writes).setdefault(name, set()).add(place)
    return look_ups, by_id, writes


def _ids_of(tool: Tool) -> Iterator[str]:
    """Yield what else a returned `id` may be called: "order id" of get_order or of `order`."""
    fields = {_plain(name) for name in _field_names(tool.returns or {})}
    if "id" not in fields:
        return
    for named in (_plain(tool.name), *fields):
        words = named.split()
        for first, last in combinations(range(len(words) + 1), 2):
            about = " ".join(words[first:last])
            yield f"{about} id"
            yield f"{about.removesuffix('s')} id"


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
    written = " ".join(_fields_of(tool))
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
