"""What one exchange came to: a reply, a reply nothing may be taken from, or trouble."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from math import isfinite

from core.action import Usage
from core.json_values import Json
from reasoners.modeling.dialect import Method
from reasoners.modeling.refusals import Kind, error_in_body, kind_of, words_of
from reasoners.modeling.reply import Reply, Unusable, read_reply, told_usage
from reasoners.modeling.transport import Exchange

LONGEST_NUMBER = 19  # digits: what no machine counts in is not read
_MAY_BE_BILLED = frozenset({0, 502, 504, 520, 522, 524})  # somebody further on may have replied


@dataclass(frozen=True)
class Trouble:
    """No reply. `usage` is None where the call may have been billed and nobody knows how much."""

    kind: Kind
    exchange: Exchange
    usage: Usage | None

    @property
    def words(self) -> str:
        """What the endpoint said."""
        return self.exchange.failure or words_of(self.exchange.body)


def judged(
    exchange: Exchange, method: Method, name: str, prompt: str
) -> Reply | Unusable | Trouble:
    """Sort an exchange; `prompt` is for estimating tokens that the endpoint does not report."""
    unbilled = Usage(model_calls=1)
    if not 200 <= exchange.status < 300:
        known = exchange.status not in _MAY_BE_BILLED or not exchange.sent
        return Trouble(kind_of(exchange), exchange, unbilled if known else None)
    body = _json(exchange.body)
    if body is None:
        broken = replace(exchange, status=0, failure="the answer is not JSON")
        return Trouble("passing", broken, None)
    if error_in_body(body):
        return Trouble(_kind_of_error(exchange, body), exchange, told_usage(body) or unbilled)
    try:
        return read_reply(body, method, name, prompt)
    except Unusable as problem:
        return problem


def _json(body: bytes) -> Json:
    """The envelope may hold odd numbers, which are dropped; what it carries is judged strictly."""
    try:
        value: Json = json.loads(
            body.decode("utf-8"),
            parse_constant=lambda name: None,
            parse_float=lambda text: number if isfinite(number := float(text)) else None,
            parse_int=lambda text: int(text) if len(text) < LONGEST_NUMBER else None,
        )
    except (ValueError, RecursionError):
        return None
    return value


def _kind_of_error(exchange: Exchange, body: Json) -> Kind:
    """An error inside a 200 counts as the status it names, else as passing."""
    error = body.get("error") if isinstance(body, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    status = code if isinstance(code, int) and 300 <= code < 600 else 500
    return kind_of(replace(exchange, status=status))
