"""Reads a model's reply from its raw bytes; nothing is taken from one that did not end normally."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from core.action import Usage
from core.json_values import Json, canonical
from reasoners.modeling.dialect import Method
from reasoners.modeling.strict_json import extracted, strict_json

MOST_TOKENS = 100_000_000  # of one request: more is a mistake of the endpoint
_NORMAL_ENDS = frozenset({"stop", "tool_calls", "eos", "eos_token", "end_turn"})  # in any case


@dataclass(frozen=True)
class Reply:
    """A reply that ended normally: the raw text of what was asked for, and what it cost."""

    text: str
    usage: Usage


class Unusable(Exception):
    """A reply that nothing may be taken from.

    `why` is said to the model when it is asked again. `usage` is None where nobody told it and what
    came does not show it: a model may have thought up to its limit. `hopeless` means that asking
    again would not help (a refusal); `cut` that the reply was too long; `unstructured` that the
    endpoint accepted the wanted structure and ignored it.
    """

    def __init__(
        self,
        why: str,
        usage: Usage | None,
        *,
        hopeless: bool = False,
        cut: bool = False,
        unstructured: bool = False,
    ) -> None:
        super().__init__(why)
        self.why, self.usage = why, usage
        self.hopeless, self.cut, self.unstructured = hopeless, cut, unstructured


def estimated_tokens(text: str) -> int:
    """UTF-8 bytes over 3, rounded up: how tokens are counted where nobody reported them."""
    return -(-len(text.encode("utf-8", "replace")) // 3)


def read_reply(body: Json, method: Method, name: str, prompt: str) -> Reply:
    """Return the reply in a chat completion. Raises Unusable; `prompt` is for estimating tokens."""
    choice = _choice(body)
    message = choice.get("message")
    message = message if isinstance(message, Mapping) else {}
    told = told_usage(body)
    if not choice:
        raise Unusable("the reply has no choices", told)
    _check_end(choice.get("finish_reason"), message, told)
    usage = told or _estimated(prompt, message)
    text = _called(message, name, usage) if method == "function" else _content(message)
    if text is None:
        text = _content(message)
    if not text.strip():
        raise Unusable("the reply is empty", told)
    return Reply(text, usage)


def value_of(reply: Reply, schema: Mapping[str, Any], problem_of: Callable[[Json], str]) -> Json:
    """Return the value in the reply's text if it fits schema and judge. Raises Unusable."""
    text = extracted(reply.text)
    if "{" not in text:
        raise Unusable("the reply is not a JSON object", reply.usage, unstructured=True)
    try:
        value = strict_json(text)
    except ValueError as problem:
        raise Unusable(f"the reply is not valid JSON: {problem}", reply.usage) from None
    problem_found = _first_problem(value, schema) or problem_of(value)
    if problem_found:
        raise Unusable(problem_found, reply.usage)
    return value


def _first_problem(value: Json, schema: Mapping[str, Any]) -> str | None:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import best_match

    problem = best_match(Draft202012Validator(schema).iter_errors(value))
    return f"at {problem.json_path}: {problem.message}"[:400] if problem else None


def _choice(body: Json) -> Mapping[str, Any]:
    choices = body.get("choices") if isinstance(body, Mapping) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, Mapping) else {}


def _check_end(finish: Any, message: Mapping[str, Any], usage: Usage | None) -> None:
    if message.get("refusal"):
        raise Unusable("the model refused", usage, hopeless=True)
    if finish == "content_filter":
        raise Unusable("the endpoint's content filter cut the reply", usage, hopeless=True)
    if finish == "length":
        raise Unusable("the reply was cut off at the token limit", usage, cut=True)
    if not isinstance(finish, str) or finish.lower() not in _NORMAL_ENDS:
        raise Unusable(f"the reply did not end normally (finish_reason {finish!r})", usage)


def _called(message: Mapping[str, Any], name: str, usage: Usage) -> str | None:
    """Return the raw arguments of the one call; None where there is no call at all."""
    calls = message.get("tool_calls")
    if not isinstance(calls, list) or not calls:
        return None
    if len(calls) != 1:
        raise Unusable(f"the reply makes {len(calls)} calls where one was asked for", usage)
    function = calls[0].get("function") if isinstance(calls[0], Mapping) else None
    if not isinstance(function, Mapping) or function.get("name") != name:
        raise Unusable(f"the reply calls something else than {name}", usage)
    arguments = function.get("arguments")
    if not isinstance(arguments, str):
        raise Unusable("the call's arguments are not JSON text", usage)
    return arguments


def _content(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):  # some endpoints answer in parts
        parts = (part.get("text") for part in content if isinstance(part, Mapping))
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def told_usage(body: Json) -> Usage | None:
    """Return what the endpoint says it billed, None where it says nothing that can be counted."""
    given = body.get("usage") if isinstance(body, Mapping) else None
    given = given if isinstance(given, Mapping) else {}
    prompt, completion = _count(given.get("prompt_tokens")), _count(given.get("completion_tokens"))
    if prompt is None or completion is None:
        return None
    details = given.get("prompt_tokens_details")
    cached = _count(details.get("cached_tokens")) if isinstance(details, Mapping) else None
    return Usage(prompt, min(cached or 0, prompt), completion, model_calls=1)


def _estimated(prompt: str, message: Mapping[str, Any]) -> Usage:
    calls = message.get("tool_calls")
    said = _content(message) + (canonical(calls) if calls else "")
    return Usage(
        estimated_tokens(prompt),
        0,
        estimated_tokens(said),
        model_calls=1,
        estimated=True,
    )


def _count(value: Any) -> int | None:
    whole = isinstance(value, int) or isinstance(value, float) and value.is_integer()
    if not whole or isinstance(value, bool) or not 0 <= value <= MOST_TOKENS:
        return None
    return int(value)
