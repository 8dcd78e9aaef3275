"""The verb of a tool's name, wherever it stands: before its nouns, or after them."""

from __future__ import annotations

from collections.abc import Sequence

from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import stem, stems_of, tokens

_ACTING = frozenset({"read", "change", "send", "final"})


def verb_first(words: tuple[str, ...], description: str) -> tuple[str, ...]:
    """Return the words of a name with its verb in front.

    Names command, so what ends in a plural s is no verb: in "orders, close" it is the second word.
    Of several that may be verbs the one is taken with which the description begins, else the first.
    """
    places = [place for place, word in enumerate(words) if _may_command(word)]
    if not places or (places[0] == 0 and len(places) == 1):
        return words
    told = [token.stem for token in tokens(description)[:2]]
    verb = next((at for at in places if stem(words[at]) in told), None)
    if verb is None:
        meant = _acts(told)
        verb = next((at for at in places if _acts((stem(words[at]),)) & meant), places[0])
    return (*words[verb:], *words[:verb])


def _may_command(word: str) -> bool:
    plural = word.endswith("s") and not word.endswith("ss")
    return not plural and bool(_acts(stems_of((word,))))


def _acts(stems: Sequence[str]) -> frozenset[str]:
    return frozenset(s.concept for s in lexicon().senses(stems) if s.kind in _ACTING)
