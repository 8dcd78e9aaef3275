"""Until when an action in doubt may be repeated without a second effect."""

from __future__ import annotations

from core.action import InDoubt
from nodes.trouble import Case

NEVER = 0.0


def safe_until(case: Case) -> float | None:
    """Return the time (seconds since the epoch) up to which another attempt is safe.

    None where it always is: a read, or a write of which no attempt is in doubt.
    """
    if case.kind == "read" or not isinstance(case.standing, InDoubt):
        return None
    first_sent = min(record.started_at for record in case.records)
    if case.kind == "key":
        return first_sent + case.tool.key_retention_s
    return first_sent + case.tool.retry_window_s if case.kind == "natural" else NEVER
