"""What the scripted model says, and how that travels."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tests.model_server.tokens import count


@dataclass(frozen=True)
class Say:
    """One reply. `calls` are (tool, raw arguments); `usage` False leaves the usage out.

    `status` other than 200 sends `error` instead; `raw` replaces the whole body; `drop` breaks
    the connection without an answer, in the middle of one, or sends a byte now and then for ever;
    `seconds` passes before it. `about` names the task, for the ledger.
    """

    content: str | None = None
    calls: tuple[tuple[str, str], ...] = ()
    finish: str | None = ""
    refusal: str | None = None
    usage: bool = True
    status: int = 200
    error: str | Mapping[str, Any] = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    drop: Literal["", "at once", "midway", "trickle"] = ""
    seconds: float = 0.0
    ids: tuple[str, ...] = ()
    about: str = ""

    @property
    def text(self) -> str:
        """Everything that is billed as completion."""
        return (self.content or "") + "".join(name + args for name, args in self.calls)


def say_json(value: Any) -> Say:
    """Reply with a JSON value as content."""
    return Say(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def fail(status: int, error: str | Mapping[str, Any] = "scripted failure", **headers: str) -> Say:
    """Refuse with a status; header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Say(status=status, error=error, headers=named)


def completion(say: Say, model: str, number: int, prompt: int, cached: int) -> dict[str, Any]:
    """Return the chat completion."""
    message: dict[str, Any] = {"role": "assistant", "content": say.content, "refusal": say.refusal}
    if say.calls:
        message["tool_calls"] = [
            {
                "id": say.ids[position] if say.ids else f"call_{number}_{position}",
                "type": "function",
                "function": {"name": name, "arguments": arguments},
            }
            for position, (name, arguments) in enumerate(say.calls)
        ]
    finish = ("tool_calls" if say.calls else "stop") if say.finish == "" else say.finish
    body: dict[str, Any] = {
        "id": f"chatcmpl-{number}",
        "object": "chat.completion",
        "created": 1_767_225_600,
        "model": model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
    }
    if say.usage:
        body["usage"] = usage(prompt, cached, count(say.text))
    return body


def usage(prompt: int, cached: int, completion_tokens: int) -> dict[str, Any]:
    """Return usage as providers report it."""
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion_tokens,
        "total_tokens": prompt + completion_tokens,
        "prompt_tokens_details": {"cached_tokens": cached},
    }


def error_body(say: Say) -> dict[str, Any]:
    """Return an OpenAI-shaped error."""
    if isinstance(say.error, Mapping):
        return {"error": dict(say.error)}
    return {"error": {"message": say.error, "type": "invalid_request_error", "code": None}}
