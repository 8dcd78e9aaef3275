"""Answers say what was asked once, in few words."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from core.json_values import Json
from reasoners.found.facts import Fact
from reasoners.meaning.fields import argument
from reasoners.planning.arguments.texts import text_for
from reasoners.reading.request import Request, read_request
from reasoners.wording.groups import compared_parts
from reasoners.wording.outcomes import merged
from reasoners.wording.records import line

NOW = 1_749_038_400.0  # Wednesday, 4 June 2025


def read(text: str) -> Request:
    return read_request(text, NOW)


def test_a_figure_is_called_by_its_other_words_and_told_once() -> None:
    row: Mapping[str, Json] = {
        "measure": "water_used",
        "site": "Leith",
        "month": "2025-03",
        "value": 81,
        "unit": "m3",
    }
    assert line(row) == "water used, Leith, 2025-03: 81 m3"


def test_a_record_is_not_told_again_by_the_identifier_in_its_heading() -> None:
    row: Mapping[str, Json] = {"tank_id": "tank_07", "name": "North tank", "litres": 900}
    assert line(row) == "North tank (tank_07): litres 900"


def test_what_a_record_leaves_empty_is_not_told() -> None:
    row: dict[str, Json] = {"berth": "B7", "left_on": "", "owed": 0, "locked": False, "note": None}
    assert line(row) == "berth B7, owed 0, locked no"


def test_what_is_refused_for_the_same_reason_is_named_together() -> None:
    reason = '. It cannot be taken back, and the policy says: "Ask first." Please confirm.'
    told = merged([f'Not done yet: "drain it"{reason}', f'Not done yet: "scrap it"{reason}', "No."])
    assert told == [f'Not done yet: "drain it" and "scrap it"{reason}', "No."]


@pytest.mark.parametrize(
    "text",
    [
        "Has the May rent come in?",
        "Compare May with April.",
        "What did Orla's May shift cost?",
    ],
)
def test_may_is_a_month_where_it_can_be_no_verb(text: str) -> None:
    assert "month" in [value.kind for value in read(text).values]


@pytest.mark.parametrize("text", ["May I see the rota?", "Orla may swap it.", "that may be wrong"])
def test_may_is_a_verb_elsewhere(text: str) -> None:
    assert [value.kind for value in read(text).values if value.kind == "month"] == []


@pytest.mark.parametrize(
    "text",
    [
        "The pump (p.ray@tank.test) leaks. Raise a job for the repair team.",
        "The pump leaks. File a report with our maintenance crew",
    ],
)
def test_who_gets_it_and_where_mail_goes_are_no_title(text: str) -> None:
    request = read(text)
    subject = argument("subject", {"type": "string"}, True, "", frozenset(), {})
    assert text_for(subject, request.clauses[-1], request, "") == "The pump leaks"


def used(april: int, may: int) -> Fact:
    rows: list[Json] = [
        {"month": "2025-04", "amount": april},
        {"month": "2025-05", "amount": may},
    ]
    return Fact("s1", "readings", {}, "done", {"rows": rows}, "")


def test_a_sentence_beside_the_question_says_which_rows_count() -> None:
    request = read("Who used more water, Ann or Bob? Go by their latest readings.")
    facts = [used(50, 10), used(1, 20)]
    told = compared_parts(facts, ["Ann", "Bob"], request.clauses[0], request)
    assert told.splitlines()[-1] == "Bob has the most, 10.00 more than Ann."
