"""Whether one thing is enough for another, and what was charged against what was said before."""

from __future__ import annotations

import pytest

from core.json_values import Json
from reasoners.reading.request import read_request
from reasoners.wording.comparison import items_that_make
from tests.reasoners.worlds import COUNT, NOW, NUMBER, TEXT, World, asked, look_up, rows_where

REPAIRS = look_up(
    "list_repairs", "Lists the repairs that a club's boats are to have, the next one first.",
    ("club_no",), "repairs",
    {"repair_no": TEXT, "club_no": TEXT, "planned_for": TEXT, "total": NUMBER},
)  # fmt: skip
GRANTS = look_up(
    "list_grants", "Lists grants that a club was given. state is running, spent or lapsed.",
    ("club_no",), "grants",
    {"grant_no": TEXT, "club_no": TEXT, "amount": NUMBER, "remaining": NUMBER, "state": TEXT},
)  # fmt: skip
CLUBS = look_up(
    "find_clubs", "Finds clubs by name.", ("name",), "clubs", {"club_no": TEXT, "name": TEXT}
)


def harbour(left: float) -> World:
    """A club with two repairs to come and one grant that is still running."""
    grants: list[dict[str, Json]] = [
        {"grant_no": "G-1", "club_no": "C-7", "amount": 900.0, "remaining": 900.0,
         "state": "lapsed"},
        {"grant_no": "G-2", "club_no": "C-7", "amount": 800.0, "remaining": left,
         "state": "running"},
        {"grant_no": "G-3", "club_no": "C-7", "amount": 50.0, "remaining": 0.0, "state": "spent"},
    ]  # fmt: skip
    repairs: list[dict[str, Json]] = [
        {"repair_no": "R-1", "club_no": "C-7", "planned_for": "2026-03-02", "total": 420.0},
        {"repair_no": "R-2", "club_no": "C-7", "planned_for": "2026-05-02", "total": 999.0},
    ]
    clubs: list[dict[str, Json]] = [{"club_no": "C-7", "name": "Gull Rowers"}]
    return World(
        (CLUBS, REPAIRS, GRANTS),
        {
            "find_clubs": rows_where("clubs", clubs),
            "list_repairs": rows_where("repairs", repairs),
            "list_grants": rows_where("grants", grants),
        },
    )


QUESTION = (
    "What does the next repair for Gull Rowers come to, and would the grant that they still have"
    " be enough for it?"
)


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (300.5, "Remaining 300.5 is not enough for total 420.00: 119.5 too little."),
        (450.0, "Remaining 450 is enough for total 420.00: 30 left over."),
    ],
)
def test_two_look_ups_are_set_against_each_other(left: float, told: str) -> None:
    answer = asked(harbour(left), QUESTION).answer
    assert told in answer.split("\n")
    assert "R-2" not in answer and "G-1" not in answer


def test_the_fewest_items_that_come_to_a_difference_are_its_reason() -> None:
    bill: dict[str, Json] = {
        "bill_no": "B-3",
        "items": [
            {"on": "2026-01-03", "what": "Berth", "sum": 40.0},
            {"on": "2026-01-04", "what": "Berth", "sum": 40.0},
            {"on": "2026-01-04", "what": "Power", "sum": 12.5},
            {"on": "2026-01-04", "what": "Crane", "sum": 30.0},
        ],
    }
    assert items_that_make(bill, 42.5) == ["Power 12.50", "Crane 30.00"]
    assert len(items_that_make(bill, 1.0)) == 3


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("What came in this September?", "2026-09"),
        ("Was it more than last March?", "2025-03"),
        ("Are we open next January?", "2027-01"),
        ("It was this may that hurt.", None),
    ],
)
def test_a_month_led_by_this_or_last_is_of_one_year(text: str, month: str | None) -> None:
    months = [value for value in read_request(text, NOW).values_of("month") if value.whole]
    assert [value.value for value in months] == ([month] if month else [])


STAYS = look_up(
    "find_hires", "Finds hires of our barges by the surname of who hired them.", ("last_name",),
    "hires", {"hire_no": TEXT, "last_name": TEXT, "began_on": TEXT, "days": COUNT},
)  # fmt: skip


def test_what_was_charged_is_set_against_what_was_confirmed() -> None:
    offer = look_up(
        "hire_offer", "The hire as it was confirmed to the hirer, with its quoted price.",
        ("hire_no",), "offers", {"hire_no": TEXT, "barge": TEXT, "total_quoted": NUMBER},
    )  # fmt: skip
    charged = look_up(
        "hire_account", "What a hire was really charged with.", ("hire_no",), "accounts",
        {"hire_no": TEXT, "total_charged": NUMBER, "paid_by": TEXT},
    )  # fmt: skip
    hires: list[dict[str, Json]] = [
        {"hire_no": "H-1", "last_name": "Lind", "began_on": "2025-08-03", "days": 2},
        {"hire_no": "H-2", "last_name": "Lind", "began_on": "2026-01-12", "days": 3},
    ]
    world = World(
        (STAYS, offer, charged),
        {
            "find_hires": rows_where("hires", hires),
            "hire_offer": rows_where("offers", [{"hire_no": "H-2", "barge": "Otter",
                                                 "total_quoted": 200.0}]),
            "hire_account": rows_where("accounts", [{"hire_no": "H-2", "total_charged": 260.0,
                                                     "paid_by": "card"}]),
        },
    )  # fmt: skip
    told = asked(
        world,
        "Olga Lind complains that we charged more for her hire this January than we had quoted"
        " her. How much more was it?",
    )
    assert {"hire_offer", "hire_account"} <= {tool for tool, _ in told.calls}
    assert "260.00 against total quoted 200.00, 60" in told.answer


def test_a_figure_is_set_against_the_one_asked_before() -> None:
    told = asked(
        harbour(300.0),
        "What does the next repair for Gull Rowers come to, and how much more is that than the"
        " grant that they still have?",
    ).answer
    assert "Total 420.00 is 120.00 more than remaining 300." in told
    assert "G-1" not in told and "R-2" not in told
