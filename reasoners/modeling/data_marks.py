"""Text of others on its way into a prompt: visible characters only, and no way out of its marks."""

from __future__ import annotations

import re
from typing import Final

_INVISIBLE: Final = re.compile(
    "[\\U000e0000-\\U000e007f\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufe00-\\ufe0f\\ufeff\\x00-\\x08\\x0b-\\x1f]"
)
_MARK: Final = re.compile(r"<(?=\s*/?\s*(request|data)\b)", re.IGNORECASE)


def data(text: str) -> str:
    """Return the text without invisible characters and without our own marks in it."""
    return _MARK.sub("‹", _INVISIBLE.sub("", text))
