"""A plain read-out needs no second call; anything else does."""

from __future__ import annotations

from typing import Any

import pytest

from core.json_values import Json
from core.observation import Observation
from core.plan import Plan
from reasoners.answer_template import filled_template
from tests.reasoners.asking import answer_request, seen


def filled(template: str | None, output: Json, **changes: Any) -> str | None:
    plan: Plan = {"steps": [], "answer_needs": [], "answer_template": template}
    observation: Observation = {**seen(output), **changes.pop("seen", {})}
    return filled_template(answer_request(plan, observations={"s1": observation}, **changes))


def test_values_are_read_out() -> None:
    output: Json = {"a": 12.5, "b": ["x", "y"], "c": True, "d": 3, "e": 990.0}
    assert filled("{s1.a} {s1.b} {s1.c} {s1.d} {s1.e}", output) == "12.5 x, y yes 3 990"


def test_what_a_step_gave_for_each_item_is_read_out_as_a_list() -> None:
    items = {"s1#a": seen({"id": "T-1"}), "s1#b": seen({"id": "T-2"})}
    plan: Plan = {"steps": [], "answer_needs": [], "answer_template": "Opened {s1[*].id}."}
    assert filled_template(answer_request(plan, observations=items)) == "Opened T-1, T-2."


LEFT_TO_THE_MODEL: dict[str, tuple[str | None, Json, dict[str, Any]]] = {
    "no template": (None, {"a": 1}, {}),
    "no value in it": ("Done.", {"a": 1}, {}),
    "a value that is not there": ("{s1.b}", {"a": 1}, {}),
    "a record": ("{s1.a}", {"a": {"b": 1}}, {}),
    "an empty list": ("{s1.a}", {"a": []}, {}),
    "null": ("{s1.a}", {"a": None}, {}),
    "an empty output": ("{s1.a}", [], {}),
    "a malformed reference": ("{s1.[a}", {"a": 1}, {}),
    "a failure": ("{s1.a}", {"a": 1}, {"seen": {"status": "broken"}}),
    "an output nobody could read": ("{s1.a}", {"a": 1}, {"seen": {"known": False}}),
    "something that code established": ("{s1.a}", {"a": 1}, {"notes": ("It failed.",)}),
}


@pytest.mark.parametrize("case", LEFT_TO_THE_MODEL.values(), ids=LEFT_TO_THE_MODEL)
def test_whatever_has_to_be_judged_is_left_to_the_model(
    case: tuple[str | None, Json, dict[str, Any]],
) -> None:
    template, output, changes = case
    assert filled(template, output, **changes) is None
