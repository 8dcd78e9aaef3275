"""The agents that everybody else uses: LangChain's create_agent, and the plan-and-execute graph in
the shape of LangGraph's tutorial. Both call the same mock tools as Surefoot does.
"""

from __future__ import annotations

import json
import operator
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypedDict

from langchain.agents import create_agent
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.tools import StructuredTool
from langchain_openai import ChatOpenAI
from langgraph.graph import END, START, StateGraph
from pydantic import BaseModel, Field, SecretStr

from catalog import load_catalog
from core.action import Action
from core.clock import SystemClock
from core.crash_points import NO_CRASH_POINTS
from core.errors import ToolError
from core.seams import ToolAdapter, ToolCall
from core.tool import Tool
from tool_adapters.dispatcher import build_adapters

STEPS = 80  # of a graph, enough for eight calls that fail now and then


@dataclass(frozen=True)
class Finished:
    """What became of a task: the answer, None where the agent broke off, and its calls."""

    task_id: str
    answer: str | None
    calls: tuple[tuple[str, Mapping[str, Any]], ...]
    seconds: float


class Tools:
    """The catalog of a folder, called as a framework's users would: an error becomes words."""

    def __init__(self, folder: Path) -> None:
        self.catalog = load_catalog(folder / "tools.json", folder / "bindings.json").tools
        bound = tuple(tool for tool in self.catalog if "fixture" in tool.binding)
        self._adapters: Mapping[str, ToolAdapter] = build_adapters(
            bound, SystemClock(), NO_CRASH_POINTS
        )
        self._count = 0
        self._lock = threading.Lock()

    def for_task(self, task_id: str, made: list[tuple[str, Mapping[str, Any]]]) -> list[Any]:
        """Return the tools for one task; each call is noted in `made`."""
        return [
            StructuredTool.from_function(
                func=self._caller(tool, task_id, made),
                name=tool.name,
                description=tool.description,
                args_schema=dict(tool.args_schema),
            )
            for tool in self.catalog
        ]

    def _caller(
        self, tool: Tool, task_id: str, made: list[tuple[str, Mapping[str, Any]]]
    ) -> Callable[..., str]:
        def call(**args: Any) -> str:
            with self._lock:
                self._count += 1
                number = self._count
            made.append((tool.name, args))
            action = Action("bench", task_id, f"call {number}")
            try:
                output = self._adapters["mock"].call(
                    ToolCall(tool, args, action, 1, "", tool.timeout_s)
                )
            except ToolError as error:
                return f"Error: {error.message}"
            return json.dumps(output.value, ensure_ascii=False)

        return call


Agent = Callable[[ChatOpenAI, list[Any], str], str]


def run_all(
    agent: Agent, folder: Path, url: str, prompts: Mapping[str, str], at_once: int = 8
) -> list[Finished]:
    """Give every task to the agent, several at once. A task that raises has no answer."""
    tools, clock = Tools(folder), SystemClock()
    chat = ChatOpenAI(
        model="gpt-4o-mini", base_url=url, api_key=SecretStr("sk-bench"), max_retries=0
    )

    def one(task_id: str) -> Finished:
        made: list[tuple[str, Mapping[str, Any]]] = []
        started = clock.monotonic()
        try:
            answer: str | None = agent(chat, tools.for_task(task_id, made), prompts[task_id])
        except Exception:  # the bench counts what a user would see as a lost task
            answer = None
        return Finished(task_id, answer, tuple(made), clock.monotonic() - started)

    with ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(one, prompts))


def loop_agent(chat: ChatOpenAI, tools: list[Any], prompt: str) -> str:
    """LangChain's create_agent."""
    agent: Any = create_agent(chat, tools)
    state = agent.invoke({"messages": [("user", prompt)]}, {"recursion_limit": STEPS})
    return str(state["messages"][-1].content)


class Plan(BaseModel):
    """Plan to follow in future"""

    steps: list[str] = Field(description="different steps to follow, should be in sorted order")


class Response(BaseModel):
    """Response to user."""

    response: str


class Act(BaseModel):
    """Action to perform."""

    action: Response | Plan = Field(
        description="Action to perform. If you want to respond to user, use Response. "
        "If you need to further use tools to get the answer, use Plan."
    )


class PlanExecute(TypedDict, total=False):
    """The tutorial's state."""

    input: str
    plan: list[str]
    past_steps: Annotated[list[tuple[str, str]], operator.add]
    response: str


_PLANNER = ChatPromptTemplate.from_messages(
    [
        (
            "system",
            "For the given objective, come up with a simple step by step plan. This plan should "
            "involve individual tasks, that if executed correctly will yield the correct answer. "
            "Do not add any superfluous steps. The result of the final step should be the final "
            "answer. Make sure that each step has all the information needed - do not skip steps.",
        ),
        ("placeholder", "{messages}"),
    ]
)
_REPLANNER = ChatPromptTemplate.from_template(
    "For the given objective, come up with a simple step by step plan. This plan should involve "
    "individual tasks, that if executed correctly will yield the correct answer. Do not add any "
    "superfluous steps. The result of the final step should be the final answer. Make sure that "
    "each step has all the information needed - do not skip steps.\n\n"
    "Your objective was this:\n{input}\n\nYour original plan was this:\n{plan}\n\n"
    "You have currently done the follow steps:\n{past_steps}\n\n"
    "Update your plan accordingly. If no more steps are needed and you can return to the user, "
    "then respond with that. Otherwise, fill out the plan. Only add steps to the plan that still "
    "NEED to be done. Do not return previously done steps as part of the plan."
)


def plan_and_execute(chat: ChatOpenAI, tools: list[Any], prompt: str) -> str:
    """The tutorial's graph: plan in words, an agent per step, plan again after each."""
    executor: Any = create_agent(chat, tools)
    planner: Any = _PLANNER | chat.with_structured_output(Plan)
    replanner: Any = _REPLANNER | chat.with_structured_output(Act)

    def plan_step(state: PlanExecute) -> PlanExecute:
        return {"plan": planner.invoke({"messages": [("user", state["input"])]}).steps}

    def execute_step(state: PlanExecute) -> PlanExecute:
        steps = "\n".join(f"{n + 1}. {step}" for n, step in enumerate(state["plan"]))
        task = state["plan"][0]
        text = f"For the following plan:\n{steps}\n\nYou are tasked with executing step 1, {task}."
        done = executor.invoke({"messages": [("user", text)]}, {"recursion_limit": STEPS})
        return {"past_steps": [(task, str(done["messages"][-1].content))]}

    def replan_step(state: PlanExecute) -> PlanExecute:
        action = replanner.invoke(dict(state)).action
        return (
            {"response": action.response}
            if isinstance(action, Response)
            else {"plan": action.steps}
        )

    graph: Any = StateGraph(PlanExecute)
    graph.add_node("planner", plan_step)
    graph.add_node("agent", execute_step)
    graph.add_node("replan", replan_step)
    graph.add_edge(START, "planner")
    graph.add_conditional_edges("planner", lambda state: "agent" if state["plan"] else "replan")
    graph.add_edge("agent", "replan")
    graph.add_conditional_edges("replan", lambda state: END if "response" in state else "agent")
    state = graph.compile().invoke({"input": prompt, "past_steps": []}, {"recursion_limit": STEPS})
    return str(state["response"])
