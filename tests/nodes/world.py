"""A task, its tools, and everything round them, with real wrappers and the strict fakes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command, Interrupt

from checkpoints.memory import MemoryJournal
from core.action import AttemptRecord
from core.clock import ManualClock
from core.errors import ModelError
from core.json_values import Args, Json
from core.plan import Plan, Step
from core.services import Limits, Services
from core.state import State, TaskInput
from core.tool import Tool
from graph import build_graph, recursion_limit
from reasoners.journaled import Journaled as JournaledThoughts
from reasoners.scripted import ScriptedReasoner
from tool_adapters.scripted import ScriptedTools
from tool_adapters.wrappers.abandoned import AbandonedCalls
from tool_adapters.wrappers.approval import Approval
from tool_adapters.wrappers.journaled import Journaled

RUN = "run-1"


def tool(name: str, *arguments: str, returns: Iterable[str] = (), **keys: Any) -> Tool:
    """A tool whose arguments may be any value; a read unless `keys` say otherwise."""
    fields: dict[str, Json] = {field: {} for field in returns}
    given = {"effect": "read", "effect_origin": "declared", "adapter": "scripted", **keys}
    return Tool(
        name,
        f"{name}.",
        {"type": "object", "properties": {argument: {} for argument in arguments}},
        returns={"type": "object", "properties": fields} if fields else None,
        **given,
    )


def write(name: str, *arguments: str, **keys: Any) -> Tool:
    """A tool that changes something; without idempotency unless `keys` say otherwise."""
    return tool(name, *arguments, **{"effect": "write", **keys})


def step(step_id: str, tool_name: str | None, args: Mapping[str, Json], **more: Any) -> Step:
    """One planned step."""
    return cast(Step, {"id": step_id, "tool": tool_name, "args": dict(args), **more})


def plan(*steps: Step, needs: Iterable[str] = (), **more: Any) -> Plan:
    """A plan of these steps."""
    return cast(Plan, {"steps": list(steps), "answer_needs": list(needs), **more})


def ref(reference: str) -> dict[str, Json]:
    return {"$ref": reference}


class FixedCatalog:
    """Knows its tools; finds fault only with what it was told to."""

    def __init__(self, tools: Iterable[Tool]) -> None:
        self._tools = {one.name: one for one in tools}
        self.plan_problems: list[list[str]] = []
        self.bad_args: dict[str, list[str]] = {}

    def tool(self, name: str) -> Tool | None:
        return self._tools.get(name)

    def tools_for(self, prompt: str) -> tuple[Tool, ...]:
        return tuple(self._tools.values())

    def others_for(self, prompt: str) -> tuple[Tool, ...]:
        return ()

    def check_plan(self, plan: Plan, known: Mapping[str, Json]) -> list[str]:
        return self.plan_problems.pop(0) if self.plan_problems else []

    def check_args(self, tool: Tool, args: Args) -> list[str]:
        unknown = [f"{name} is not an argument" for name in args if name not in tool.arguments]
        return unknown + self.bad_args.get(tool.name, [])


@dataclass
class World:
    """One run: what is left when a process ends is the journal; `saver` may be lost."""

    tools: Iterable[Tool]
    reasoner: ScriptedReasoner
    limits: Limits = field(default_factory=Limits)
    approvals: Any = "none"

    def __post_init__(self) -> None:
        self.clock = ManualClock()
        self.journal = MemoryJournal(self.clock)
        self.catalog = FixedCatalog(self.tools)
        self.outside = ScriptedTools()
        self.saver = InMemorySaver()
        self.interrupts: tuple[Interrupt, ...] = ()
        self.routes: list[str] = []
        self._bind()

    def restart(self, *, keep_checkpoints: bool = True) -> None:
        """Go on as another process."""
        self.journal.restart()
        if not keep_checkpoints:
            self.saver = InMemorySaver()
        self._bind()

    def run(self, task_id: str = "task-1", prompt: str = "Do it.") -> State:
        """Take a task to its end, or to where it waits."""
        task = TaskInput(id=task_id, domain="support", prompt=prompt)
        return self._stream(State(task=task), task_id)

    def go_on(self, task_id: str = "task-1") -> State:
        """Go on from the last checkpoint."""
        return self._stream(None, task_id)

    def answer(self, answer: Any, task_id: str = "task-1") -> State:
        """Answer the open question by its interrupt's id."""
        (waiting,) = self.interrupts
        return self._stream(Command(resume={waiting.id: answer}), task_id)

    def history(self, task_id: str = "task-1") -> tuple[AttemptRecord, ...]:
        return self.journal.history(task_id)

    def _bind(self) -> None:
        self.services = Services(
            run_id=RUN,
            catalog=self.catalog,
            reasoner=JournaledThoughts(self.reasoner, self.journal, RUN),
            tools=Approval(
                Journaled(self.outside, self.journal, AbandonedCalls()),
                self.journal,
                self.approvals,
            ),
            journal=self.journal,
            clock=self.clock,
            limits=self.limits,
        )
        self.graph = build_graph(self.services, self.saver)

    def _stream(self, given: State | Command[Any] | None, task_id: str) -> State:
        config: Any = {
            "configurable": {"thread_id": task_id},
            "recursion_limit": recursion_limit(self.limits),
        }
        self.interrupts = ()
        for part in self.graph.stream(given, config, stream_mode="updates", durability="sync"):
            for node, update in part.items():
                if node == "__interrupt__":
                    self.interrupts = update
                elif update and "route" in update:
                    self.routes.append(f"{node} -> {update['route']}")
        return cast(State, self.graph.get_state(config).values)


def world(
    tools: Iterable[Tool],
    *plans: Plan | ModelError,
    answers: Iterable[str | ModelError] = ("Here it is.",),
    repairs: Iterable[Args | None | ModelError] = (),
    **keys: Any,
) -> World:
    """A world whose reasoner says these things."""
    return World(tools, ScriptedReasoner(plans, repairs, answers), **keys)
