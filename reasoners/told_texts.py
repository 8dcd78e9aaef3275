"""Words that a change carries to people: they are the request's, and not what tools said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from reasoners.foreign import foreign, stands_in
from reasoners.meaning.words import EMPTY_WORDS, stem

_HOST: Final = re.compile(r"(?<![\w@.-])(?:[\w-]+\.)+[a-z]{2,}(?:[/:?]\S*)?(?!\w)", re.IGNORECASE)
_PASSES_ON: Final = re.compile(
    r"\b(forward\w*|relay\w*|pass(?:es|ed|ing)? (?:\w+ ){0,3}on|quot(?:e|ing)|copy|paste|includ\w+"
    r"|attach\w*|shar(?:e|ing)|summar\w+|verbatim|what (?:\w+ ){1,3}sa(?:ys|id)|contents?"
    r"|text of|answer|explain\w*)\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_RUN: Final = 4  # words in a row that two texts do not share by chance
_PLAIN: Final = frozenset(
    "not could cannot unfortunately sorry regards hello hi dear thank carried done made failed"
    " kind best confirm confirmed completed successful successfully found".split()
)


@dataclass(frozen=True)
class Heard:
    """What tools said: texts that say something, and the whole values of records. `passed_on` says
    that the request asks for those texts to be passed on."""

    texts: tuple[str, ...] = ()
    values: frozenset[str] = frozenset()
    passed_on: bool = False


def why_not_told(text: str, trusted: str, heard: Heard, first: str | None) -> str:
    """Return what a text may not say, "" where it may. `first` is what the first plan said there:
    a later plan may add nothing of its own to that but what the request or a record says."""
    found = foreign(text, trusted, heard.values) or _foreign_host(text, trusted)
    if found:
        return found
    if not found and not heard.passed_on:
        found = _heard_words(text, trusted, heard)
    if not found and first is not None:
        found = new_word(text, "\n".join([trusted, first, *_short(heard.values)]))
    return found


def passes_on(prompt: str) -> bool:
    """Whether a request asks for what somebody wrote to be passed on."""
    return _PASSES_ON.search(prompt) is not None


def new_word(text: str, trusted: str) -> str:
    """Return the first word of a text that is neither trusted nor says nothing, else ""."""
    known = {stem(word.casefold()) for word in _WORD.findall(trusted)}
    said = (word.casefold() for word in _WORD.findall(text))
    return next((w for w in said if w not in EMPTY_WORDS | _PLAIN and stem(w) not in known), "")


def _foreign_host(text: str, trusted: str) -> str:
    hosts = (str(one).rstrip(".,;") for one in _HOST.findall(text))
    return next((one for one in hosts if not stands_in(one, trusted)), "")


def _heard_words(text: str, trusted: str, heard: Heard) -> str:
    """Return a run of words that a tool's text has too and the trusted words have not."""
    ours, known = _words(text), " ".join(_words(trusted))
    theirs = [" ".join(_words(one)) for one in heard.texts]
    runs = (" ".join(ours[at : at + _RUN]) for at in range(len(ours) - _RUN + 1))
    return next(
        (f'"{run}"' for run in runs if run not in known and any(run in one for one in theirs)), ""
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _short(values: frozenset[str]) -> list[str]:
    return [value for value in values if len(_words(value)) <= 2]
