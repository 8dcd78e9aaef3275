"""A path of the model's API as an ASGI application: admit a call, reserve its cost, pass it on."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import quote

from core.errors import StoreError
from core.seams import Clock
from gateway.access import caller
from gateway.bounds import LARGEST, bound, check_priced
from gateway.downstream import CallerGone, Downstream, Receive, Scope, Send, gone, read_body
from gateway.exchange import Exchange, Line
from gateway.headers import header
from gateway.keys import Key, KeyFile
from gateway.ledger import Ledger, Reservation
from gateway.rate_limit import RateLimiter
from gateway.refusal import Refusal, ledger_failed
from gateway.request import Endpoint, ModelRequest, read_request
from gateway.settings import GatewaySettings
from gateway.settling import AdmittedCall
from gateway.terms import Terms, TermsBook
from gateway.tokens import Tokens
from gateway.upstream import Upstream

_LOG = logging.getLogger("gateway")
_LONGEST_TASK = 200
# Kept beyond the time limit, for the moments between a call's reservation and its start.
_GRACE_S = 5.0


@dataclass(frozen=True)
class Parts:
    """What every call needs. `refused` counts the gateway's own answers by code."""

    settings: GatewaySettings
    clock: Clock
    keys: KeyFile
    limiter: RateLimiter
    terms: TermsBook
    ledger: Ledger
    upstream: Upstream
    refused: Counter[str] = field(default_factory=Counter)


class Relay:
    """Answers the calls to one endpoint."""

    def __init__(self, endpoint: Endpoint, parts: Parts) -> None:
        self._endpoint, self._parts = endpoint, parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        downstream = Downstream(send)
        try:
            await self._relay(scope, receive, downstream)
        except CallerGone:
            return
        except Refusal as refusal:
            await self._refuse(downstream, refusal)
        except StoreError as problem:
            _LOG.error("%s", problem)
            await self._refuse(downstream, ledger_failed())

    async def _refuse(self, downstream: Downstream, refusal: Refusal) -> None:
        self._parts.refused[refusal.code] += 1
        await downstream.refuse(refusal)

    async def _relay(self, scope: Scope, receive: Receive, downstream: Downstream) -> None:
        parts, headers = self._parts, scope["headers"]
        key = caller(headers, parts.keys, parts.settings)
        parts.limiter.take(key.id, key.rate_per_minute)
        request = await self._request(scope, receive, key)
        call = await self._admit(request, key, header(headers, b"x-task-id"))
        line = Line(
            parts.upstream,
            scope["query_string"],
            headers,
            parts.settings.upstream_key,
            parts.settings.timeout_s,
        )
        exchange = Exchange(call, line, downstream, parts.clock, parts.ledger.settle)
        await _while_wanted(exchange, receive)

    async def _request(self, scope: Scope, receive: Receive, key: Key) -> ModelRequest:
        body = await read_body(scope, receive, self._parts.settings.max_request_bytes)
        if self._endpoint == "models":
            return _about_models(scope["path_params"].get("model", ""), key)
        path = "/chat/completions" if self._endpoint == "chat" else "/embeddings"
        return read_request(self._endpoint, path, body)

    async def _admit(self, request: ModelRequest, key: Key, task: str) -> AdmittedCall:
        """Reserve the most that a call can cost. Refusal where it may not, or cannot be, made."""
        parts = self._parts
        if request.endpoint == "models":
            terms, most = Terms(), Tokens()
        else:
            terms, most = self._terms(request, key)
        now = parts.clock.now()
        reservation = Reservation(
            key_id=key.id,
            task=_printable(task),
            endpoint=request.endpoint,
            model=request.model,
            started_at=now,
            ends_by=now + parts.settings.timeout_s + _GRACE_S,
            bound=most,
            reserved=terms.largest_cost(most),
            priced=terms.price is not None,
        )
        number = await parts.ledger.reserve(reservation, key.budget)
        return AdmittedCall(number, request, terms, most)

    def _terms(self, request: ModelRequest, key: Key) -> tuple[Terms, Tokens]:
        _check_allowed(request.model, key)
        terms = self._parts.terms.of(request.model, request.endpoint)
        most = bound(request, terms, self._parts.settings.longest_answer)
        if key.budget is not None:
            check_priced(request, terms, most)
        return terms, most or Tokens(request.size, 0, LARGEST)


async def _while_wanted(exchange: Exchange, receive: Receive) -> None:
    """Run a call for as long as its caller is there."""
    work = asyncio.create_task(exchange.run())
    watch = asyncio.create_task(gone(receive))
    try:
        await asyncio.wait((work, watch), return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            exchange.caller_left()
    finally:
        work.cancel()
        watch.cancel()
        done = await asyncio.gather(work, watch, return_exceptions=True)
    for outcome in done:
        if isinstance(outcome, Exception):
            raise outcome


def _about_models(model: str, key: Key) -> ModelRequest:
    if model:
        _check_allowed(model, key)
        return ModelRequest("models", _models_path(model))
    return ModelRequest("models", _models_path(""), models=key.models)


def _check_allowed(model: str, key: Key) -> None:
    if not key.allows(model):
        raise Refusal(403, "model_not_allowed", f"This key may not use {model!r}.", param="model")


def _models_path(model: str) -> str:
    if any(part in (".", "..") for part in model.split("/")):
        raise Refusal(404, "not_found", "There is no such model.")
    return "/models" + (f"/{quote(model, safe='/:@')}" if model else "")


def _printable(task: str) -> str:
    return "".join(c for c in task[:_LONGEST_TASK] if c.isprintable())
