"""Names the word somebody probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `word`, None when nothing is known."""
    return max(known, key=lambda other: _likeness(word, other), default=None)


def near_enough(word: str, known: Iterable[str]) -> str | None:
    """Return the nearest known word if it may well have been meant."""
    best = nearest(word, known)
    return best if best is not None and _likeness(word, best) >= 0.6 else None


def _likeness(word: str, other: str) -> float:
    return SequenceMatcher(None, word.casefold()[:100], other.casefold()[:100]).ratio()
