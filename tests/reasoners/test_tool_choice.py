"""Tools are chosen by what they return, by what they take, and by whom they are about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from core.json_values import Json
from core.task import Task
from core.thought import PlanRequest
from core.tool import Effect, Tool
from reasoners.symbolic import SymbolicReasoner

NOW = 1_749_038_400.0


def tool(
    name: str, effect: Effect, about: str, args: dict[str, Json], gives: Sequence[str]
) -> Tool:
    wanted = {"type": "object", "properties": args, "required": list(args)}
    row: dict[str, Json] = {field: {"type": "string"} for field in gives}
    returns: dict[str, Json] = {"type": "object", "properties": row}
    return Tool(
        name, about, cast("dict[str, Json]", wanted), returns, effect=effect,
        effect_origin="declared", looks_up=effect == "read",
    )  # fmt: skip


TEXT: Json = {"type": "string"}
DAY: Json = {"type": "string", "format": "date"}
NUMBER: Json = {"type": "number"}
CATALOG = (
    tool("kiln_state", "read", "State of a kiln.", {"kiln_id": TEXT}, ["mode", "operator"]),
    tool("kiln_plan", "read", "Plan of a kiln.", {"kiln_id": TEXT}, ["glaze", "ends_on"]),
    tool("set_kiln_rent", "write", "Sets rent.", {"kiln_id": TEXT, "rent": NUMBER}, ["kiln_id"]),
    tool("drop_kiln", "write", "Cancels a kiln.", {"kiln_id": TEXT}, ["kiln_id"]),
)


def goal(prompt: str) -> list[str]:
    request = PlanRequest(Task("t", "pottery", prompt), CATALOG, {}, "", 1, 1, NOW)
    plan = SymbolicReasoner(CATALOG).plan(request).value
    goals = plan.get("notes", {}).get("goals", [])
    return [str(one["tool"]) for one in cast("list[dict[str, Json]]", goals)]


def test_a_question_for_a_day_goes_to_the_tool_that_returns_one() -> None:
    assert goal("Until when is K-12 taken?") == ["kiln_plan"]


def test_a_question_for_somebody_goes_to_the_tool_that_names_people() -> None:
    assert goal("Who is on K-12?") == ["kiln_state"]


def test_a_change_is_known_by_the_values_that_it_takes() -> None:
    assert goal("K-12 should be 40 EUR.") == ["set_kiln_rent"]


def test_nothing_is_taken_away_where_no_verb_says_so() -> None:
    assert "drop_kiln" not in goal("K-12 should be ours.")


SWITCHED = tool(
    "switch_tariff", "write", "Moves a kiln onto another tariff.",
    {
        "kiln_id": {"type": "string", "pattern": "^K-[0-9]+$"},
        "tariff": {"type": "string", "examples": ["Slow Glow"]},
    },
    ["tariff"],
)  # fmt: skip


def switched(prompt: str) -> list[Json]:
    request = PlanRequest(Task("t", "pottery", prompt), (SWITCHED,), {}, "", 1, 1, NOW)
    steps = SymbolicReasoner((SWITCHED,)).plan(request).value["steps"]
    return [step["args"] for step in steps if step["tool"]]


def test_a_persons_name_is_not_what_a_thing_is_called_in_a_change() -> None:
    assert switched("Move K-12 onto another tariff for Imogen Rook.") == []


def test_what_a_thing_is_to_be_changed_to_may_be_a_name_in_two_words() -> None:
    [args] = switched("Switch K-12 to Quick Ember for Imogen Rook.")
    assert args == {"kiln_id": "K-12", "tariff": "Quick Ember"}
