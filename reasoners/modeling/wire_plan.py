"""A plan as it travels: closed objects, every property required, arguments as JSON texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from core.json_values import Json, canonical
from core.plan import Condition, Plan, Step
from core.tool import Tool
from reasoners.modeling.strict_json import strict_json

OPERATORS: Final = "exists missing eq ne lt le gt ge contains not_contains in".split()
_TEXT: Final = {"type": "string"}
_TEXTS: Final = {"type": "array", "items": _TEXT}
_TEXT_OR_NULL: Final = {"type": ["string", "null"]}


def closed(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object schema as providers want it: closed, and every property required."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


ARGS_SCHEMA: Final = {"type": "array", "items": closed({"name": _TEXT, "value": _TEXT})}
_CONDITION = closed(
    {
        "ref": _TEXT,
        "op": {"type": "string", "enum": OPERATORS},
        "value": _TEXT_OR_NULL,
        "over": {"type": ["string", "null"], "enum": ["all", "any", None]},
    }
)
_OPTIONS = closed(
    {
        "when": {"type": "array", "items": _CONDITION},
        "for_each": _TEXT_OR_NULL,
        "after": _TEXTS,
        "required": {"type": ["boolean", "null"]},
        "despite_failure": {"type": "boolean"},
    }
)
_STEP = closed(
    {
        "id": _TEXT,
        "tool": _TEXT,
        "args": ARGS_SCHEMA,
        "options": {"anyOf": [_OPTIONS, {"type": "null"}]},
    }
)
PLAN_SCHEMA: Final = closed(
    {
        "steps": {"type": "array", "items": _STEP},
        "answer_needs": _TEXTS,
        "answer_template": _TEXT_OR_NULL,
        "question": _TEXT_OR_NULL,
    }
)
THINKING: Final = frozenset({"summarize", "none", ""})


def plan_from(value: Json, tools: Sequence[Tool], functions: frozenset[str]) -> Plan:
    """Return the plan in a value that fits PLAN_SCHEMA.

    Raises ValueError in words for the model: an argument that is no JSON, named twice, a step id
    used twice, a call made twice. What the catalog knows better (unknown tools, types) is left to
    its check.
    """
    wire = cast("Mapping[str, Any]", value)
    schemas = {tool.name: tool.arguments for tool in tools}
    steps = [_step(step, schemas, functions) for step in wire["steps"]]
    _check_repeats(steps)
    return {
        "steps": steps,
        "answer_needs": list(wire["answer_needs"]),
        "answer_template": wire["answer_template"] or None,
        "question": wire["question"] or None,
        "by": "model",
    }


def _step(
    wire: Mapping[str, Any],
    schemas: Mapping[str, Mapping[str, Mapping[str, Json]]],
    functions: frozenset[str],
) -> Step:
    name = wire["tool"].strip()
    schema = schemas.get(name, {})
    step: Step = {"id": wire["id"], "tool": name, "args": {}}
    if name not in schemas and name in functions:
        step["tool"], step["function"] = None, name
    elif name not in schemas and name.lower() in THINKING:
        step["tool"] = None
        return step
    step["args"] = args_from(wire["args"], schema, f"step {wire['id']}")
    if wire["options"]:
        _add_options(step, wire["options"])
    return step


def _add_options(step: Step, wire: Mapping[str, Any]) -> None:
    if wire["when"]:
        step["when"] = [_condition(condition, step["id"]) for condition in wire["when"]]
    if wire["for_each"]:
        step["for_each"] = _bare(wire["for_each"])
    if wire["after"]:
        step["after"] = list(wire["after"])
    if wire["required"] is not None:
        step["required"] = wire["required"]
    if wire["despite_failure"]:
        step["despite_failure"] = True


def _condition(wire: Mapping[str, Any], step: str) -> Condition:
    condition: Condition = {"ref": _bare(wire["ref"]), "op": wire["op"]}
    if wire["value"] is not None:
        condition["value"] = _value(wire["value"], {}, f"step {step}, a condition's value")
    if wire["over"]:
        condition["over"] = wire["over"]
    return condition


def args_from(
    wire: Sequence[Mapping[str, str]], schema: Mapping[str, Mapping[str, Json]], where: str
) -> dict[str, Json]:
    """Return arguments from their list; null stands for an argument left out."""
    args: dict[str, Json] = {}
    for given in wire:
        name = given["name"]
        if name in args:
            raise ValueError(f"{where} names the argument {name} twice")
        args[name] = _value(given["value"], schema.get(name, {}), f"{where}, argument {name}")
    return {name: value for name, value in args.items() if value is not None}


def _value(text: str, schema: Mapping[str, Json], where: str) -> Json:
    """JSON text; but where only text is taken, or nothing looks like JSON, the text itself."""
    try:
        value = strict_json(text)
    except ValueError as problem:
        if text.lstrip()[:1] in ("{", "[", '"'):
            raise ValueError(f"{where} is not valid JSON: {problem}") from None
        return text
    only_text = schema.get("type") == "string" and not isinstance(value, str | Mapping | None)
    return text if only_text else value


def _bare(reference: str) -> str:
    """Some write {"$ref": "s1.id"} or {s1.id} where the reference alone is wanted."""
    if reference.startswith('{"$ref"'):
        found = strict_json(reference)
        return str(found["$ref"]) if isinstance(found, dict) and "$ref" in found else reference
    return reference.strip("{}")


def _check_repeats(steps: Sequence[Step]) -> None:
    """The same id twice is ambiguous; the same call twice would act twice for one wish."""
    ids: set[str] = set()
    calls: dict[str, str] = {}
    for step in steps:
        if step["id"] in ids:
            raise ValueError(f"two steps have the id {step['id']}")
        ids.add(step["id"])
        if step["tool"]:
            call = canonical(cast("Json", {**step, "id": ""}))
            if call in calls:
                raise ValueError(f"steps {calls[call]} and {step['id']} are the same call")
            calls[call] = step["id"]
