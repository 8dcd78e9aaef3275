"""An answer without anything that acts when it is shown: images, links, invisible letters."""

from __future__ import annotations

import re
from typing import Final

_INVISIBLE: Final = re.compile(
    "[\\U000e0000-\\U000e007f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufe00-\\ufe0f\\ufeff\\x00-\\x08\\x0b-\\x1f]"
)
_LINK: Final = re.compile(r"!?\[([^\]]*)\]\(\s*<?([^)\s>]*)[^)]*\)")
_LINK_BY_NUMBER: Final = re.compile(r"!\[([^\]]*)\](?:\[[^\]]*\])?")
_TARGET_OF_NUMBER: Final = re.compile(r"^[ \t]*\[[^\]]+\]:[ \t]*<?(?:\w+:|//|www\.).*$", re.M)
_TAG: Final = re.compile(
    r"<\s*/?\s*(img|image|a|script|iframe|frame|svg|link|style|object|embed|form|button|input|meta"
    r"|base|video|audio|source|picture|area|map)\b[^>]*>",
    re.I,
)
_ADDRESS: Final = re.compile(r"\b(?:https?|ftp|data|javascript):[^\s<>\"'`|\\^{}]+", re.I)
_AFTER: Final = ".,;:!?)]*_"  # what ends a sentence rather than an address


def visible(text: str) -> str:
    """Return the text without letters that nobody sees, and without control characters."""
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)


def plain_words(answer: str, prompt: str) -> str:
    """Return the words alone; a link stays as text only where the request itself names it."""

    answer = visible(answer)
    if "[" not in answer and "<" not in answer:
        return answer.strip()

    def link(found: re.Match[str]) -> str:
        words, address = found.groups()
        return f"{words} ({address})" if address and address in prompt else words

    shown = _LINK.sub(link, answer)
    shown = _TARGET_OF_NUMBER.sub("", _LINK_BY_NUMBER.sub(r"\1", shown))
    return _TAG.sub("", shown).strip()


def holds_address(answer: str) -> bool:
    """Whether an address that can be followed stands in an answer."""
    return ":" in answer and _ADDRESS.search(answer) is not None


def known_addresses(answer: str, known: str) -> str:
    """Return an answer in which only addresses stand that `known` text holds: one that was made up
    may carry off what was found."""

    def address(found: re.Match[str]) -> str:
        bare = found[0].rstrip(_AFTER)
        return found[0] if bare in known else f"[address left out]{found[0][len(bare) :]}"

    return _ADDRESS.sub(address, answer)
