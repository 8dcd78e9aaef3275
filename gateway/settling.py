"""What a call is charged, from what was seen of it: the one place that decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from core.json_values import Json
from gateway.answers import Answer
from gateway.ledger import Settlement
from gateway.request import ModelRequest
from gateway.terms import Terms
from gateway.tokens import Tokens, read_usage

Trouble: TypeAlias = Literal[
    "", "unreachable", "upstream_gone", "upstream_timeout", "client_gone", "gateway_stopped"
]

# Somebody on the way stopped waiting while the model was working.
_MODEL_WAS_WORKING = (408, 504, 524)


@dataclass(frozen=True)
class AdmittedCall:
    """A call whose largest cost is reserved. `bound` are the most tokens it can use."""

    number: int
    request: ModelRequest
    terms: Terms
    bound: Tokens


@dataclass
class Seen:
    """What became visible of a call so far. Times are monotonic, in seconds."""

    sent_at: float
    status: int | None = None
    answer: Answer | None = None
    first_byte_at: float | None = None
    trouble: Trouble = ""


def settlement(call: AdmittedCall, seen: Seen, now: float) -> Settlement:
    """Return what to book. Where upstream's figures are lacking: the most it can have been."""
    tokens, estimated, note = _used(call, seen)
    cost = call.terms.largest_cost(tokens) if estimated else call.terms.cost(tokens)
    first_byte = None if seen.first_byte_at is None else seen.first_byte_at - seen.sent_at
    return Settlement(
        status=seen.status,
        tokens=tokens,
        cost=cost,
        estimated=estimated,
        note=note,
        first_byte_ms=None if first_byte is None else first_byte * 1000,
        total_ms=(now - seen.sent_at) * 1000,
    )


def _used(call: AdmittedCall, seen: Seen) -> tuple[Tokens, bool, str]:
    """Return tokens, whether they are estimated, and why."""
    if call.request.endpoint == "models" or seen.trouble == "unreachable":
        return Tokens(), False, seen.trouble
    reported = read_usage(_last_word(seen), call.bound)
    if isinstance(reported, Tokens):
        return reported, False, seen.trouble
    if seen.status is not None and seen.status >= 300 and reported == "missing":
        return _refused(call, seen.status, seen.trouble)
    if reported == "missing" and seen.answer and seen.answer.complete:
        written = min(call.bound.completion, seen.answer.size)
        return Tokens(call.bound.prompt, 0, written), True, "no_usage"
    return call.bound, True, seen.trouble or ("unreadable" if reported == "missing" else "absurd")


def _last_word(seen: Seen) -> Json:
    """Return the usage that upstream reported, unless the call was cut while it still grew."""
    answer = seen.answer
    if answer is None or (seen.trouble and answer.usage_may_grow and not answer.complete):
        return None
    return answer.usage


def _refused(call: AdmittedCall, status: int, trouble: Trouble) -> tuple[Tokens, bool, str]:
    """An error is not billed; one of the server's own is marked, since only upstream knows."""
    if status in _MODEL_WAS_WORKING:
        return call.bound, True, trouble or "upstream_timeout"
    return Tokens(), status >= 500, trouble or "upstream_error"
