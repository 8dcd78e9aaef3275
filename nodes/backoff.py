"""How long to wait before another attempt: full jitter, or what the tool asked for."""

from __future__ import annotations

import hashlib
from typing import Final

BASE_S: Final = 0.1
LONGEST_S: Final = 10.0


def pause(key: str, attempt: int, retry_after: float | None, longest: float) -> float:
    """Return the seconds to wait after an attempt; the same for the same action and attempt.

    A time that the tool named is kept, but for `longest` (the time limit of one attempt).
    """
    if retry_after is not None:
        return min(max(retry_after, 0.0), longest)
    ceiling = min(LONGEST_S, BASE_S * 2.0 ** (attempt - 1))
    return ceiling * _fraction(f"{key}:{attempt}")


def longer_pause(retry_after: float, attempt: int) -> float:
    """Return the seconds to wait for a call that is still at work: each time twice as long."""
    return min(LONGEST_S, max(retry_after, BASE_S) * 2.0 ** (attempt - 1))


def _fraction(seed: str) -> float:
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") / 2**64
