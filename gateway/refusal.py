"""What the gateway says itself when a call is not passed on, in the shape OpenAI clients know."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.json_values import Json

INVALID = "invalid_request_error"


@dataclass(eq=False)
class Refusal(Exception):
    """An answer of the gateway's own. `code` is also the label it is counted under."""

    status: int
    code: str
    message: str
    type: str = INVALID
    param: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        """Return the JSON that clients turn into their own exception."""
        error: dict[str, Json] = {
            "message": self.message,
            "type": self.type,
            "param": self.param,
            "code": self.code,
        }
        return json.dumps({"error": error}).encode("utf-8")


def budget_exceeded(needed: float, left: float, total: str) -> Refusal:
    """402: amounts in USD, `total` as text."""
    return Refusal(
        402,
        "budget_exceeded",
        f"This call may cost up to {needed:.6f} USD, and {max(left, 0.0):.6f} of the budget of "
        f"{total} USD are left.",
        type="insufficient_quota",
    )


def too_many_requests(wait: int) -> Refusal:
    """429: `wait` in seconds."""
    return Refusal(
        429,
        "rate_limit_exceeded",
        f"Too many requests with this key; try again in {wait} s.",
        type="requests",
        headers={"Retry-After": str(wait)},
    )


def ledger_failed() -> Refusal:
    """503: nothing is sent while nothing can be recorded."""
    return Refusal(
        503,
        "ledger_unavailable",
        "The gateway cannot record calls, so it passes none on. Its operator must look at it.",
        type="server_error",
    )
