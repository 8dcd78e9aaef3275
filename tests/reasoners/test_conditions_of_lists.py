"""Conditions that only the right list, or the right word of it, can tell."""

from __future__ import annotations

import pytest

from core.json_values import Json
from tests.reasoners.worlds import TEXT, Told, World, asked, change, look_up, rows_where

BOAT = {"boatCode": TEXT}
PAST = look_up(
    "pastOverhauls", "Overhauls of boats that were carried out, the latest first.",
    ("boatCode",), "overhauls", {**BOAT, "overhaulId": TEXT, "task": TEXT, "finishedOn": TEXT},
)  # fmt: skip
AHEAD = look_up(
    "scheduledOverhauls", "Overhauls of boats that are scheduled and not carried out so far.",
    ("boatCode",), "overhauls", {**BOAT, "overhaulId": TEXT, "task": TEXT, "scheduledFor": TEXT},
)  # fmt: skip
CRUISES = look_up(
    "cruisesOfBoat", "Lists the cruises of a boat.", ("boatCode",), "cruises",
    {**BOAT, "cruiseCode": TEXT, "state": TEXT},
)  # fmt: skip
ARRANGE = change(
    "arrangeOverhaul", "Schedules an overhaul of a boat for a day.", ("boatCode", "day", "task")
)
CALL_OFF = change("cancelCruise", "Cancels a cruise of a boat.", ("cruiseCode",))

DONE_ROWS: list[dict[str, Json]] = [
    {"boatCode": "BT-4", "overhaulId": "OV-1", "task": "Hull", "finishedOn": "2025-03-05"}
]
AHEAD_ROWS: list[dict[str, Json]] = [
    {"boatCode": "BT-5", "overhaulId": "OV-7", "task": "Mast", "scheduledFor": "2026-04-01"}
]


def harbour(cruise: str) -> World:
    rows: list[dict[str, Json]] = [{"boatCode": "BT-4", "cruiseCode": "CR-9", "state": cruise}]
    return World(
        (PAST, AHEAD, CRUISES, ARRANGE, CALL_OFF),
        {
            "pastOverhauls": rows_where("overhauls", DONE_ROWS),
            "scheduledOverhauls": rows_where("overhauls", AHEAD_ROWS),
            "cruisesOfBoat": rows_where("cruises", rows),
            "arrangeOverhaul": lambda args: {"overhaulId": "OV-8"},
            "cancelCruise": lambda args: {"cruiseCode": "CR-9"},
        },
    )


def arranged(boat: str) -> Told:
    return asked(
        harbour("moored"),
        f"Schedule {boat} for a new rudder on 12 March 2026, unless it has an overhaul scheduled"
        " already.",
    )


def test_an_empty_list_of_what_lies_ahead_lets_a_change_be_made_in_the_words_of_the_request() -> (
    None
):
    [(tool, args)] = arranged("BT-4").changes
    assert tool == "arrangeOverhaul"
    assert isinstance(args, dict)
    assert args["boatCode"] == "BT-4"
    assert "rudder" in str(args["task"])


def test_what_lies_ahead_already_stands_against_another_one() -> None:
    assert arranged("BT-5").changes == []


def test_an_empty_list_of_what_is_over_tells_nothing_of_what_lies_ahead() -> None:
    world = harbour("moored")
    silent = World(world.tools, {**world.answers, "scheduledOverhauls": lambda args: None})
    told = asked(
        silent,
        "Schedule BT-5 for a new rudder on 12 March 2026, unless it has an overhaul scheduled.",
    )
    assert told.changes == []


@pytest.mark.parametrize(
    ("state", "condition", "done"),
    [
        ("drafted", "only if it is still at the drafting stage", True),
        ("out_at_sea", "only if it is still at the drafting stage", False),
        ("not_rigged", "if it is not rigged yet", True),
        ("not_rigged", "if it is rigged", False),
        ("rigged", "if it is not rigged yet", False),
        ("rigged", "if not rigged", False),
        ("rigged", "but only if it's not rigged", False),
        ("out_at_sea", "provided it is not already out at sea", False),
        ("returned", "provided it is not already out at sea", False),
        ("checked_out", "if it is checked in", False),
        ("checked_in", "if it is checked in", True),
    ],
)
def test_a_state_is_read_with_the_small_words_that_turn_it(
    state: str, condition: str, done: bool
) -> None:
    told = asked(harbour(state), f"Cancel the cruise of boat BT-4, {condition}.")
    assert told.changes == ([("cancelCruise", {"cruiseCode": "CR-9"})] if done else [])
