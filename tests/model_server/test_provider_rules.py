"""The strict endpoint refuses what a provider would refuse."""

from __future__ import annotations

from typing import Any

import pytest

from tests.model_server.provider_rules import Abilities, refusal

TEXT = {"type": "string"}
GOOD: dict[str, Any] = {
    "type": "object",
    "properties": {"a": TEXT},
    "required": ["a"],
    "additionalProperties": False,
}


def asking(schema: Any = GOOD, **more: Any) -> dict[str, Any]:
    shape = {"type": "json_schema", "json_schema": {"name": "n", "strict": True, "schema": schema}}
    messages = [{"role": "user", "content": "hello"}]
    return {"model": "m", "messages": messages, "response_format": shape, **more}


def test_a_strict_schema_passes() -> None:
    assert refusal(asking(), Abilities()) == ""


REFUSED: dict[str, dict[str, Any]] = {
    "an open object": asking({**GOOD, "additionalProperties": True}),
    "nothing said about more": asking({"type": "object", "properties": {}, "required": []}),
    "an optional property": asking({**GOOD, "required": []}),
    "a free-form object inside": asking({**GOOD, "properties": {"a": {"type": "object"}}}),
    "a keyword that is not permitted": asking(
        {**GOOD, "properties": {"a": {"default": 1, **TEXT}}}
    ),
    "a property without a type": asking({**GOOD, "properties": {"a": {}}}),
    "a list at the top": asking({"type": "array", "items": TEXT}),
    "an unknown parameter": asking(max_output=5),
    "both limits": asking(max_tokens=5, max_completion_tokens=5),
    "a choice without tools": asking(tool_choice="auto"),
    "no messages": {**asking(), "messages": []},
    "a tool message nobody asked for": {
        **asking(),
        "messages": [{"role": "tool", "tool_call_id": "x", "content": "y"}],
    },
}


@pytest.mark.parametrize("request_body", REFUSED.values(), ids=REFUSED)
def test_what_a_provider_refuses_is_refused(request_body: dict[str, Any]) -> None:
    assert refusal(request_body, Abilities())
