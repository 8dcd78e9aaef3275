"""The order of things within one call."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from core.clock import SystemClock
from gateway.downstream import Downstream
from gateway.exchange import Exchange, Line
from gateway.ledger import Settlement
from gateway.request import read_request
from gateway.settings import GatewaySettings
from gateway.settling import AdmittedCall
from gateway.terms import Terms
from gateway.tokens import Tokens
from gateway.upstream import Upstream
from tests.gateway import model
from tests.gateway.upstream import CUT, Reply, ScriptedUpstream, whole


async def events_of(upstream: ScriptedUpstream, body: bytes) -> list[str]:
    """Make one call; return what was sent and booked, in order."""
    happened: list[str] = []

    async def send(message: Any) -> None:
        last = message["type"].endswith("body") and not message.get("more_body")
        happened.append("end" if last else message["type"].rsplit(".", 1)[1])

    def book(number: int, settlement: Settlement) -> None:
        happened.append(f"booked {settlement.status}")

    client = Upstream(GatewaySettings(upstream.url, Path(), None))
    call = AdmittedCall(1, read_request("chat", "/chat/completions", body), Terms(), Tokens(99))
    line = Line(client, b"", [], "", 10.0)
    await Exchange(call, line, Downstream(send), SystemClock(), book).run()
    await client.close()
    return happened


@pytest.mark.parametrize("stream", [b"false", b"true"], ids=["whole", "streamed"])
def test_a_call_is_booked_once_and_before_its_caller_can_see_the_end(
    upstream: ScriptedUpstream, stream: bytes
) -> None:
    upstream.script = model.answer
    body = b'{"model": "m", "stream": ' + stream + b"}"

    happened = asyncio.run(events_of(upstream, body))

    assert happened.count("booked 200") == 1
    assert happened.index("booked 200") < happened.index("end") == len(happened) - 1


def test_a_call_that_upstream_breaks_off_is_booked_before_its_caller_is_told(
    upstream: ScriptedUpstream,
) -> None:
    upstream.script = lambda received: Reply(pieces=(b"{", CUT))

    assert asyncio.run(events_of(upstream, b'{"model": "m"}')) == ["booked 200", "start", "end"]


def test_an_error_of_upstreams_is_booked_in_the_same_order(upstream: ScriptedUpstream) -> None:
    upstream.script = lambda received: whole(b"no", 500)

    assert asyncio.run(events_of(upstream, b'{"model": "m"}')) == ["booked 500", "start", "end"]
