"""Compares the words of an answer with what the observations bear out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from core.json_values import Json
from core.observation import Observation
from nodes.notes import Note, call_in_words
from nodes.view import View

_NEGATION: Final = re.compile(
    r"\b(not|no|never|cannot|could|unable|fail\w*|without|confirm\w*|declin\w*|refus\w*|reject\w*"
    r"|only|first|undecided|unavailable)\b|n't\b",
    re.IGNORECASE,
)
_SHORTEST_WORD: Final = 4
_SHORTEST_VALUE: Final = 3
_STEM: Final = 5


def left_unsaid(words: str, notes: list[Note], view: View) -> list[str]:
    """Return the sentences to add: notes, effects and a question that the words leave out."""
    missing = [note.sentence for note in notes if not _says_so(words, note)]
    question = view.plan.get("question")
    asked = [question] if question and question not in words else []
    return [*missing, *_untold_effects(words, view), *asked]


def _says_so(words: str, note: Note) -> bool:
    if note.sentence in words:
        return True
    sentences = re.split(r"(?<=[.!?])\s+|\n", words)
    return any(
        _NEGATION.search(one) and all(stem in one.casefold() for stem in _nouns(note.about))
        for one in sentences
    )


def _nouns(name: str) -> list[str]:
    """Return what a name is about, without its verb, which words inflect beyond recognition."""
    stems = _stems(name)
    return stems[1:] or stems


def _stems(name: str) -> list[str]:
    parts = re.findall(r"[A-Za-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
    return [part.casefold()[:_STEM] for part in parts if len(part) >= _SHORTEST_WORD]


def _untold_effects(words: str, view: View) -> Iterator[str]:
    for seen in view.observations.values():
        if seen["status"] == "done" and _is_effect(seen, view) and not _tells_of(words, seen):
            dispatch = seen["dispatch"]
            yield f"Done: {call_in_words(dispatch['tool'], dispatch['args'])}."


def _is_effect(seen: Observation, view: View) -> bool:
    tool = view.services.catalog.tool(seen["dispatch"]["tool"])
    return tool is not None and tool.effect == "write" and not tool.looks_up


def _tells_of(words: str, seen: Observation) -> bool:
    text = words.casefold()
    if any(stem in text for stem in _stems(seen["dispatch"]["tool"])):
        return True
    return any(value.casefold() in text for value in _values(seen["output"]))


def _values(output: Json) -> list[str]:
    if not isinstance(output, Mapping):
        return []
    texts = (str(value) for value in output.values() if isinstance(value, str | int))
    return [text for text in texts if len(text) >= _SHORTEST_VALUE]
