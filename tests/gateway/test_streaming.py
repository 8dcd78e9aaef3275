"""Nothing is held back: each chunk reaches the caller before upstream sends the next."""

from __future__ import annotations

import http.client
import json
import threading
from typing import Any

import pytest

from tests.gateway import model
from tests.gateway.running import PATIENCE_S, LocalGateway
from tests.gateway.upstream import ScriptedUpstream, events

ASK: dict[str, Any] = {"model": "gpt-4o-mini", "messages": [], "stream": True}


@pytest.mark.parametrize("options", [{}, {"include_usage": True}], ids=["hidden", "asked"])
def test_each_chunk_arrives_before_the_next_is_sent(
    gateway: LocalGateway, upstream: ScriptedUpstream, options: dict[str, bool]
) -> None:
    chunks = [model.event({"choices": [{"delta": {"content": str(i)}}]}) for i in range(4)]
    gates = [threading.Event() for _ in chunks]
    upstream.script = lambda received: events(
        *(piece for pair in zip(chunks, gates, strict=True) for piece in pair)
    )
    connection = http.client.HTTPConnection(
        gateway.base.removeprefix("http://"), timeout=PATIENCE_S
    )
    body = json.dumps({**ASK, "stream_options": options})
    connection.request("POST", "/v1/chat/completions", body)
    response = connection.getresponse()

    for chunk, gate in zip(chunks, gates, strict=True):
        assert response.read(len(chunk)) == chunk
        gate.set()
    assert response.read() == b""
    connection.close()


def test_the_head_of_a_stream_arrives_before_its_first_chunk(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    gate = threading.Event()
    upstream.script = lambda received: events(gate, b"data: [DONE]\n\n")
    connection = http.client.HTTPConnection(
        gateway.base.removeprefix("http://"), timeout=PATIENCE_S
    )
    connection.request("POST", "/v1/chat/completions", json.dumps(ASK))

    assert connection.getresponse().status == 200
    gate.set()
    connection.close()
