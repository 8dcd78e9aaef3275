"""`--explain`: how each tool was understood and what each task's plan would be; calls nothing."""

from __future__ import annotations

from collections.abc import Iterator

from app.inputs import Inputs, read_inputs
from app.reasoning import symbolic_reasoner
from app.settings import BatchSettings
from catalog.explanation import describe
from core.clock import SystemClock
from core.json_values import canonical
from core.plan import Plan, Step, shown_name
from core.seams import Reasoner
from core.task import Task
from core.thought import PlanRequest


def explain(settings: BatchSettings) -> int:
    """Print the explanation and return the exit code. Plans come from the symbolic reasoner."""
    inputs = read_inputs(settings)
    reasoner = symbolic_reasoner(settings, inputs.catalog.tools)
    now = SystemClock().now()
    for line in _tools(inputs):
        print(line)
    for task in inputs.selected:
        for line in _task(task, inputs, reasoner, now):
            print(line)
    return 0


def _tools(inputs: Inputs) -> Iterator[str]:
    yield "Tools"
    for tool in inputs.catalog.tools:
        for line in describe(tool):
            yield f"  {line}"


def _task(task: Task, inputs: Inputs, reasoner: Reasoner, now: float) -> Iterator[str]:
    tools = inputs.catalog.tools_for(task.prompt)
    request = PlanRequest(task, tools, {}, "", revision=1, tries=1, now=now)
    plan = reasoner.plan(request).value
    yield ""
    yield f"{task.id}: {task.prompt}"
    for number, step in enumerate(plan["steps"], start=1):
        yield f"  {number}. {_step(step)}"
    yield from _reasons(plan)
    for problem in inputs.catalog.check_plan(plan, {}):
        yield f"  the catalog objects: {problem}"


def _step(step: Step) -> str:
    args = ", ".join(f"{name}={_shown(value)}" for name, value in step["args"].items())
    return f"{step['id']} {shown_name(step)}({args})"


def _shown(value: object) -> str:
    if isinstance(value, dict) and set(value) == {"$ref"}:
        return str(value["$ref"])
    return canonical(value)  # type: ignore[arg-type]


def _reasons(plan: Plan) -> Iterator[str]:
    if "confidence" in plan:
        yield f"  confidence {plan['confidence']:.2f}"
    for subject, reason in plan.get("evidence", {}).items():
        yield f"  why {subject}: {reason}"
    if plan.get("question"):
        yield f"  asks back: {plan['question']}"
