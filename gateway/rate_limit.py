"""How many calls a key may make a minute: one token bucket per key, in memory."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.seams import Clock
from gateway.refusal import too_many_requests


@dataclass
class _Bucket:
    tokens: float
    filled_at: float


class RateLimiter:
    """Buckets hold one minute's worth of calls and refill evenly."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def take(self, key_id: str, per_minute: float | None) -> None:
        """Take one call out of a key's bucket; Refusal 429 where it is empty."""
        if per_minute is None:
            return
        now = self._clock.monotonic()
        size = max(per_minute, 1.0)
        bucket = self._buckets.setdefault(key_id, _Bucket(size, now))
        gained = (now - bucket.filled_at) * per_minute / 60
        bucket.tokens, bucket.filled_at = min(size, bucket.tokens + gained), now
        if bucket.tokens < 1:
            raise too_many_requests(math.ceil((1 - bucket.tokens) * 60 / per_minute))
        bucket.tokens -= 1
