"""What a tool gives back must fit: a size limit, and only what the store keeps unchanged."""

from __future__ import annotations

from core.errors import ToolBroken
from core.json_values import Json, UnstorableValue, canonical, storable
from core.seams import ToolAdapter, ToolCall, ToolOutput

OUTPUT_LIMIT = 1024 * 1024  # bytes of canonical JSON


class ResultCap:
    """A write's unusable output is left out, since the effect happened; a read's breaks it."""

    def __init__(self, inner: ToolAdapter) -> None:
        self._inner = inner

    def call(self, call: ToolCall) -> ToolOutput:
        output = self._inner.call(call)
        problem = _problem(output.value)
        if problem is None:
            return output
        if call.tool.effect == "write":
            return ToolOutput(None, known=False)
        raise ToolBroken(f"{call.tool.name} gave back what cannot be kept: {problem}")


def _problem(value: Json) -> str | None:
    try:
        size = len(canonical(storable(value, "the output")).encode("utf-8"))
    except (UnstorableValue, TypeError) as error:
        return str(error)
    return f"{size} bytes, more than {OUTPUT_LIMIT}" if size > OUTPUT_LIMIT else None
