"""The catalog as nodes and reasoners see it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from catalog.check_args import ArgumentChecker
from catalog.check_plan import plan_problems
from catalog.ranking import FEW, ToolRanking
from core.json_values import Args, Json
from core.plan import Plan
from core.tool import Tool


class ToolCatalog:
    """The tools of a run: implements core.seams.Catalog."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        self.tools = tuple(tools)
        self._by_name = {tool.name: tool for tool in self.tools}
        self._checker = ArgumentChecker()

    def tool(self, name: str) -> Tool | None:
        """Return the tool of this name."""
        return self._by_name.get(name)

    def tools_for(self, prompt: str) -> tuple[Tool, ...]:
        """Return the tools that a prompt may need: all where they are few."""
        return self.tools if len(self.tools) <= FEW else self._ranking.pick(prompt)

    def others_for(self, prompt: str) -> tuple[Tool, ...]:
        """Return the next best tools for a prompt: none where all are few."""
        return () if len(self.tools) <= FEW else self._ranking.others(prompt)

    @cached_property
    def _ranking(self) -> ToolRanking:
        return ToolRanking(self.tools)

    def check_plan(self, plan: Plan, known: Mapping[str, Json]) -> list[str]:
        """Return what keeps a plan from being carried out, in words for whoever planned."""
        return plan_problems(plan, self._by_name, known, self._checker)

    def check_args(self, tool: Tool, args: Args) -> list[str]:
        """Return what is wrong with the arguments of a call."""
        return self._checker.problems(tool, args)
