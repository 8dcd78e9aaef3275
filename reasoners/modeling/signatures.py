"""The catalog as signatures: what a prompt needs of a tool, in the fewest words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from core.functions import FunctionSpec
from core.json_values import Json, canonical
from core.tool import Tool

_RETURNS: Final = re.compile(r"\s*\bReturns\b[^.]*\.?", re.IGNORECASE)
_SHORT: Final = {"integer": "int", "boolean": "bool", "string": "text", "array": "list"}
_PLAIN: Final = frozenset({"text", "any", "list"})  # what a name alone says well enough
LONGEST_DESCRIPTION: Final = 400


def signature(tool: Tool) -> str:
    """Return `name!(arg, other?: int) -> a, b — what it does`; ! marks what changes things."""
    arguments = ", ".join(_argument(tool, name) for name in tool.arguments)
    returns = f" -> {_members(tool.returns)}" if tool.returns else ""
    return f"{tool.name}{_mark(tool)}({arguments}){returns} — {_description(tool)}"


def signatures(tools: Sequence[Tool]) -> str:
    """Return one line per tool."""
    return "\n".join(signature(tool) for tool in tools)


def names(tools: Sequence[Tool]) -> str:
    """Return the bare names: who plans with one by mistake is told what it takes."""
    return ", ".join(f"{tool.name}{_mark(tool)}" for tool in tools)


def _mark(tool: Tool) -> str:
    return "!" if tool.effect == "write" and not tool.looks_up else ""


def function_signatures(functions: Mapping[str, FunctionSpec]) -> str:
    """Return a line for functions that take the same: `sum, mean(values)`."""
    alike: dict[str, list[str]] = {}
    for name, spec in functions.items():
        alike.setdefault(_function_shape(spec), []).append(name)
    return "\n".join(f"{', '.join(names)}{shape}" for shape, names in alike.items())


def _function_shape(spec: FunctionSpec) -> str:
    tool = Tool("", "", spec.args, effect="read")
    arguments = ", ".join(_argument(tool, name) for name in tool.arguments)
    shape = _members(spec.returns)
    return f"({arguments}) -> {shape}" if "[" in shape else f"({arguments})"


def _description(tool: Tool) -> str:
    text = " ".join(tool.description.split())
    if tool.returns:
        text = _RETURNS.sub("", text).strip()
    return text[:LONGEST_DESCRIPTION]


def _argument(tool: Tool, name: str) -> str:
    optional = "" if name in tool.required else "?"
    kind = _kind(tool.arguments[name])
    return f"{name}{optional}" if kind in _PLAIN else f"{name}{optional}: {kind}"


def _kind(schema: Mapping[str, Json]) -> str:
    choices = schema.get("enum")
    if isinstance(choices, list):
        return "|".join(str(choice) for choice in choices)
    kind, items = schema.get("type"), schema.get("items")
    if kind == "array" and isinstance(items, Mapping):
        return f"[{_kind(items)}]"
    if kind == "object" and isinstance(schema.get("properties"), Mapping):
        return f"{{{_members(schema)}}}"
    if schema.get("format"):
        return str(schema["format"])
    if kind is None:
        return "any"
    return _SHORT.get(kind, kind) if isinstance(kind, str) else canonical(kind)


def _members(schema: Mapping[str, Any]) -> str:
    """Names of what an object holds; lists of records as `rows[a, b]`."""
    if schema.get("type") == "array" and isinstance(schema.get("items"), Mapping):
        return f"[{_members(schema['items'])}]"
    members = schema.get("properties")
    if not isinstance(members, Mapping):
        return str(schema.get("type", "any"))
    return ", ".join(_member(name, member) for name, member in members.items())


def _member(name: str, schema: Any) -> str:
    if not isinstance(schema, Mapping):
        return name
    items = schema.get("items")
    if isinstance(items, Mapping) and isinstance(items.get("properties"), Mapping):
        return f"{name}[{_members(items)}]"
    if isinstance(schema.get("properties"), Mapping):
        return f"{name}{{{_members(schema)}}}"
    return f"{name}[]" if schema.get("type") == "array" else name
