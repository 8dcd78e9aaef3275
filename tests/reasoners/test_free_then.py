"""What is taken at a time of a day only where no booking lies across it."""

from __future__ import annotations

import pytest

from core.json_values import Json
from tests.reasoners.worlds import TEXT, World, asked, change, look_up, rows_where

COURTS = look_up(
    "listCourts", "List the courts of the tennis club.", ("court?",), "courts",
    {"courtId": TEXT, "court": TEXT, "surface": TEXT},
)  # fmt: skip
DIARY = look_up(
    "courtDiary", "List the bookings of courts of a day.", ("date",), "bookings",
    {"bookingId": TEXT, "courtId": TEXT, "date": {"type": "string", "format": "date"},
     "startTime": TEXT, "endTime": TEXT, "status": TEXT},
)  # fmt: skip
BOOK = change(
    "bookCourt", "Book a court for a player.", ("courtId", "date", "startTime", "endTime")
)

DIARY_ROWS: list[dict[str, Json]] = [
    {"bookingId": "k-1", "courtId": "ct-1", "date": "2026-05-04", "startTime": "16:00",
     "endTime": "18:00", "status": "confirmed"},
    {"bookingId": "k-2", "courtId": "ct-1", "date": "2026-05-04", "startTime": "19:00",
     "endTime": "20:00", "status": "cancelled"},
    {"bookingId": "k-3", "courtId": "ct-2", "date": "2026-05-04", "startTime": "17:30",
     "endTime": "19:00", "status": "confirmed"},
]  # fmt: skip
CLUB = World(
    (COURTS, DIARY, BOOK),
    {
        "listCourts": rows_where("courts", [
            {"courtId": "ct-1", "court": "Elm", "surface": "clay"},
            {"courtId": "ct-2", "court": "Oak", "surface": "grass"},
        ]),
        "courtDiary": rows_where("bookings", DIARY_ROWS),
        "bookCourt": lambda args: {"reference": "b1"},
    },
)  # fmt: skip


def changes(court: str, start: str, end: str, condition: str) -> list[tuple[str, Json]]:
    prompt = f"Book the court {court} on 4 May 2026 from {start} to {end}, {condition}."
    return asked(CLUB, prompt).changes


@pytest.mark.parametrize(
    "condition",
    [
        "provided nobody else is on it then",
        "if it is free at that time",
        "unless somebody else has it then",
        "as long as it's not taken",
    ],
)
@pytest.mark.parametrize(("start", "end"), [("18:00", "19:00"), ("19:00", "20:00")])
def test_a_court_is_taken_where_nothing_lies_across(condition: str, start: str, end: str) -> None:
    wanted: Json = {"courtId": "ct-1", "date": "2026-05-04", "startTime": start, "endTime": end}
    assert changes("Elm", start, end, condition) == [("bookCourt", wanted)]


@pytest.mark.parametrize(
    "condition",
    [
        "provided nobody else is on it then",
        "if it is free at that time",
        "unless somebody else has it then",
        "as long as it's not taken",
    ],
)
@pytest.mark.parametrize(("start", "end"), [("15:00", "17:00"), ("17:00", "19:00")])
def test_a_court_is_left_where_a_booking_lies_across(condition: str, start: str, end: str) -> None:
    assert not changes("Elm", start, end, condition)


@pytest.mark.parametrize(
    "condition",
    [
        "if somebody else is on it then",
        "if it is not free at that time",
        "if it is free of charge",
        "provided nobody else is on the waiting list",
        "as long as nobody minds",
    ],
)
def test_another_condition_is_not_taken_for_that(condition: str) -> None:
    assert not changes("Elm", "18:00", "19:00", condition)
