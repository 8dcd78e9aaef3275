"""What a model of OpenAI's kind answers: whole or streamed, text, tool calls or structured."""

from __future__ import annotations

import json
from typing import Any

from tests.gateway.upstream import Received, Reply, events, whole

PROMPT_TOKENS, CACHED_TOKENS, COMPLETION_TOKENS = 11, 4, 7
USAGE = {
    "prompt_tokens": PROMPT_TOKENS,
    "completion_tokens": COMPLETION_TOKENS,
    "total_tokens": PROMPT_TOKENS + COMPLETION_TOKENS,
    "prompt_tokens_details": {"cached_tokens": CACHED_TOKENS, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0},
}
_HEAD = {"id": "chatcmpl-1", "created": 1_767_225_600, "model": "gpt-4o-mini-2024-07-18"}
_TOOL_CALL = {
    "id": "call_1",
    "type": "function",
    "function": {"name": "find_order", "arguments": '{"order_id": "A-1"}'},
}
TEXT = 'Grüße: "usage":null is only text here, and so is {"usage": {"prompt_tokens": 9}}.'
_STRUCTURED = '{"city": "Wien", "degrees": 21}'


def answer(received: Received) -> Reply:
    """Answer any request that the clients under test make."""
    if received.path.startswith("/v1/models"):
        return whole(b'{"object":"list", "data":[{"id":"gpt-4o-mini","object":"model"}]}')
    request = received.json
    if received.path.startswith("/v1/embeddings"):
        return whole(_embeddings())
    return _streamed(request) if request.get("stream") else whole(_completed(request))


def _message(request: dict[str, Any]) -> dict[str, Any]:
    if request.get("response_format", {}).get("type") == "json_schema":
        return {"role": "assistant", "content": _STRUCTURED, "refusal": None}
    if request.get("tools"):
        return {"role": "assistant", "content": None, "tool_calls": [_TOOL_CALL]}
    return {"role": "assistant", "content": TEXT, "refusal": None}


def _completed(request: dict[str, Any]) -> bytes:
    message = _message(request)
    reason = "tool_calls" if "tool_calls" in message else "stop"
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}
    head = {**_HEAD, "object": "chat.completion"}
    # Spaced and indented as no serializer of ours would, so that a rewritten body is noticed.
    text = json.dumps({**head, "choices": [choice], "usage": USAGE}, indent=3, ensure_ascii=False)
    return text.encode("utf-8") + b"\n"


def _embeddings() -> bytes:
    item = {"object": "embedding", "index": 0, "embedding": [0.25, -1e-7]}
    usage = {"prompt_tokens": 5, "total_tokens": 5}
    return json.dumps({"object": "list", "data": [item], "model": "m", "usage": usage}).encode()


def _deltas(message: dict[str, Any]) -> list[dict[str, Any]]:
    if "tool_calls" not in message:
        text = message["content"]
        return [{"role": "assistant", "content": ""}, {"content": text[:9]}, {"content": text[9:]}]
    arguments = _TOOL_CALL["function"]["arguments"]  # type: ignore[index]
    begun = {**_TOOL_CALL, "index": 0, "function": {"name": "find_order", "arguments": ""}}
    parts = [
        {"index": 0, "function": {"arguments": part}} for part in (arguments[:6], arguments[6:])
    ]
    return [{"role": "assistant", "tool_calls": [begun]}, *({"tool_calls": [p]} for p in parts)]


def _streamed(request: dict[str, Any]) -> Reply:
    message = _message(request)
    asked = (request.get("stream_options") or {}).get("include_usage", False)
    reason = "tool_calls" if "tool_calls" in message else "stop"
    chunks = [_chunk(delta, None, asked) for delta in _deltas(message)]
    chunks.append(_chunk({}, reason, asked))
    if asked:
        head = {**_HEAD, "object": "chat.completion.chunk"}
        chunks.append(event({**head, "choices": [], "usage": USAGE, "obfuscation": "x"}))
    return events(*chunks, b"data: [DONE]\n\n")


def _chunk(delta: dict[str, Any], reason: str | None, asked: bool) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
    usage = {"usage": None} if asked else {}
    head = {**_HEAD, "object": "chat.completion.chunk"}
    return event({**head, "choices": [choice], **usage, "obfuscation": "abc"})


def event(chunk: dict[str, Any]) -> bytes:
    """Return one event as OpenAI writes it: no blanks, UTF-8."""
    text = json.dumps(chunk, separators=(",", ":"), ensure_ascii=False)
    return b"data: " + text.encode("utf-8") + b"\n\n"
