"""Deeds that a noun tells: who issues a refund refunds, who makes a payment pays."""

from __future__ import annotations

from dataclasses import dataclass

from reasoners.meaning.lexicon import lexicon
from reasoners.meaning.words import EMPTY_WORDS, tokens

_MAKES = frozenset("issue issues make makes place places process processes grant grants".split())
_ACTING = frozenset({"change", "final"})


@dataclass(frozen=True)
class MadeDeed:
    """The deed of "issue a refund": its concepts, its noun, and the verb that says little."""

    verbs: frozenset[str]
    noun: str
    maker: str

    def nouns(self, about: frozenset[str]) -> frozenset[str]:
        """Return what a tool is about: the noun, and not what the verb might be a noun for."""
        things = {f"={s.concept}" for s in lexicon().senses((self.maker,)) if s.kind == "thing"}
        own = {f"={s.concept}" for s in lexicon().senses((self.noun,)) if s.kind == "thing"}
        return about - things - {self.maker} | own | {self.noun}


def made_in(head: str) -> MadeDeed | None:
    """Return the deed that the first sentence of a description makes of a noun, if it does."""
    words = [t for t in tokens(head)[:4] if t.lower not in EMPTY_WORDS]
    if len(words) < 2 or words[0].lower not in _MAKES:
        return None
    verbs = frozenset(
        s.concept
        for s in lexicon().senses((words[1].stem,))
        if s.kind in _ACTING and s.concept != "light"
    )
    return MadeDeed(verbs, words[1].stem, words[0].stem) if verbs else None
