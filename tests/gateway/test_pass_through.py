"""What a caller sends and gets is what a direct call would send and get, byte for byte."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.gateway import model
from tests.gateway.conftest import UPSTREAM_KEY
from tests.gateway.running import LocalGateway, send
from tests.gateway.upstream import Received, ScriptedUpstream, events, whole

ASK: dict[str, Any] = {
    "model": "gpt-4o-mini",
    "messages": [{"role": "user", "content": "Grüß dich"}],
}
TOOLS = [{"type": "function", "function": {"name": "find_order", "parameters": {"type": "object"}}}]
SCHEMA = {"type": "json_schema", "json_schema": {"name": "weather", "schema": {"type": "object"}}}
REQUESTS = {
    "text": ASK,
    "tools": {**ASK, "tools": TOOLS},
    "structured": {**ASK, "response_format": SCHEMA},
    "streamed": {**ASK, "stream": True},
    "streamed, usage declined": {**ASK, "stream": True, "stream_options": {"include_usage": False}},
    "streamed, other options": {
        **ASK,
        "stream_options": {"include_obfuscation": True},
        "stream": True,
    },
    "streamed, options null": {**ASK, "stream": True, "stream_options": None},
    "streamed, usage asked": {**ASK, "stream": True, "stream_options": {"include_usage": True}},
    "streamed tools": {**ASK, "tools": TOOLS, "stream": True},
    "streamed structured": {**ASK, "response_format": SCHEMA, "stream": True},
}


@pytest.mark.parametrize("request_body", REQUESTS.values(), ids=REQUESTS.keys())
def test_an_answer_equals_the_answer_to_a_direct_call(
    gateway: LocalGateway, upstream: ScriptedUpstream, request_body: dict[str, Any]
) -> None:
    direct = send(upstream.url, "POST", "/v1/chat/completions", request_body)

    answer = gateway.call(request_body)

    assert (answer.status, answer.body) == (direct.status, direct.body)
    assert answer.header("Content-Type") == direct.header("Content-Type")


def test_a_request_without_streaming_arrives_unchanged(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    body = b' {\n"messages": [ ],"x":1.50, "model"\t:"gpt-4o-mini","big":12345678901234567890 }\r\n'

    gateway.call(body)

    assert upstream.received[-1].body == body


def test_asking_for_usage_adds_one_member_and_changes_no_other_byte(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    body = b'{ "stream": true, "model":"gpt-4o-mini", "messages": [],  "temperature": 0.10 }'

    gateway.call(body)

    arrived = upstream.received[-1].body
    assert arrived == body.replace(b"0.10", b'0.10,"stream_options":{"include_usage":true}')


def test_options_of_the_callers_own_are_kept_beside_the_question_for_usage(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    gateway.call(REQUESTS["streamed, other options"])

    options = upstream.received[-1].json["stream_options"]
    assert options == {"include_obfuscation": True, "include_usage": True}


@pytest.mark.parametrize("path", ["/v1/embeddings", "/embeddings"])
def test_embeddings_pass_with_and_without_the_version_in_the_path(
    gateway: LocalGateway, upstream: ScriptedUpstream, path: str
) -> None:
    body = {"model": "text-embedding-3-small", "input": ["a", "b"]}
    direct = send(upstream.url, "POST", "/v1/embeddings", body)

    assert gateway.call(body, path).body == direct.body


def test_models_pass_with_their_query(gateway: LocalGateway, upstream: ScriptedUpstream) -> None:
    direct = send(upstream.url, "GET", "/v1/models/gpt-4o-mini?a=%20b")

    answer = gateway.get("/v1/models/gpt-4o-mini?a=%20b")

    assert answer.body == direct.body
    assert upstream.received[-1].path == "/v1/models/gpt-4o-mini?a=%20b"


def test_a_models_name_cannot_lead_elsewhere(gateway: LocalGateway) -> None:
    assert gateway.get("/v1/models/../files").status == 404


def test_headers_pass_but_for_credentials_and_the_connection(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    gateway.call(
        ASK,
        Authorization="Bearer mine",
        Cookie="a=b",
        Api_Key="mine",
        OpenAI_Organization="other",
        X_Stainless_Lang="python",
        X_Task_Id="t-1",
        Connection="close, X-Private",
        X_Private="1",
    )

    arrived = {name.lower(): value for name, value in upstream.received[-1].headers.items()}
    assert arrived["authorization"] == f"Bearer {UPSTREAM_KEY}"
    assert arrived["x-stainless-lang"] == "python"
    assert arrived["accept-encoding"] == "identity"
    dropped = {"cookie", "api-key", "openai-organization", "x-task-id", "x-private"}
    assert not dropped & set(arrived)


def test_upstreams_headers_pass_but_for_cookies_and_its_connection(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = lambda received: whole(
        b"{}", x_request_id="r-1", Set_Cookie="s=1", Keep_Alive="timeout=5", Date="yesterday"
    )

    answer = gateway.call(ASK)

    names = [name.lower() for name, _ in answer.headers]
    assert answer.header("x-request-id") == "r-1"
    assert answer.header("date") == "yesterday"
    assert names.count("date") == names.count("content-length") == 1
    assert not {"set-cookie", "keep-alive", "server"} & set(names)


def test_upstreams_cookies_are_not_shared_between_callers(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = lambda received: whole(b"{}", Set_Cookie="session=1; Path=/")

    gateway.call(ASK)
    gateway.call(ASK)

    assert "cookie" not in {name.lower() for name in upstream.received[-1].headers}


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
def test_upstreams_errors_pass_as_they_are(
    gateway: LocalGateway, upstream: ScriptedUpstream, status: int
) -> None:
    body = b'{"error": {"message": "no",  "type": "t", "param": null, "code": "c"}}'
    upstream.script = lambda received: whole(body, status, Retry_After="7")

    answer = gateway.call({**ASK, "stream": True})

    assert (answer.status, answer.body, answer.header("retry-after")) == (status, body, "7")


def test_a_redirect_is_not_followed(gateway: LocalGateway, upstream: ScriptedUpstream) -> None:
    upstream.script = lambda received: whole(b"", 307, Location="/v1/elsewhere")

    answer = gateway.call(ASK)

    assert (answer.status, answer.header("location")) == (307, "/v1/elsewhere")
    assert len(upstream.received) == 1


def test_a_compressed_answer_is_passed_on_readable(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    import gzip

    plain = json.dumps({"choices": [], "usage": model.USAGE}).encode()
    upstream.script = lambda received: whole(gzip.compress(plain), Content_Encoding="gzip")

    answer = gateway.call(ASK)

    assert (answer.body, answer.header("content-encoding")) == (plain, None)
    assert gateway.usage()["total"]["completion_tokens"] == model.COMPLETION_TOKENS


def test_an_answer_in_a_coding_that_cannot_be_read_keeps_its_name(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = lambda received: whole(b"\x28\xb5", Content_Encoding="zstd")

    answer = gateway.call(ASK)

    assert (answer.body, answer.header("content-encoding")) == (b"\x28\xb5", "zstd")


def test_a_header_that_is_no_text_is_left_out(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = lambda received: whole(b"{}", X_Bad="\x01", X_Good="1")

    answer = gateway.call(ASK)

    assert (answer.header("x-bad"), answer.header("x-good")) == (None, "1")


def test_an_answer_that_is_no_http_is_a_502(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = lambda received: whole(b"{}", 999)

    assert (answer := gateway.call(ASK)).status == 502
    assert answer.error["code"] == "upstream_gone"


def test_events_that_are_not_json_pass_as_they_are(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    odd = (b": ping\n\n", b'event: x\ndata: {"usage"\n\n', b'data: ["usage"]\r\n\r\n', b"tail")
    upstream.script = lambda received: events(*odd)

    assert gateway.call({**ASK, "stream": True}).body == b"".join(odd)


def test_events_cut_anywhere_come_out_the_same(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    direct = send_streamed(upstream, ASK)
    asked = b"".join(p for p in model.answer(_asking()).pieces if isinstance(p, bytes))
    upstream.script = lambda received: events(*(asked[i : i + 1] for i in range(len(asked))))

    assert gateway.call({**ASK, "stream": True}).body == direct


def send_streamed(upstream: ScriptedUpstream, body: dict[str, Any]) -> bytes:
    return send(upstream.url, "POST", "/v1/chat/completions", {**body, "stream": True}).body


def _asking() -> Received:
    body = {**ASK, "stream": True, "stream_options": {"include_usage": True}}
    return Received("POST", "/v1/chat/completions", {}, json.dumps(body).encode())


def test_a_chunk_with_choices_and_usage_is_never_dropped(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    both = model.event({"choices": [{"delta": {"content": "x"}}], "usage": model.USAGE})
    upstream.script = lambda received: events(both, b"data: [DONE]\n\n")

    assert both in gateway.call({**ASK, "stream": True}).body
    assert gateway.usage()["total"]["completion_tokens"] == model.COMPLETION_TOKENS


@pytest.mark.parametrize("body", [ASK, {**ASK, "stream": True}], ids=["whole", "streamed"])
def test_calls_one_after_the_other_share_a_connection_to_upstream(
    gateway: LocalGateway, upstream: ScriptedUpstream, body: dict[str, Any]
) -> None:
    for _ in range(5):
        gateway.call(body)

    assert upstream.connections == 1


def test_an_unknown_path_is_answered_in_the_gateways_own_name(gateway: LocalGateway) -> None:
    answer = gateway.call({}, "/v1/audio/speech")

    assert (answer.status, answer.error["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "path", ["/v1/chat/completions/", "//v1/chat/completions", "/v1/completions"]
)
def test_a_path_that_is_nearly_right_is_answered_and_not_redirected(
    gateway: LocalGateway, path: str
) -> None:
    assert gateway.call({}, path).status == 404


def test_a_wrong_method_is_told_the_right_one(gateway: LocalGateway) -> None:
    answer = gateway.get("/v1/chat/completions")

    assert (answer.status, answer.error["code"]) == (405, "method_not_allowed")
    assert answer.header("allow") == "POST"


@pytest.mark.parametrize("end", ["\n\n", "\r\n\r\n", "\r\r", "\r\n\n", "\n\r\n"])
def test_usage_is_taken_out_of_a_stream_with_any_line_ends(
    end: str, gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    usage = {"choices": [], "usage": model.USAGE}
    sent = [f"data: {json.dumps(chunk)}{end}" for chunk in ({"choices": [1]}, usage)]
    last = f"data: [DONE]{end}"
    upstream.script = lambda received: events("".join([*sent, last]).encode())

    assert gateway.call({**ASK, "stream": True}).body == (sent[0] + last).encode()
    assert gateway.usage()["total"]["completion_tokens"] == model.COMPLETION_TOKENS
