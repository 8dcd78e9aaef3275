"""The operator's key goes upstream and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gateway.redaction import Redaction
from gateway.settings import GatewaySettings
from tests.gateway import model
from tests.gateway.conftest import UPSTREAM_KEY, StartProcess
from tests.gateway.running import LocalGateway, send
from tests.gateway.upstream import ScriptedUpstream, events, whole

ASK: dict[str, Any] = {"model": "gpt-4o-mini", "messages": [], "max_tokens": 5}
KEY = UPSTREAM_KEY.encode()


def test_an_upstream_that_repeats_the_key_does_not_give_it_away(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    body = b'{"you_sent": "Bearer ' + KEY + b'"}'
    upstream.script = lambda received: whole(body, 400, X_Echo=f"Bearer {UPSTREAM_KEY}")

    answer = gateway.call(ASK)

    assert answer.body == body.replace(KEY, b"*" * len(KEY))
    assert answer.header("x-echo") == "Bearer " + "*" * len(KEY)


def test_a_key_repeated_in_a_stream_is_hidden_wherever_it_is_cut(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    text = b": " + KEY + b" and sk-up\n\n"
    upstream.script = lambda received: events(*(text[i : i + 1] for i in range(len(text))))

    answer = gateway.call({**ASK, "stream": True, "stream_options": {"include_usage": True}})

    assert answer.body == text.replace(KEY, b"*" * len(KEY))


def test_an_upstream_that_refuses_the_key_is_not_the_callers_401(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = lambda received: whole(b'{"error": "bad key sk-up***77c1"}', 401)

    answer = gateway.call(ASK)

    assert (answer.status, answer.error["code"]) == (502, "upstream_refused_key")
    assert b"77c1" not in answer.body
    assert gateway.usage()["total"]["cost_usd"] == 0.0


def test_the_key_is_neither_logged_nor_stored_nor_printed(
    start_process: StartProcess, upstream: ScriptedUpstream, tmp_path: Path
) -> None:
    replies = iter([whole(KEY), whole(KEY, 401), whole(KEY, 500), events(KEY)])
    upstream.script = lambda received: next(replies)
    gateway = start_process()
    for _ in range(4):
        send(gateway.base, "POST", "/v1/chat/completions", ASK)
    views = b"".join(send(gateway.base, "GET", view).body for view in ("/usage", "/metrics", "/"))

    _, errors = gateway.end()

    assert "upstream refuses the gateway's key" in errors
    assert UPSTREAM_KEY not in gateway.greeting + errors
    assert KEY not in views
    files = [file for file in (tmp_path / "gateway").rglob("*") if file.is_file()]
    assert files and not any(KEY in file.read_bytes() for file in files)


def test_the_settings_do_not_show_the_key() -> None:
    settings = GatewaySettings("http://x", Path("x"), None, upstream_key=UPSTREAM_KEY)

    assert UPSTREAM_KEY not in repr(settings)


def test_a_callers_key_never_reaches_upstream(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = model.answer

    gateway.call(ASK, Authorization="Bearer sg-callers-own")

    assert "sg-callers-own" not in str(upstream.received[-1].headers)


def test_without_a_key_nothing_is_held_back() -> None:
    redaction = Redaction("")

    assert redaction.feed(b"sk-") + redaction.rest() == b"sk-"
