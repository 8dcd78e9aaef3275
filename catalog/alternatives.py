"""Tells which read may stand in for another that is broken."""

from __future__ import annotations

from catalog.schema_types import fits, members_of
from catalog.shorthand import Schema
from core.tool import Tool


def serves_instead(other: Tool, tool: Tool) -> bool:
    """Whether `other` is a read that takes what `tool` takes and gives all that it gives."""
    if other.name == tool.name or "write" in (other.effect, tool.effect):
        return False
    if not tool.returns or not other.returns or not _gives_all(other.returns, tool.returns):
        return False
    return set(other.required) <= set(tool.required) and set(tool.required) <= set(other.arguments)


def _gives_all(given: Schema, wanted: Schema) -> bool:
    """Whether every field of `wanted` is at the same place in `given`."""
    if not fits(given, wanted):
        return False
    have = members_of(given)
    inner = members_of(wanted)
    if not all(name in have and _gives_all(have[name], inner[name]) for name in inner):
        return False
    items, needed = given.get("items"), wanted.get("items")
    if not isinstance(needed, dict):
        return bool(inner) or needed is None
    return isinstance(items, dict) and _gives_all(items, needed)
