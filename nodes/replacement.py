"""Another look-up that returns what a broken one would have, with the same arguments."""

from __future__ import annotations

from typing import Final

from core.observation import Dispatch
from core.tool import Tool
from nodes.trouble import Case

_THEN: Final = "~"


def replacement(case: Case) -> Dispatch | None:
    """Return the same step's call by another tool, None where no tool fits.

    It must return at least the same fields, take its arguments from those given, and not have
    been tried for this step; its slot names the tools tried before it.
    """
    wanted = _fields(case.tool)
    if not wanted:
        return None
    view = case.view
    for tool in view.services.catalog.tools_for(view.task.prompt):
        if _is_other_look_up(tool, case) and wanted <= _fields(tool):
            args = {name: v for name, v in case.dispatch["args"].items() if name in tool.arguments}
            if not view.services.catalog.check_args(tool, args):
                slot = f"{case.dispatch['slot']}{_THEN}{tool.name}"
                return Dispatch(
                    **{
                        **case.dispatch,
                        "tool": tool.name,
                        "args": args,
                        "slot": slot,
                        "generation": 1,
                        "attempt": 1,
                    }
                )
    return None


def _is_other_look_up(tool: Tool, case: Case) -> bool:
    tried = {case.tool.name, *_planned(case), *case.dispatch["slot"].split(_THEN)[1:]}
    return tool.effect == "read" and tool.adapter is not None and tool.name not in tried


def _planned(case: Case) -> set[str]:
    step_id = case.dispatch["step"]
    return {s["tool"] for s in case.view.steps if s["id"] == step_id and s["tool"] is not None}


def _fields(tool: Tool) -> set[str]:
    """Return the names of what a tool returns, of each row where it returns a list."""
    schema = tool.returns or {}
    items = schema.get("items")
    properties = schema.get("properties") or (
        items.get("properties") if isinstance(items, dict) else None
    )
    return set(properties) if isinstance(properties, dict) else set()
