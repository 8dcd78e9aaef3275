"""An answer without anything that acts when it is shown: images, links, invisible letters."""

from __future__ import annotations

import re
from typing import Final

from reasoners.modeling.data_marks import data

_LINK: Final = re.compile(r"!?\[([^\]]*)\]\(\s*<?([^)\s>]*)[^)]*\)")
_TAG: Final = re.compile(
    r"<\s*/?\s*(img|a|script|iframe|svg|link|style|object|embed)\b[^>]*>", re.I
)


def plain_words(answer: str, prompt: str) -> str:
    """Return the words alone; a link stays as text only where the request itself names it."""

    def link(found: re.Match[str]) -> str:
        words, address = found.groups()
        return f"{words} ({address})" if address and address in prompt else words

    return data(_TAG.sub("", _LINK.sub(link, answer))).strip()
