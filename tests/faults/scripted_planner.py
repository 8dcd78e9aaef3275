"""A reasoner that plans what the task's prompt says, word for word, so that effects are known.

The prompt is a JSON object: `plans` (one per revision; where it `insists`, the last one again,
and no repairs), `repairs` (slot -> arguments or null), and `answer`. Anything else raises.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from core.json_values import Args
from core.plan import Plan
from core.task import Task
from core.thought import AnswerRequest, PlanRequest, RepairRequest, Thought
from reasoners.guard import RULES

TOMORROW = "<tomorrow>"


class PromptedPlanner:
    """Stateless: the same answer to the same question from every process."""

    def plan(self, request: PlanRequest) -> Thought[Plan]:
        told = _told(request.task)
        plans = told["plans"]
        assert request.tries == 1, f"the plan was refused: {request.feedback}"
        foreseen = request.revision <= len(plans) or told.get("insists")
        assert foreseen, f"an unforeseen re-plan: {request.feedback}"
        plan = json.dumps(plans[min(request.revision, len(plans)) - 1])
        return _thought(cast(Plan, json.loads(plan.replace(TOMORROW, _day_after(request.now)))))

    def repair(self, request: RepairRequest) -> Thought[Args | None]:
        told = _told(request.task)
        repairs = told.get("repairs", {})
        foreseen = request.slot in repairs or told.get("insists")
        assert foreseen, f"an unforeseen repair: {request.failure}"
        return _thought(cast("Args | None", repairs.get(request.slot)))

    def answer(self, request: AnswerRequest) -> Thought[str]:
        return _thought(str(_told(request.task).get("answer", "That is all.")))


def _thought(value: Any) -> Thought[Any]:
    # In the place of rules, which are not held to what tools said: that is tested elsewhere.
    return Thought(value, RULES)


def _told(task: Task) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", json.loads(task.prompt))


def _day_after(now: float) -> str:
    return f"{datetime.fromtimestamp(now, UTC) + timedelta(days=1):%Y-%m-%d}"
