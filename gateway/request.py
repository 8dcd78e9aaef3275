"""A caller's request: what it asks for, and the bytes that go upstream."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from core.json_values import Json
from gateway.json_members import Member, NotAnObject, members, with_member
from gateway.refusal import INVALID, Refusal

Endpoint: TypeAlias = Literal["chat", "embeddings", "models"]

# Members that decide who is asked and what it costs. Some upstreams match names without case.
_METERED = {"model", "models", "stream", "stream_options", "max_tokens", "max_completion_tokens"}
_METERED |= {"n", "service_tier", "modalities", "audio", "web_search_options", "plugins"}
_TEXT_PARTS = ("text", "refusal")
# No model writes more at once, over all choices.
_LONGEST_ANSWER = 10**8
_PLAIN_TIERS = (None, "auto", "default", "flex")


@dataclass(frozen=True)
class ModelRequest:
    """One call as it goes upstream. `size` is the caller's body in bytes.

    `hides_usage`: the usage was asked for by the gateway and is not the caller's to see.
    `only_text`: every part of the prompt is text, so that its bytes bound its tokens.
    `longest_answer` is the request's own limit over all choices, None where it names none.
    `models`: of a list of models, the caller may see these; None for all.
    `unpriced` names a member whose cost no price per token covers.
    """

    endpoint: Endpoint
    path: str
    body: bytes = b""
    model: str = ""
    size: int = 0
    streams: bool = False
    hides_usage: bool = False
    only_text: bool = True
    choices: int = 1
    longest_answer: int | None = None
    predicted: bool = False
    unpriced: str | None = None
    models: tuple[str, ...] | None = None


def read_request(endpoint: Endpoint, path: str, body: bytes) -> ModelRequest:
    """Read a body; Refusal 400 where the gateway and an upstream could read it differently."""
    try:
        text = body.decode("utf-8")
        found = members(text)
    except (UnicodeDecodeError, NotAnObject):
        raise _invalid("The body must be one JSON object in UTF-8.") from None
    _check_names(found)
    fields = {member.name: member.value for member in found}
    streams, asked = fields.get("stream") is True, _asks_for_usage(fields)
    hides_usage = endpoint == "chat" and streams and not asked
    return ModelRequest(
        endpoint,
        path,
        body=_asking_for_usage(text, fields) if hides_usage else body,
        model=_model(fields),
        size=len(body),
        streams=streams,
        hides_usage=hides_usage,
        only_text=_only_text(fields.get("messages")),
        choices=_whole(fields, "n") or 1,
        longest_answer=_longest_answer(fields),
        predicted=fields.get("prediction") is not None,
        unpriced=_unpriced(fields),
    )


def _invalid(message: str, param: str | None = None) -> Refusal:
    return Refusal(400, "invalid_request", message, type=INVALID, param=param)


def _check_names(found: list[Member]) -> None:
    counts = Counter(member.name.casefold() for member in found)
    for member in found:
        folded = member.name.casefold()
        if counts[folded] > 1:
            raise _invalid(f"{member.name!r} is given more than once.", member.name)
        if folded in _METERED and member.name != folded:
            raise _invalid(f"{member.name!r} must be written {folded!r}.", member.name)


def _model(fields: Mapping[str, Json]) -> str:
    model = fields.get("model")
    if not isinstance(model, str) or not model or len(model) > 200 or not model.isprintable():
        raise _invalid("'model' must be the name of a model.", "model")
    return model


def _asks_for_usage(fields: Mapping[str, Json]) -> bool:
    options = fields.get("stream_options")
    return isinstance(options, Mapping) and options.get("include_usage") is True


def _asking_for_usage(text: str, fields: Mapping[str, Json]) -> bytes:
    options = fields.get("stream_options") or {}
    if not isinstance(options, Mapping):
        raise _invalid("'stream_options' must be an object.", "stream_options")
    asking = {**options, "include_usage": True}
    return with_member(text, "stream_options", asking).encode("utf-8")


def _longest_answer(fields: Mapping[str, Json]) -> int | None:
    given = [_whole(fields, name) for name in ("max_tokens", "max_completion_tokens")]
    limits = [limit for limit in given if limit is not None]
    if not limits:
        return None
    return min(max(limits) * (_whole(fields, "n") or 1), _LONGEST_ANSWER)


def _whole(fields: Mapping[str, Json], name: str) -> int | None:
    value = fields.get(name)
    if value is None:
        return None
    # Text and fractions are refused because an upstream may read them as some other number.
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 10**7:
        raise _invalid(f"{name!r} must be a whole number from 1 to 10000000.", name)
    return value


def _only_text(messages: Json) -> bool:
    if not isinstance(messages, list):
        return True
    return all(_is_text(message) for message in messages)


def _is_text(message: Json) -> bool:
    if not isinstance(message, Mapping):
        return True
    parts = message.get("content")
    if message.get("audio") is not None:
        return False
    return not isinstance(parts, list) or all(
        isinstance(part, Mapping) and part.get("type") in _TEXT_PARTS for part in parts
    )


def _has_sound(messages: Json) -> bool:
    """Whether tokens of sound are read: they cost several times those of text."""
    told = [m for m in messages if isinstance(m, Mapping)] if isinstance(messages, list) else []
    contents = [message.get("content") for message in told]
    parts = [part for content in contents if isinstance(content, list) for part in content]
    return any(message.get("audio") is not None for message in told) or any(
        isinstance(part, Mapping) and part.get("type") == "input_audio" for part in parts
    )


def _unpriced(fields: Mapping[str, Json]) -> str | None:
    for name in ("models", "audio", "web_search_options", "plugins"):
        if fields.get(name) is not None:
            return name
    if fields.get("modalities") not in (None, ["text"]):
        return "modalities"
    if _has_sound(fields.get("messages")):
        return "input_audio"
    return None if fields.get("service_tier") in _PLAIN_TIERS else "service_tier"
