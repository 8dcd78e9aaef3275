"""An answer without anything that acts when it is shown: images, links, invisible letters."""

from __future__ import annotations

import re
from typing import Final

_INVISIBLE: Final = re.compile(
    "[\\U000e0000-\\U000e007f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufe00-\\ufe0f\\ufeff\\x00-\\x08\\x0b-\\x1f]"
)
# No pattern reads past the next mark of its own kind: a text of nothing but marks takes no longer.
_LINK: Final = re.compile(r"!?\[([^\[\]]*)\]\(\s*<?([^()\s>]*)[^()]*\)")
_LINK_BY_NUMBER: Final = re.compile(r"!\[([^\[\]]*)\](?:\[[^\[\]]*\])?")
_TARGET_OF_NUMBER: Final = re.compile(r"^[ \t]*\[[^\[\]\n]+\]:[ \t]*<?(?:\w+:|//|www\.).*$", re.M)
_TAG: Final = re.compile(
    r"<\s*/?\s*(img|image|a|script|iframe|frame|svg|link|style|object|embed|form|button|input|meta"
    r"|base|video|audio|source|picture|area|map)\b[^<>]*>",
    re.I,
)
_TAG_LEFT: Final = re.compile(r"<(?=[a-z/!?])", re.I)
_NESTED: Final = 3  # links within links that are looked through; deeper ones lose their form
_ADDRESS: Final = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]{1,20}://|(?:data|javascript|vbscript):|www\.)[^\s<>\"'`|\\^{}]+", re.I
)
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

    shown = answer
    for _ in range(_NESTED):
        shown = _LINK.sub(link, shown)
    shown = _TARGET_OF_NUMBER.sub("", _LINK_BY_NUMBER.sub(r"\1", shown))
    return _without_form(_TAG.sub("", shown)).strip()


def _without_form(text: str) -> str:
    """Break what is still marked up, or became so by what was taken out of it."""
    return _TAG_LEFT.sub("\u2039", text).replace("](", "] (").replace("![", "! [")


def holds_address(answer: str) -> bool:
    """Whether an address that can be followed stands in an answer."""
    return (":" in answer or "www." in answer.lower()) and _ADDRESS.search(answer) is not None


def known_addresses(answer: str, known: str) -> str:
    """Return an answer in which only addresses stand that `known` text holds: one that was made up
    may carry off what was found."""

    def address(found: re.Match[str]) -> str:
        bare = found[0].rstrip(_AFTER)
        return found[0] if bare in known else f"[address left out]{found[0][len(bare) :]}"

    return _ADDRESS.sub(address, answer)
