"""Reads and checks `reconcile`: how to find out whether a write in doubt was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from catalog.bindings import Setting
from catalog.json_file import kind_of, shown
from catalog.nearest import nearest
from core import references
from core.errors import InputError
from core.json_values import Args, Json
from core.tool import Reconcile, Tool

_KEYS: Final = ("tool", "args", "list", "match", "settle_s", "baseline")
_LONGEST_SETTLE_S = 86_400.0


def read_reconcile(setting: Setting, write: Tool, tools: Mapping[str, Tool]) -> Reconcile:
    """Return the look-up of a write. Raises InputError naming the part that cannot work."""
    reader = _Reader(setting, write)
    content = reader.mapping(setting.value, "reconcile")
    for name in content:
        if name not in _KEYS:
            raise reader.wrong(f"is not a key; did you mean {shown(nearest(name, _KEYS))}?", name)
    look_up = reader.look_up(content.get("tool"), tools)
    listed = reader.path(content.get("list"))
    return Reconcile(
        tool=look_up.name,
        args=reader.args(content.get("args", {}), look_up),
        list=listed,
        match=reader.match(content.get("match", {}), listed),
        settle_s=reader.seconds(content.get("settle_s", Reconcile.settle_s)),
        baseline=reader.boolean(content.get("baseline", False)),
    )


class _Reader:
    """Reads the parts of one `reconcile`, with its place for the errors."""

    def __init__(self, setting: Setting, write: Tool) -> None:
        self._setting = setting
        self._write = write

    def wrong(self, problem: str, part: str) -> InputError:
        return self._setting.wrong(problem, f"reconcile.{part}")

    def mapping(self, value: Json, part: str) -> Mapping[str, Json]:
        if not isinstance(value, Mapping):
            raise self.wrong(f"is {kind_of(value)}; write an object", part)
        return value

    def look_up(self, name: Json, tools: Mapping[str, Tool]) -> Tool:
        if not isinstance(name, str):
            raise self.wrong("is missing; name the tool that looks", "tool")
        if name not in tools:
            meant = nearest(name, tools)
            raise self.wrong(
                f"{shown(name)} is not in the catalog; did you mean {shown(meant)}?", "tool"
            )
        if tools[name].effect != "read":
            raise self.wrong(
                f'{shown(name)} is not known to be a read; say "effect": "read" if it is', "tool"
            )
        return tools[name]

    def args(self, value: Json, look_up: Tool) -> Args:
        args = self.mapping(value, "args")
        for name in args:
            if name not in look_up.arguments:
                meant = nearest(name, look_up.arguments)
                raise self.wrong(
                    f"is not an argument of {look_up.name}; did you mean {shown(meant)}?",
                    f"args.{name}",
                )
        for name in look_up.required:
            if name not in args:
                raise self.wrong(f"lacks {shown(name)}, which {look_up.name} needs", "args")
        self._check_references(args, "args")
        return args

    def match(self, value: Json, listed: str | None) -> Args:
        match = self.mapping(value, "match")
        if listed is not None and not match:
            raise self.wrong("is missing; name the fields that tell one row from another", "match")
        self._check_references(match, "match")
        return match

    def _check_references(self, value: Json, part: str) -> None:
        for reference in references.references_in(value):
            problem = self._wrong_with(reference)
            if problem:
                raise self.wrong(f"{shown(reference)} {problem}", part)

    def _wrong_with(self, reference: str) -> str | None:
        try:
            root, path = references.parse(reference)
        except ValueError:
            return "is malformed; write args.NAME or key"
        if root == "key":
            return None if not path else "leads into the key; write key"
        if root != "args" or not path or not isinstance(path[0], str):
            return "leads nowhere; write args.NAME or key"
        if path[0] in self._write.arguments:
            return None
        meant = nearest(path[0], self._write.arguments)
        return f"is not an argument of {self._write.name}; did you mean {shown(meant)}?"

    def path(self, value: Json) -> str | None:
        if value is None or value == "":
            return value
        try:
            references.parse(f"output.{value}" if isinstance(value, str) else "")
        except ValueError:
            raise self.wrong(
                f'{shown(value)} is not a path; write one like "refunds", or "" for the whole'
                " output",
                "list",
            ) from None
        return str(value)

    def seconds(self, value: Json) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(f"is {kind_of(value)}; write a number of seconds", "settle_s")
        if not 0 <= value <= _LONGEST_SETTLE_S:
            raise self.wrong(f"is {shown(value)}; write seconds between 0 and 86400", "settle_s")
        return float(value)

    def boolean(self, value: Json) -> bool:
        if not isinstance(value, bool):
            raise self.wrong(f"is {kind_of(value)}; write true or false", "baseline")
        return value
