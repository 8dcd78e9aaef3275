"""Commands that follow a condition without a comma: "if it is still open close the ticket"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import Token, past_forms, tokens
from reasoners.reading.again import after_again
from reasoners.reading.moods import CONDITION, NO_VERBS, OTHERWISE, leads_with_verb

_ACTING = frozenset({"read", "change", "send", "final"})
_OBJECTS = frozenset(
    """him her them it me us the a an his their its this that these those my our your everyone
    everybody both all""".split()
)
# After these a verb in its base form belongs to what comes before.
_LEADS_ON = frozenset(
    """to i you we they he she who that which can could may might must shall should will would do
    does did don't doesn't didn't can't cannot won't couldn't not never a an the his her their its
    my our your this these those no any some and or of for with in on at by from if unless
    people please only just also still always usually""".split()
)
_AUXILIARIES = frozenset(
    """is are was were has have had isn't aren't wasn't weren't hasn't haven't hadn't be been
    wants want needs need got gets it's he's she's they've we've""".split()
)
_SHORTEST = 3
_AND_IF = re.compile(r"(?:and |but )?if\b", re.I)


def apart(text: str, span: tuple[int, int], end: int) -> list[tuple[int, int]]:
    """Return the span of a condition and that of the command after it, else the span alone.

    Where the rest of the sentence, up to `end`, holds the command, the condition has none.
    """
    again = after_again(text[slice(*span)])
    if again and leads_with_verb(text[span[0] + again : span[1]]):
        return [(span[0], span[0] + again), (span[0] + again, span[1])]
    at = _command_after(text[slice(*span)], re.sub(r"^\W+", "", text[span[1] : end]))
    return [span] if at is None else [(span[0], span[0] + at), (span[0] + at, span[1])]


def _command_after(text: str, following: str) -> int | None:
    ends = OTHERWISE.match(following) or _AND_IF.match(following) or not following.strip(" .,!?")
    if not CONDITION.match(text) or not ends:
        return None
    words = tokens(text)
    places = [at for at in range(_SHORTEST, len(words) - 1) if _commands(words, at, text)]
    return words[places[-1]].start if places else None


_CONTRACTED = re.compile(r"\b(?:s?he|it|they|we|you|i|there|that)['’](?:s|re|ve|d|ll)\b", re.I)


def _commands(words: Sequence[Token], at: int, text: str) -> bool:
    word, before = words[at].lower, words[at - 1].lower
    objects = words[at + 1].lower in _OBJECTS
    acts = any(s.kind in _ACTING and s.places == (0,) for s in lexicon().senses((words[at].stem,)))
    base = not word.endswith(("ed", "ing")) and (not word.endswith("s") or word.endswith("ss"))
    return (
        objects
        and acts
        and base
        and word not in NO_VERBS
        and word not in past_forms().values()
        and before not in _LEADS_ON
        and (
            any(_is_verb(word) for word in words[1:at])
            or _CONTRACTED.search(text[: words[at].start]) is not None
        )
    )


def _is_verb(word: Token) -> bool:
    """Whether a word before may be the condition's own verb."""
    acts = any(s.kind in _ACTING for s in lexicon().senses((word.stem,)))
    return acts or word.lower in _AUXILIARIES or word.lower in past_forms().values()
