"""What is left of a whole after what is taken, where no member says it itself."""

from __future__ import annotations

import pytest

from core.json_values import Json
from tests.reasoners.worlds import COUNT, TEXT, World, asked, look_up, rows_where

SAILINGS = look_up(
    "ferry_sailings", "Lists the sailings of a ferry.", ("ferry",), "sailings",
    {"sailing_no": TEXT, "ferry": TEXT, "leaves_from": TEXT, "berths": COUNT, "booked": COUNT},
)  # fmt: skip
ROWS: list[dict[str, Json]] = [
    {"sailing_no": "S1", "ferry": "Skua", "leaves_from": "Aros", "berths": 40, "booked": 38},
    {"sailing_no": "S2", "ferry": "Skua", "leaves_from": "Bergvik", "berths": 24, "booked": 9},
    {"sailing_no": "S3", "ferry": "Skua", "leaves_from": "Corran", "berths": 30, "booked": 30},
]
PORT = World((SAILINGS,), {"ferry_sailings": rows_where("sailings", ROWS)})


@pytest.mark.parametrize(
    "prompt",
    [
        "Which sailing of the Skua has the most berths that nobody has booked?",
        "Which sailing of the Skua has the most berths left?",
        "Which of the sailings of the Skua has most berths that are not booked yet?",
        "Which sailing of the Skua has most unbooked berths?",
    ],
)
def test_the_row_with_most_left_over_is_told_alone(prompt: str) -> None:
    answer = asked(PORT, prompt).answer
    assert "S2" in answer and "left over 15" in answer
    assert "S1" not in answer and "S3" not in answer


def test_how_much_is_left_is_told_of_each_row() -> None:
    answer = asked(PORT, "How many berths are free on each of the sailings of the Skua?").answer
    assert all(f"left over {left}" in answer for left in (2, 15, 0))


def test_what_is_taken_is_no_difference() -> None:
    answer = asked(PORT, "Which sailing of the Skua has most berths booked?").answer
    assert "left over" not in answer
