"""What a tool gives back must be what was asked for: of the declared types, of the same record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from core.errors import ToolBroken
from core.json_values import Json
from core.seams import ToolAdapter, ToolCall, ToolOutput
from tool_adapters.output_shape import contradiction

_IDENTIFIER: Final = re.compile(r"(?:^|[_.-])(?:id|uuid|no|number|code|key|ref|reference)$|Id$")


class ExpectedOutput:
    """A read's output that is something else breaks it. A write's of another type is left out,
    since the effect happened; it may name another record, which it has made, say."""

    def __init__(self, inner: ToolAdapter) -> None:
        self._inner = inner

    def call(self, call: ToolCall) -> ToolOutput:
        output = self._inner.call(call)
        problem = contradiction(output.value, call.tool.output_schema)
        if call.tool.effect == "write":
            return ToolOutput(None, known=False) if problem else output
        problem = problem or _other_record(call.args, output.value)
        if problem:
            raise ToolBroken(f"{call.tool.name} gave back something else: {problem}")
        return output


def _other_record(args: Mapping[str, Json], value: Json) -> str:
    """Say which identifier came back as another one than was asked for."""
    if not isinstance(value, Mapping):
        return ""
    for name, asked in args.items():
        given = value.get(name)
        if _IDENTIFIER.search(name) and _differ(asked, given):
            return f"{name} {given} where {name} {asked} was asked for"
    return ""


def _differ(asked: Json, given: Json) -> bool:
    """Whether two identifiers are of different records; "1042" and "acc_1042" may be of one."""
    if not _plain(asked) or not _plain(given):
        return False
    first, second = str(asked).strip().casefold(), str(given).strip().casefold()
    return not (first.endswith(second) or second.endswith(first))


def _plain(value: Json) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""
