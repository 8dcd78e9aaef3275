"""Who and which record is meant: people, places and days apart, filters, and what is over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.json_values import Json
from core.tool import Tool
from reasoners.found.live_rows import live_rows
from reasoners.found.row_values import by_values
from reasoners.meaning.fields import Field, argument
from reasoners.meaning.told_choices import choices_called, glosses
from reasoners.reading.feast_days import easter
from reasoners.reading.name_sorts import PLACE
from reasoners.reading.request import read_request
from reasoners.reading.states_of_now import of_now
from tests.reasoners.worlds import NOW, TEXT, World, asked, change, look_up, rows_where

YARDS = "Riding yard: MRL Marlow, STN Stonegate Mill, WTH Withy."


def _with(tool: Tool, **members: Json) -> Tool:
    """A tool some of whose arguments are declared more closely."""
    given = tool.args_schema["properties"]
    assert isinstance(given, dict)
    return replace(tool, args_schema={**tool.args_schema, "properties": {**given, **members}})


YARD: Json = {"type": "string", "description": YARDS, "enum": ["MRL", "STN", "WTH"]}
STATUS: Json = {"type": "string", "enum": ["booked", "ridden", "lapsed"]}
RIDERS = look_up(
    "find_riders", "Riders by family name.", ("family_name", "first_name?"), "riders",
    {"rider_no": TEXT, "first_name": TEXT, "family_name": TEXT},
)  # fmt: skip
STABLES = look_up(
    "find_stables", "Stables in a town.", ("town",), "stables", {"stable_no": TEXT, "town": TEXT}
)
RIDES = _with(
    look_up(
        "list_rides", "Lists rides.", ("rider_name?", "yard?", "status?"), "rides",
        {"ride_no": TEXT, "rider_name": TEXT, "yard": TEXT, "day": TEXT, "status": TEXT},
    ),
    yard=YARD, status=STATUS,
)  # fmt: skip
MOVE = change("move_ride", "Moves a ride to another day.", ("ride_no", "new_day"))
ROWS: list[dict[str, Json]] = [
    {"ride_no": "R-1", "rider_name": "Orla Finch", "yard": "MRL", "day": "2025-02-01",
     "status": "ridden"},
    {"ride_no": "R-2", "rider_name": "Orla Finch", "yard": "MRL", "day": "2026-02-21",
     "status": "booked"},
    {"ride_no": "R-3", "rider_name": "Orla Finch", "yard": "WTH", "day": "2026-02-23",
     "status": "booked"},
]  # fmt: skip
PEOPLE: list[dict[str, Json]] = [
    {"rider_no": "P-1", "first_name": "Orla", "family_name": "Finch"},
    {"rider_no": "P-2", "first_name": "Tadeo", "family_name": "Brandt"},
]
SCHOOL = World(
    (RIDERS, STABLES, RIDES, MOVE),
    {
        "find_riders": rows_where("riders", PEOPLE),
        "find_stables": rows_where("stables", [{"stable_no": "S-1", "town": "Ledbury"}]),
        "list_rides": rows_where("rides", ROWS),
        "move_ride": lambda args: {"ride_no": args["ride_no"]},
    },
)


def _choice(**schema: Json) -> Field:
    return argument("yard", {"type": "string", **schema}, False, "", frozenset(), {})


def test_a_list_in_a_description_says_what_each_choice_is_called() -> None:
    field = _choice(enum=["MRL", "STN", "WTH"], description=YARDS)
    assert glosses(field) == {"MRL": "Marlow", "STN": "Stonegate Mill", "WTH": "Withy"}
    assert choices_called(field, "Stonegate") == {"STN"}
    assert choices_called(field, "Mill") == frozenset()


@pytest.mark.parametrize("said", ["Words of the label or category", "State of the ride"])
def test_words_within_others_list_no_choices(said: str) -> None:
    field = _choice(description=said)
    assert field.choices == () and glosses(field) == {}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Which passes run out before New Year?", "2027-01-01"),
        ("Book her in after Boxing Day.", "2026-12-26"),
        ("Move it to some day after Easter Monday.", "2026-04-06"),
    ],
)
def test_a_feast_is_a_day_and_nobodys_name(text: str, day: str) -> None:
    request = read_request(f"Today is 2 February 2026. {text}", NOW)
    assert [(v.kind, v.value) for v in request.values] == [("date", day)]


def test_a_christmas_party_is_on_no_day_that_is_told() -> None:
    assert not read_request("Who pays for the Christmas party?", NOW).values_of("date", "name")


def test_easter_falls_where_the_calendar_says() -> None:
    assert [easter(year) for year in (2000, 2024, 2038)] == [
        date(2000, 4, 23), date(2024, 3, 31), date(2038, 4, 25)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Ada Holt will be in Bergen then.", True),
        ("Ada Holt can't get to Bergen before noon.", True),
        ("Ada Holt asks about her Bergen weekend.", True),
        ("Ada Holt wants the Bergen file handed over to Bergen.", False),
    ],
)
def test_what_stands_round_a_name_tells_a_place(text: str, place: bool) -> None:
    named = [v for v in read_request(text, NOW).values_of("name") if v.text == "Bergen"]
    assert any(PLACE in v.role for v in named) is place


def test_a_town_is_nobodys_first_name_and_a_rider_no_town() -> None:
    told = asked(SCHOOL, "Tadeo Brandt would like to ride in Ledbury. Which stables are there?")
    assert ("find_stables", {"town": "Ledbury"}) in told.calls
    assert all("first_name" not in args for name, args in told.calls if isinstance(args, dict))
    assert ("find_stables", {"town": "Tadeo Brandt"}) not in told.calls


def test_two_people_are_looked_up_each() -> None:
    told = asked(SCHOOL, "What are the rider numbers of Finch and Brandt?")
    assert {str(args) for name, args in told.calls if name == "find_riders"} == {
        "{'family_name': 'Finch'}", "{'family_name': 'Brandt'}"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Which passes lapsed?", True),
        ("Which passes lapse in May?", False),
        ("Which bills should have been paid by now?", False),
        ("Can it still be cancelled?", False),
        ("Which orders are cancelled?", True),
    ],
)
def test_what_may_or_will_be_is_no_state_of_now(text: str, left: bool) -> None:
    clause = of_now(read_request(text, NOW).clauses[0])
    assert bool({"laps", "cancel", "pay"} & clause.stems) is left


def test_the_weakest_filter_goes_first_and_the_name_stays() -> None:
    told = asked(SCHOOL, "Which lapsed rides does Orla Finch have at Withy?")
    rides = [args for name, args in told.calls if name == "list_rides"]
    assert rides[0] == {"rider_name": "Orla Finch", "yard": "WTH", "status": "lapsed"}
    assert {"rider_name": "Orla Finch", "yard": "WTH"} in rides
    assert all(isinstance(args, dict) and "rider_name" in args for args in rides)


def test_the_record_that_is_to_come_is_changed() -> None:
    told = asked(SCHOOL, "Move Orla Finch's ride at Marlow to 27 February 2026.")
    assert told.changes == [("move_ride", {"ride_no": "R-2", "new_day": "2026-02-27"})]


def test_of_two_that_are_to_come_none_is_changed() -> None:
    assert not asked(SCHOOL, "Move Orla Finch's ride to 27 February 2026.").changes


def test_what_is_over_is_left_out_unless_it_is_spoken_of() -> None:
    request = read_request("Today is 5 January 2026. Where is her ride?", NOW)
    assert live_rows(ROWS, [0, 1], request.clauses[-1], request) == [1]
    request = read_request("Where is the ride that was ridden?", NOW)
    assert live_rows(ROWS, [0, 1], request.clauses[-1], request) == [0, 1]


def test_days_tell_what_is_over_where_no_state_does() -> None:
    rows: list[dict[str, Json]] = [{"begins_on": "2025-11-01"}, {"begins_on": "2026-03-01"}]
    request = read_request("Today is 5 January 2026. When is her course?", NOW)
    assert live_rows(rows, [0, 1], request.clauses[-1], request) == [1]


def test_a_row_that_holds_two_of_the_names_comes_before_others() -> None:
    rows: list[dict[str, Json]] = [
        {"first": "Ida", "last": "Holm", "town": "Lund"},
        {"first": "Ida", "last": "Holm", "town": "Malmo"},
        {"first": "Per", "last": "Berg", "town": "Malmo"},
    ]
    request = read_request("Where in Malmo does Ida Holm live?", NOW)
    assert by_values(rows, [0, 1, 2], request.values, request) == [1]
