"""Which rows of a list are told: all words about them count, in the order that is wanted."""

from __future__ import annotations

import re

import pytest

from core.json_values import Json
from reasoners.reading.request import read_request
from tests.reasoners.worlds import COUNT, FLAG, NOW, TEXT, World, asked, look_up, rows_where

LEASES = look_up(
    "list_leases", "Lists the leases of moorings.", ("basin?",), "leases",
    {"mooring": TEXT, "basin": TEXT, "holder": TEXT, "ends_on": TEXT, "auto_extension": FLAG,
     "stage": TEXT, "arrears": COUNT},
)  # fmt: skip
ROWS: list[dict[str, Json]] = [
    {"mooring": "M-1", "basin": "Inner", "holder": "Ada Holt", "ends_on": "2026-05-02",
     "auto_extension": False, "stage": "confirmed", "arrears": 120},
    {"mooring": "M-2", "basin": "Inner", "holder": None, "ends_on": "2026-03-09",
     "auto_extension": False, "stage": "torn up", "arrears": 0},
    {"mooring": "M-3", "basin": "Outer", "holder": "Bo Lind", "ends_on": "2026-03-01",
     "auto_extension": True, "stage": "confirmed", "arrears": 80},
    {"mooring": "M-4", "basin": "Outer", "holder": "Cy Marsh", "ends_on": "2026-02-28",
     "auto_extension": False, "stage": "confirmed", "arrears": 300},
    {"mooring": "M-5", "basin": "Outer", "holder": "", "ends_on": "2026-06-30",
     "auto_extension": True, "stage": "confirmed", "arrears": 45},
]  # fmt: skip
MARINA = World((LEASES,), {"list_leases": rows_where("leases", ROWS)})


@pytest.mark.parametrize(
    ("prompt", "moorings"),
    [
        (
            "Which leases end before the end of March 2026 and will not extend automatically?"
            " Soonest first.",
            ["M-4", "M-2"],
        ),
        ("Which leases have no holder?", ["M-2", "M-5"]),
        ("Which leases are held by nobody yet?", ["M-2", "M-5"]),
        ("Which leases are not confirmed?", ["M-2"]),
        ("List all leases. The ones with the highest arrears first.", ["M-4", "M-1", "M-3"]),
        ("List all leases, sorted so that the lowest arrears lead.", ["M-2", "M-5", "M-3"]),
        ("Which three leases have the highest arrears?", ["M-4", "M-1", "M-3"]),
        ("Which leases have arrears of more than 100? Worst first, and what happened.",
         ["M-4", "M-1"]),
    ],
)  # fmt: skip
def test_all_that_is_said_of_rows_picks_them(prompt: str, moorings: list[str]) -> None:
    told = re.findall(r"M-\d", asked(MARINA, prompt).answer)
    assert told[: len(moorings)] == moorings
    assert len(told) == len(moorings) or "all leases" in prompt


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Takings over November and December 2024 together?", ["2024-11", "2024-12"]),
        ("Takings in April, May and June 2024?", ["2024-04", "2024-05", "2024-06"]),
        ("Takings from December to January 2025?", ["2024-12", "2025-01"]),
    ],
)
def test_a_year_said_once_is_that_of_all_months(text: str, months: list[str]) -> None:
    values = read_request(text, NOW).values_of("month")
    assert [value.value for value in values] == months


def test_what_somebody_means_is_no_average() -> None:
    answer = asked(MARINA, "Which leases are there in basin Inner? I mean the inner one.").answer
    assert "Average" not in answer
