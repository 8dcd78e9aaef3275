"""Tells how a tool was understood, for `--explain`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from catalog.schema_types import members_of, plain_type, types_of
from catalog.shorthand import Schema
from core.tool import Tool

_REPEATED = {
    "key": "repeated with the same key",
    "natural": "repeated as it is",
    "reconcile": "looked up before it is repeated",
    "none": "never repeated when in doubt",
}


def describe(tool: Tool) -> list[str]:
    """Return lines on what a tool takes, gives and changes, and where its calls go."""
    return [
        f"{tool.name}: {_effect(tool)}",
        f"  takes {_arguments(tool)}",
        f"  gives {_fields(tool.returns)}",
        f"  {_where(tool)}",
    ]


def _effect(tool: Tool) -> str:
    if tool.effect_origin == "unknown":
        planned = "may be planned as a look-up" if tool.looks_up else "not planned as a look-up"
        return f"cannot be told, so treated as a write; {planned}; {_REPEATED['none']}"
    told = f"{tool.effect} ({tool.effect_origin})"
    if tool.effect == "read":
        return told
    approval = "; a person approves each call" if tool.approve else ""
    return f"{told}; {_REPEATED[tool.idempotency]}{approval}"


def _arguments(tool: Tool) -> str:
    names = (
        f"{name}{'' if name in tool.required else '?'}: {plain_type(schema)}"
        for name, schema in tool.arguments.items()
    )
    return ", ".join(names) or "no arguments"


def _fields(returns: Schema | None) -> str:
    if returns is None:
        return "what its description does not list"
    if types_of(returns) == {"array"}:
        return f"a list of {_members(returns.get('items'))}"
    return _members(returns)


def _members(schema: object) -> str:
    if not isinstance(schema, Mapping):
        return "anything"
    return ", ".join(_named(schema)) or plain_type(schema)


def _named(schema: Schema) -> Iterator[str]:
    for name, member in members_of(schema).items():
        items = member.get("items")
        inner = _members(items) if isinstance(items, Mapping) else _members(member)
        yield f"{name} ({inner})" if inner != "anything" else name


def _where(tool: Tool) -> str:
    if tool.adapter is None:
        return "not bound: its steps cannot be carried out"
    return f"called through {tool.target}, {tool.timeout_s:g} s at most"
