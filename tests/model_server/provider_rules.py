"""What a provider refuses: parameters it does not know, and schemas that are not strict."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

KNOWN_PARAMETERS = frozenset(
    "model messages temperature top_p n stop max_tokens max_completion_tokens tools tool_choice "
    "parallel_tool_calls response_format seed stream stream_options user metadata store "
    "presence_penalty frequency_penalty logprobs top_logprobs reasoning_effort".split()
)
KNOWN_KEYWORDS = frozenset(
    "type properties required additionalProperties items anyOf enum const description title "
    "$ref $defs pattern format minimum maximum multipleOf minItems maxItems".split()
)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Abilities:
    """What the endpoint can do. `reasoning` refuses temperature and max_tokens."""

    json_schema: bool = True
    tools: bool = True
    json_mode: bool = True
    reasoning: bool = False
    max_completion_tokens: bool = True
    any_limit: bool = True


def refusal(request: Any, abilities: Abilities) -> str:
    """Return why a provider would refuse the request, "" where it would not."""
    return next(_problems(request, abilities), "")


def _problems(request: Any, abilities: Abilities) -> Iterator[str]:
    if not isinstance(request, dict):
        yield "We could not parse the JSON body of your request."
        return
    for name in sorted(set(request) - KNOWN_PARAMETERS):
        yield f"Unrecognized request argument supplied: {name}"
    if not isinstance(request.get("model"), str) or not request["model"]:
        yield "you must provide a model parameter"
    yield from _message_problems(request.get("messages"))
    yield from _parameter_problems(request, abilities)
    yield from _tool_problems(request, abilities)
    yield from _format_problems(request, abilities)


def _message_problems(messages: Any) -> Iterator[str]:
    if not isinstance(messages, list) or not messages:
        yield "'messages' must be a non-empty array"
        return
    open_calls: set[str] = set()
    for position, message in enumerate(messages):
        role = message.get("role") if isinstance(message, dict) else None
        if role not in ("system", "developer", "user", "assistant", "tool"):
            yield f"messages[{position}].role is invalid"
            continue
        if role == "tool":
            if message.get("tool_call_id") not in open_calls:
                yield f"messages[{position}]: no tool call with this tool_call_id precedes it"
            open_calls.discard(message.get("tool_call_id"))
        elif open_calls:
            yield f"tool calls without a tool message before messages[{position}]: {open_calls}"
        if role == "assistant":
            open_calls = {call["id"] for call in message.get("tool_calls") or ()}
        elif not isinstance(message.get("content"), str | list):
            yield f"messages[{position}].content is invalid"
    if open_calls:
        yield f"tool calls without a tool message: {open_calls}"


def _parameter_problems(request: dict[str, Any], abilities: Abilities) -> Iterator[str]:
    if "max_tokens" in request and "max_completion_tokens" in request:
        yield "set either max_tokens or max_completion_tokens, not both"
    if abilities.reasoning and request.get("temperature", 1) != 1:
        yield "Unsupported value: 'temperature' does not support 0 with this model."
    if abilities.reasoning and "max_tokens" in request:
        yield (
            "Unsupported parameter: 'max_tokens' is not supported with this model. "
            "Use 'max_completion_tokens' instead."
        )
    if not abilities.max_completion_tokens and "max_completion_tokens" in request:
        yield "Unrecognized request argument supplied: max_completion_tokens"
    if not abilities.any_limit and "max_tokens" in request:
        yield "Unrecognized request argument supplied: max_tokens"


def _tool_problems(request: dict[str, Any], abilities: Abilities) -> Iterator[str]:
    tools = request.get("tools")
    if tools is None:
        if "tool_choice" in request:
            yield "'tool_choice' is only allowed when 'tools' are specified."
        return
    if not abilities.tools:
        yield "Unrecognized request arguments supplied: tool_choice, tools"
    names = [tool["function"]["name"] for tool in tools]
    if not names:
        yield "Invalid 'tools': empty array"
    if len(set(names)) != len(names):
        yield "Tool names must be unique."
    for tool in tools:
        function = tool["function"]
        if not _NAME.fullmatch(function["name"]):
            yield f"Invalid tool name {function['name']!r}"
        if function.get("strict"):
            yield from _schema_problems(function["parameters"], f"function {function['name']}")
    choice = request.get("tool_choice")
    if isinstance(choice, dict) and choice["function"]["name"] not in names:
        yield f"Tool choice {choice['function']['name']!r} not found in 'tools' parameter."


def _format_problems(request: dict[str, Any], abilities: Abilities) -> Iterator[str]:
    wanted = request.get("response_format")
    if wanted is None:
        return
    if wanted.get("type") == "json_schema":
        if not abilities.json_schema:
            yield (
                "Invalid parameter: 'response_format' of type 'json_schema' is not supported "
                "with this model."
            )
        shape = wanted["json_schema"]
        if not _NAME.fullmatch(shape.get("name", "")):
            yield "Missing or invalid 'response_format.json_schema.name'"
        if shape.get("strict"):
            yield from _schema_problems(shape["schema"], f"response_format '{shape['name']}'")
    elif wanted.get("type") == "json_object":
        if not abilities.json_mode:
            yield "response_format json_object is not supported by this model"
        if "json" not in str(request["messages"]).lower():
            yield "'messages' must contain the word 'json' in some form, to use json_object"


def _schema_problems(schema: Any, where: str) -> Iterator[str]:
    prefix = f"Invalid schema for {where}: "
    if not isinstance(schema, dict) or schema.get("type") != "object":
        yield prefix + 'schema must be a JSON Schema of type "object"'
    for path, problem in _strict_problems(schema, (), 0):
        yield f"{prefix}In context={path}, {problem}"


def _strict_problems(
    schema: Any, path: tuple[str, ...], depth: int
) -> Iterator[tuple[tuple[str, ...], str]]:
    if not isinstance(schema, dict):
        yield path, "schema must be an object"
        return
    if depth > 10:
        yield path, "schema is nested too deeply"
    for word in sorted(set(schema) - KNOWN_KEYWORDS):
        yield path, f"'{word}' is not permitted."
    if not {"type", "anyOf", "$ref"} & set(schema):
        yield path, "schema must have a 'type' key."
    if "object" in _types(schema):
        properties = schema.get("properties", {})
        if schema.get("additionalProperties") is not False:
            yield path, "'additionalProperties' is required to be supplied and to be false."
        if sorted(schema.get("required", ())) != sorted(properties):
            yield path, "'required' must be supplied and include every key in properties."
    for name, member, deeper in _members(schema):
        yield from _strict_problems(member, (*path, *name), depth + deeper)


def _members(schema: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Any, int]]:
    for name, member in schema.get("properties", {}).items():
        yield ("properties", name), member, 1
    if "array" in _types(schema):
        yield ("items",), schema.get("items"), 0
    for position, option in enumerate(schema.get("anyOf", ())):
        yield ("anyOf", str(position)), option, 0


def _types(schema: dict[str, Any]) -> list[str]:
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else list(kind)
