"""What was said before any tool spoke: the request, and the plan that was made of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.plan import Plan, Step
from core.tool import Tool
from reasoners.asked_for import asks_for
from reasoners.foreign import leaves


@dataclass(frozen=True)
class Trusted:
    """The request, the changes of the first plan, and all its steps."""

    prompt: str
    first: tuple[Step, ...] = ()
    steps: tuple[Step, ...] = ()

    @property
    def text(self) -> str:
        """Every trusted word and number."""
        steps = [*self.first, *self.steps]
        return "\n".join([self.prompt, *leaves([step["args"] for step in steps])])

    def asks_for(self, tool: str) -> bool:
        """Whether the first plan calls this tool, or the request's own words name it."""
        return bool(self.before(tool)) or asks_for(self.prompt, tool)

    def before(self, tool: str | None) -> list[Step]:
        """Return the first plan's changes by this tool."""
        return [step for step in self.first if step["tool"] == tool]


def changes(plan: Plan, tools: Iterable[Tool]) -> tuple[Step, ...]:
    """Return the plan's steps that change something; a tool nobody knows counts as one."""
    reads = {tool.name for tool in tools if tool.effect == "read" or tool.looks_up}
    return tuple(step for step in plan["steps"] if step["tool"] and step["tool"] not in reads)
