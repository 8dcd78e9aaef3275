"""What looks like a secret key, and which variables of an environment hold one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

_NAMES: Final = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)S?$")
# Shorter values are words: they are found everywhere.
_SHORTEST: Final = 12
# With a digit somewhere, which hyphenated words lack.
_WORD: Final = rb"(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]"
_SHAPES: Final = re.compile(
    b"|".join(
        (
            rb"\bsk-" + _WORD + rb"{32,}",  # OpenAI, Anthropic, OpenRouter and many more
            rb"\bsg-[0-9a-f]{8}-[A-Za-z0-9_-]{43}",  # our own gateway
            rb"\b(?:gsk|nvapi|tvly|fw)[_-]" + _WORD + rb"{32,}",
            rb"\b(?:xai|pplx|r8)[_-]" + _WORD + rb"{37,}",
            rb"\bhf_[A-Za-z0-9]{34}\b",
            rb"\blsv2_[a-z]{2}_[0-9a-f]{32}_[0-9a-f]{10}",
            rb"\bAIza[A-Za-z0-9_-]{35}",
            rb"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
            rb"\bgh[pousr]_[A-Za-z0-9]{36}\b",
            rb"\bgithub_pat_[A-Za-z0-9_]{60,}",
            rb"\bglpat-[A-Za-z0-9_-]{20,}",
            rb"\bxox[abeprs]-[A-Za-z0-9-]{20,}",
            rb"\b[sr]k_(?:live|test)_[A-Za-z0-9]{20,}",
            rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
            rb"(?:API|ACCESS|GATEWAY)_(?:KEY|TOKEN)[\"']?\s*[=:]\s*[\"']?" + _WORD + rb"{24,}",
        )
    )
)


def is_secret(variable: str) -> bool:
    """Whether an environment variable of this name holds a secret."""
    return _NAMES.search(variable.upper()) is not None


def secrets_of(environ: Mapping[str, str]) -> list[bytes]:
    """Return the secrets of an environment."""
    values = (value.strip().encode() for name, value in environ.items() if is_secret(name))
    return [value for value in values if len(value) >= _SHORTEST]


def holds_secret(content: bytes, known: Iterable[bytes]) -> bool:
    """Whether a file holds one of the known secrets, or something of a key's shape."""
    return any(secret in content for secret in known) or _SHAPES.search(content) is not None
