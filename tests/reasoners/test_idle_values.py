"""A change that would leave out what its clause states asks instead of guessing."""

from __future__ import annotations

import pytest

from core.json_values import Json
from core.plan import Plan
from core.task import Task
from core.thought import PlanRequest
from reasoners.meaning.tools import Meanings
from reasoners.planning.arguments.supply import plan_call
from reasoners.planning.calls import Scene
from reasoners.reading.request import read_request
from reasoners.symbolic import SymbolicReasoner
from tests.reasoners.symbolic_world import NOW, TEXT, tool

DAY: dict[str, Json] = {"type": "string", "format": "date"}
VISIT = tool(
    "book_visit",
    "Book a visit by a surveyor at an address. kazim is 60 unless given.",
    {"address": TEXT, "day": DAY, "kazim?": {"type": "integer"}},
    {"type": "object", "properties": {"visit_id": TEXT}},
    "write",
)


MOVE = tool(
    "move_visit", "Move a visit to another day.", {"address": TEXT, "day": DAY},
    {"type": "object", "properties": {"visit_id": TEXT}}, "write",
)  # fmt: skip


MAIL = tool(
    "write_mail", "Writes a mail to somebody.",
    {"addressee": {"type": "string", "format": "email"}, "message_text": TEXT},
    {"type": "object", "properties": {"mail_id": TEXT}}, "write",
)  # fmt: skip


def plan(prompt: str) -> Plan:
    request = PlanRequest(Task("t", "ops", prompt), (VISIT, MOVE, MAIL), {}, "", 1, 1, NOW)
    return SymbolicReasoner().plan(request).value


def test_a_change_is_made_where_all_that_is_stated_has_a_place() -> None:
    made = plan("Book a visit at 4 Mill Lane on 20 June 2025.")
    assert [step["tool"] for step in made["steps"]][:1] == ["book_visit"]


def test_a_number_of_no_known_unit_is_asked_for_when_a_duration_is_stated() -> None:
    made = plan("Book a visit at 4 Mill Lane on 20 June 2025, two hours.")
    assert not made["steps"]
    assert "kazim" in str(made["question"])


@pytest.mark.parametrize("joint", ["or", "or on"])
def test_of_two_days_none_is_taken_for_the_other(joint: str) -> None:
    made = plan(f"Book a visit at 4 Mill Lane on 20 June 2025 {joint} 23 June 2025.")
    assert not made["steps"]
    assert "23 June 2025" in str(made["question"])


def test_what_something_is_moved_from_is_not_where_it_goes() -> None:
    request = read_request("Move the visit at 4 Mill Lane from 20 June 2025 to 23 June 2025.", NOW)
    meanings = Meanings().of((MOVE,))
    call = plan_call(Scene(request, meanings, ()), meanings[0], request.clauses[0])
    assert call.args["day"].value == "2025-06-23"


def test_whose_record_is_to_be_changed_is_asked_where_nobody_is_named() -> None:
    assert "Which person" in str(plan("Move their visit to another day.")["question"])


@pytest.mark.parametrize(
    ("said", "day"),
    [("the end of the month", "2025-06-30"), ("the end of next month", "2025-07-31")],
)
def test_the_end_of_a_month_is_its_last_day(said: str, day: str) -> None:
    assert [v.value for v in read_request(f"Keep it until {said}.", NOW).values] == [day]


def test_whose_address_stands_in_a_wish_is_not_for_that_written_to() -> None:
    assert not plan("carla@brightway.test wants to be left out of the survey.")["steps"]
