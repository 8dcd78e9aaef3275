"""A plan as it travels: closed objects, every property required, arguments as JSON texts.

The schema is billed with every plan, so it is small: what a step rarely needs (a condition, a
loop) travels among its arguments under a name that begins with $.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast, get_args

from core.json_values import Json, canonical
from core.plan import Condition, Operator, Plan, Step
from core.tool import Tool
from reasoners.modeling.strict_json import strict_json

_TEXT: Final = {"type": "string"}
_OPERATORS: Final = get_args(Operator)
_OPTIONS: Final[Sequence[str]] = ("$when", "$for_each", "$after", "$required", "$despite_failure")
_THINKING: Final = frozenset({"summarize", "none", ""})


def closed(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object schema as providers want it: closed, and every property required."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


ARGS_SCHEMA: Final = {"type": "array", "items": closed({"name": _TEXT, "value": _TEXT})}
PLAN_SCHEMA: Final = closed(
    {
        "steps": {
            "type": "array",
            "items": closed({"id": _TEXT, "tool": _TEXT, "args": ARGS_SCHEMA}),
        },
        "needs": {"type": "array", "items": _TEXT},
        "say": {"type": ["string", "null"]},
    }
)


def plan_from(value: Json, tools: Sequence[Tool], functions: frozenset[str]) -> Plan:
    """Return the plan in a value that fits PLAN_SCHEMA.

    Raises ValueError in words for the model: an argument that is no JSON or named twice, a step
    id used twice, a call made twice. What the catalog knows better (unknown tools, types) is left
    to its check.
    """
    wire = cast("Mapping[str, Any]", value)
    schemas = {tool.name: tool.arguments for tool in tools}
    steps = [_step(step, schemas, functions) for step in wire["steps"]]
    _check_repeats(steps)
    return {
        "steps": steps,
        "answer_needs": [_bare(need) for need in wire["needs"]],
        "answer_template": (wire["say"] or None) if steps else None,
        "question": None if steps else (wire["say"] or None),
        "by": "model",
    }


def _step(
    wire: Mapping[str, Any],
    schemas: Mapping[str, Mapping[str, Mapping[str, Json]]],
    functions: frozenset[str],
) -> Step:
    name, where = wire["tool"].strip(), f"step {wire['id']}"
    step: Step = {"id": wire["id"], "tool": name, "args": {}}
    if name not in schemas and name in functions:
        step["tool"], step["function"] = None, name
    elif name not in schemas and name.lower() in _THINKING:
        step["tool"] = None
        return step
    args = args_from(wire["args"], schemas.get(name, {}), where)
    options = {option: args.pop(option) for option in _OPTIONS if option in args}
    step["args"] = args
    _add_options(step, options, where)
    return step


def _add_options(step: Step, options: Mapping[str, Json], where: str) -> None:
    if "$when" in options:
        step["when"] = [_condition(one, where) for one in _listed(options["$when"])]
    if "$for_each" in options:
        step["for_each"] = _bare(options["$for_each"])
    if "$after" in options:
        step["after"] = [str(one) for one in _listed(options["$after"])]
    if "$required" in options:
        step["required"] = options["$required"] is not False
    if options.get("$despite_failure"):
        step["despite_failure"] = True


def _condition(wire: Json, where: str) -> Condition:
    if not isinstance(wire, Mapping) or not {"ref", "op"} <= set(wire):
        raise ValueError(f'{where}: $when is a list of {{"ref", "op", "value"}}')
    if wire["op"] not in _OPERATORS:
        raise ValueError(f"{where}: $when knows the op {', '.join(_OPERATORS)}, not {wire['op']}")
    condition: Condition = {"ref": _bare(wire["ref"]), "op": cast("Operator", wire["op"])}
    if wire.get("value") is not None:
        condition["value"] = wire["value"]
    if wire.get("over") == "all":
        condition["over"] = "all"
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


def _listed(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list) else [value]


def _bare(reference: Json) -> str:
    """Some write {"$ref": "s1.id"} or {s1.id} where the reference alone is wanted."""
    if isinstance(reference, Mapping):
        reference = reference.get("$ref")
    return str(reference).strip("{}")


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
