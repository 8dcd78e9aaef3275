"""Deeds wished in one sentence and taken up in the next, moved, and made where there is room."""

from __future__ import annotations

import pytest

from core.json_values import Json
from tests.reasoners.worlds import COUNT, TEXT, Told, World, asked, change, look_up, rows_where

SAILORS = look_up(
    "findPupils", "Find the pupils of the sailing school by name.", ("name",), "pupils",
    {"pupilId": TEXT, "name": TEXT, "harbour": TEXT},
)  # fmt: skip
SEATS = look_up(
    "listEnrolments", "List the enrolments of a pupil.", ("pupilId",), "enrolments",
    {"enrolmentId": TEXT, "pupilId": TEXT, "tripId": TEXT, "trip": TEXT, "state": TEXT},
)  # fmt: skip
TRIPS = look_up(
    "findTrips", "Find the trips of a day.", ("date",), "trips",
    {"tripId": TEXT, "date": TEXT, "starts": TEXT, "placesLeft": COUNT, "status": TEXT},
)  # fmt: skip
GEAR = look_up(
    "listHires", "List the boats and suits that a pupil has hired.", ("pupilId",), "hires",
    {"hireId": TEXT, "pupilId": TEXT, "item": TEXT, "dueOn": TEXT},
)  # fmt: skip
MOVE = change(
    "moveEnrolment", "Move an enrolment to another trip.", ("enrolmentId", "tripId")
)  # fmt: skip
CREW = change("assignSkipper", "Put a skipper on a trip.", ("tripId", "skipperId", "watch"))
PROLONG = change("hireExtend", "Extend a hire by one week.", ("hireId",))

TRIP_ROWS: list[dict[str, Json]] = [
    {"tripId": "tr-1", "date": "2026-06-12", "starts": "08:00", "placesLeft": 0, "status": "open"},
    {"tripId": "tr-2", "date": "2026-06-12", "starts": "10:00", "placesLeft": 3, "status": "open"},
    {"tripId": "tr-3", "date": "2026-06-12", "starts": "14:00", "placesLeft": 1, "status": "open"},
    {"tripId": "tr-4", "date": "2026-06-12", "starts": "16:00", "placesLeft": 9,
     "status": "cancelled"},
]  # fmt: skip
SCHOOL = World(
    (SAILORS, SEATS, TRIPS, GEAR, MOVE, CREW, PROLONG),
    {
        "findPupils": rows_where("pupils", [
            {"pupilId": "p1", "name": "Nuria Falk", "harbour": "Sund"},
            {"pupilId": "p2", "name": "Jorn Adler", "harbour": "Nord"},
        ]),
        "listEnrolments": rows_where("enrolments", [
            {"enrolmentId": "en-5", "pupilId": "p1", "tripId": "tr-1", "trip": "Round the island",
             "state": "confirmed"},
        ]),
        "findTrips": rows_where("trips", TRIP_ROWS),
        "listHires": rows_where("hires", [
            {"hireId": "hi-7", "pupilId": "p2", "item": "Red dinghy", "dueOn": "2026-06-20"},
            {"hireId": "hi-8", "pupilId": "p2", "item": "Dry suit", "dueOn": "2026-06-20"},
        ]),
        "moveEnrolment": lambda args: {"reference": "m1"},
        "assignSkipper": lambda args: {"reference": "m2"},
        "hireExtend": lambda args: {"reference": "m3"},
    },
)  # fmt: skip
UNSUITED = "Nuria Falk is on the 08:00 on Friday (12 June 2026), but that is too early for her. "


def told(prompt: str) -> Told:
    return asked(SCHOOL, prompt)


@pytest.mark.parametrize(
    "wish",
    [
        "Jorn Adler would like to keep the red dinghy for longer. Could you arrange that for him?",
        "Jorn Adler wants the dry suit for another week, please see to it.",
        "Jorn Adler wants to hang on to the red dinghy a little longer, can you fix that?",
    ],
)
def test_a_wish_that_is_taken_up_is_done_once(wish: str) -> None:
    wanted = "hi-7" if "dinghy" in wish else "hi-8"
    assert told(wish).changes == [("hireExtend", {"hireId": wanted})]


@pytest.mark.parametrize(
    "wish",
    [
        "Jorn Adler was thinking of keeping the red dinghy for longer. I'd have to see to that.",
        "Jorn Adler does not want to keep the red dinghy for longer. Don't arrange that.",
        "Jorn Adler would like to keep the red dinghy for longer. Don't do that yet.",
        "Should Jorn Adler keep the red dinghy for longer? Who would arrange that?",
        "His brother says we should let Jorn Adler keep the red dinghy for longer.",
    ],
)
def test_a_wish_that_is_not_taken_up_is_not_done(wish: str) -> None:
    assert not told(wish).changes


def test_what_does_not_suit_is_moved_and_nobody_else_is_put_there() -> None:
    prompt = UNSUITED + "If the 10:00 has room for the three of them, put her on that one."
    assert told(prompt).changes == [("moveEnrolment", {"enrolmentId": "en-5", "tripId": "tr-2"})]


@pytest.mark.parametrize(
    "condition",
    [
        "If the 14:00 has room for the two of them, put her on that one.",
        "If the 16:00 has room for two, put her on that one.",
        "If the 10:00 has room for all of them, put her on that one.",
        "Unless the 10:00 has room for two, put her on that one.",
        "If the 10:00 has space for four, put her on it.",
        "Don't put her on the 10:00 yet.",
        "She may ask to be put on the 10:00.",
    ],
)
def test_nobody_is_moved_where_there_is_too_little_room_or_none_can_be_told(condition: str) -> None:
    assert not told(UNSUITED + condition).changes


HALLS = look_up(
    "listHalls", "List the halls of the choir house.", ("town?",), "halls",
    {"hallId": TEXT, "hall": TEXT, "town": TEXT, "seats": COUNT},
)  # fmt: skip
TAKE = change("hireHall", "Hire a hall for a group.", ("hallId", "date", "group"))
CHOIRS = World(
    (HALLS, TAKE),
    {
        "listHalls": rows_where("halls", [
            {"hallId": "h-1", "hall": "Cellar", "town": "Sund", "seats": 18},
            {"hallId": "h-2", "hall": "Loft", "town": "Sund", "seats": 60},
            {"hallId": "h-3", "hall": "Parlour", "town": "Sund", "seats": 35},
        ]),
        "hireHall": lambda args: {"reference": "r1"},
    },
)  # fmt: skip


def test_the_smallest_that_holds_the_people_is_chosen() -> None:
    prompt = 'Hire the smallest hall that fits 30 people for the group "Nightjars" on 4 May 2026.'
    wanted: Json = {"hallId": "h-3", "date": "2026-05-04", "group": "Nightjars"}
    assert asked(CHOIRS, prompt).changes == [("hireHall", wanted)]


def test_nothing_is_chosen_where_none_holds_the_people() -> None:
    prompt = 'Hire the smallest hall that fits 80 people for the group "Nightjars" on 4 May 2026.'
    assert not asked(CHOIRS, prompt).changes


FINES = look_up(
    "listFines", "List the fines of a pupil.", ("pupilId",), "fines",
    {"fineId": TEXT, "pupilId": TEXT, "amount": COUNT, "state": TEXT},
)  # fmt: skip
LET_OFF = change("waiveFine", "Waive a fine in full.", ("fineId",))
HARBOUR = World(
    (SAILORS, FINES, LET_OFF),
    {
        "findPupils": SCHOOL.answers["findPupils"],
        "listFines": rows_where("fines", [
            {"fineId": "f-3", "pupilId": "p2", "amount": 12, "state": "open"},
        ]),
        "waiveFine": lambda args: {"reference": "w1"},
    },
)  # fmt: skip


@pytest.mark.parametrize(
    "question",
    [
        "Look up what we are allowed to let Jorn Adler off.",
        "Check whether we may write off the fine of Jorn Adler.",
        "Find out how much of his fine Jorn Adler could be let off.",
    ],
)
def test_to_look_up_what_may_be_done_is_not_to_do_it(question: str) -> None:
    assert not asked(HARBOUR, question).changes


def test_the_fine_is_waived_where_that_is_commanded() -> None:
    assert asked(HARBOUR, "Let Jorn Adler off his fine.").changes == [
        ("waiveFine", {"fineId": "f-3"})
    ]


JOIN = change("joinChoir", "Put a singer on the list of a choir.", ("choirId", "singerId"))
CHOIR_LISTS = World(
    (
        look_up(
            "findSingers", "Find singers by name.", ("name",), "singers",
            {"singerId": TEXT, "name": TEXT},
        ),
        look_up(
            "findChoirs", "Find choirs by words.", ("words",), "choirs",
            {"choirId": TEXT, "choir": TEXT, "leader": TEXT},
        ),
        JOIN,
    ),
    {
        "findSingers": rows_where("singers", [{"singerId": "s-4", "name": "Rosa Bellini"}]),
        "findChoirs": rows_where("choirs", [
            {"choirId": "c-2", "choir": "Evening voices", "leader": "Aldo Bellini"},
        ]),
        "joinChoir": lambda args: {"reference": "j1"},
    },
)  # fmt: skip


def test_nobody_stands_in_for_somebody_who_is_only_described() -> None:
    prompt = "The gentleman with the cane wants to be put on the list of the new Bellini choir."
    told_back = asked(CHOIR_LISTS, prompt)
    assert not told_back.changes
    assert "Which person" in told_back.answer
