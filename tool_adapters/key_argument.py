"""The idempotency key as an argument, for tools that take it as one."""

from __future__ import annotations

from core.json_values import Json
from core.seams import ToolCall


def sent_args(call: ToolCall) -> dict[str, Json]:
    """Return the arguments as they are sent: with the action's key where the tool takes it."""
    if call.tool.key_arg is None or call.tool.effect == "read":
        return dict(call.args)
    return {**call.args, call.tool.key_arg: call.idempotency_key}
