"""Of look-ups that words rate alike, the one is made that tells of the time asked about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import pytest

from core.json_values import Json
from core.task import Task
from core.thought import PlanRequest
from core.tool import Tool
from reasoners.symbolic import SymbolicReasoner

NOW = 1_749_038_400.0
TEXT: Json = {"type": "string"}


def look_up(name: str, about: str, takes: str, gives: Sequence[str]) -> Tool:
    wanted: dict[str, Json] = {"type": "object", "properties": {takes: TEXT}, "required": [takes]}
    row: dict[str, Json] = {field: TEXT for field in gives}
    returns: dict[str, Json] = {"type": "object", "properties": row}
    return Tool(
        name, about, wanted, returns, effect="read", effect_origin="declared", looks_up=True
    )


CATALOG = (
    look_up("moorings_planned", "Stays of a boat lying ahead.", "boat_no", ["berth", "day"]),
    look_up("moorings_past", "Stays of a boat that have ended.", "boat_no", ["berth", "day"]),
    look_up("person_on_duty", "Who is on duty in a harbour.", "harbour", ["name", "phone"]),
    look_up("harbour_fees", "Fees of a skipper.", "skipper_name", ["name", "fee"]),
)


def looked_up(prompt: str) -> list[str]:
    request = PlanRequest(Task("t", "ops", prompt), CATALOG, {}, "", 1, 1, NOW)
    plan = SymbolicReasoner(CATALOG).plan(request).value
    goals = plan.get("notes", {}).get("goals", [])
    return [str(one["tool"]) for one in cast("list[dict[str, Json]]", goals)]


@pytest.mark.parametrize(
    "prompt", ["Where did B-118 stay?", "At which berth was B-118?", "Had B-118 a berth with us?"]
)
def test_what_has_been_is_looked_up_among_what_is_over(prompt: str) -> None:
    assert looked_up(prompt) == ["moorings_past"]


@pytest.mark.parametrize(
    "prompt", ["Where will B-118 stay?", "At which berth is B-118 going to be?"]
)
def test_what_is_to_come_is_looked_up_among_what_lies_ahead(prompt: str) -> None:
    assert looked_up(prompt) == ["moorings_planned"]


def test_a_question_about_one_person_goes_to_what_asks_for_that_person() -> None:
    assert looked_up("What does Mr Odran have on his name?") == ["harbour_fees"]
