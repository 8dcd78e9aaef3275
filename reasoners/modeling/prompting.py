"""Puts questions together: the stable part first (rules, functions, tools), the task last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from core.json_values import canonical
from core.observation import Observation
from core.task import Task
from core.thought import AnswerRequest, PlanRequest, RepairRequest
from reasoners.modeling.data_marks import data
from reasoners.modeling.endpoint import Question
from reasoners.modeling.established import established
from reasoners.modeling.projection import shown
from reasoners.modeling.signatures import names, signature, signatures
from reasoners.modeling.wire_plan import ARGS_SCHEMA, PLAN_SCHEMA, closed

PLAN_LIMIT: Final = 2_000
ANSWER_LIMIT: Final = 700
REPAIR_LIMIT: Final = 500
ANSWER_SCHEMA: Final[Mapping[str, Any]] = closed({"answer": {"type": "string"}})
REPAIR_SCHEMA: Final[Mapping[str, Any]] = closed(
    {"args": {"anyOf": [ARGS_SCHEMA, {"type": "null"}]}}
)


def plan_question(request: PlanRequest, functions: str) -> Question:
    """Ask for a plan; a re-plan gets what is known and what was wrong, not what was said."""
    named = [tool for tool in request.others if tool.name in request.feedback]
    tools = signatures([*request.tools, *named])
    system = f"{_rules('plan')}\nFunctions\n{functions}\nTools\n{tools}\n"
    if request.others:
        system += f"Further tools, if none above will do: {names(request.others)}\n"
    user = _task(request.task, request.now) + _known(request.observations, request.task.prompt)
    if request.feedback:
        user += f"\nWhy a plan is wanted again:\n<data>\n{data(request.feedback[:2_000])}\n</data>"
    return Question(request.task.id, "plan", PLAN_SCHEMA, system, user, PLAN_LIMIT)


def answer_question(request: AnswerRequest) -> Question:
    """Ask for the words of the answer."""
    wanted = [request.task.prompt, *request.plan["answer_needs"]]
    user = _task(request.task, request.now)
    user += f"\n<data>\n{shown(request.observations, wanted) or 'nothing was called'}\n</data>"
    if request.notes:
        notes = established(request.notes, request.observations, request.task.prompt)
        user += "\nEstablished:\n" + "\n".join(f"- {note}" for note in notes)
    return Question(request.task.id, "answer", ANSWER_SCHEMA, _rules("answer"), user, ANSWER_LIMIT)


def repair_question(request: RepairRequest) -> Question:
    """Ask for other arguments, in the tool's own words."""
    user = _task(request.task, None)
    user += f"\nTool: {signature(request.tool)}"
    said = f"Rejected: {canonical(request.args)}\n{request.failure['message'][:1_000]}"
    user += f"\n<data>\n{data(said)}\n</data>"
    user += _known(request.observations, request.task.prompt)
    return Question(request.task.id, "repair", REPAIR_SCHEMA, _rules("repair"), user, REPAIR_LIMIT)


def _task(task: Task, now: float | None) -> str:
    moment = datetime.fromtimestamp(now, UTC) if now is not None else None
    today = f"Now: {moment:%A %Y-%m-%d %H:%M} UTC\n" if moment else ""
    return f'{today}<request domain="{data(task.domain)}">\n{data(task.prompt)}\n</request>'


def _known(observations: Mapping[str, Observation], prompt: str) -> str:
    return f"\n<data>\n{shown(observations, [prompt])}\n</data>" if observations else ""


@cache
def _rules(name: str) -> str:
    path = Path(__file__).parent.parent / "prompts" / f"{name}.md"
    return path.read_text(encoding="utf-8")
