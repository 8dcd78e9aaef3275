"""Text of others on its way into a prompt: visible characters only, and no way out of its marks."""

from __future__ import annotations

import re
from typing import Final

from core.plain_words import visible

_MARK: Final = re.compile(r"<(?=\s*/?\s*(request|data)\b)", re.IGNORECASE)


def data(text: str) -> str:
    """Return the text without invisible characters and without our own marks in it."""
    return _MARK.sub("‹", visible(text))
