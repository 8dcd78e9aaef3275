"""Sums, averages, counts, shares and times are computed by steps and said with their units."""

from __future__ import annotations

import pytest

from core.json_values import Json
from tests.reasoners.worlds import COUNT, NUMBER, TEXT, Told, World, asked, look_up, rows_where

TOURS = look_up(
    "harbour_tours", "Lists the harbour tours of a boat.", ("boat",), "tours",
    {"tour_no": TEXT, "quay": TEXT, "day": TEXT, "guests": COUNT, "takings": NUMBER,
     "currency": TEXT},
)  # fmt: skip
ROWS: list[dict[str, Json]] = [
    {"boat": "Seeadler", "tour_no": "T1", "quay": "East", "day": "2026-01-05", "guests": 10,
     "takings": 200.0, "currency": "EUR"},
    {"boat": "Seeadler", "tour_no": "T2", "quay": "West", "day": "2026-01-12", "guests": 20,
     "takings": 300.0, "currency": "EUR"},
    {"boat": "Seeadler", "tour_no": "T3", "quay": "East", "day": "2026-01-26", "guests": 6,
     "takings": 100.0, "currency": "EUR"},
    {"boat": "Moewe", "tour_no": "T4", "quay": "West", "day": "2026-01-03", "guests": 4,
     "takings": 80.0, "currency": "EUR"},
    {"boat": "Moewe", "tour_no": "T5", "quay": "West", "day": "2026-01-31", "guests": 5,
     "takings": 100.0, "currency": "EUR"},
]  # fmt: skip
HARBOUR = World((TOURS,), {"harbour_tours": rows_where("tours", ROWS)})


def told(prompt: str) -> Told:
    return asked(HARBOUR, prompt)


@pytest.mark.parametrize(
    ("prompt", "function", "figure"),
    [
        ("What did the tours of the Seeadler take altogether?", "sum", "600.00 EUR"),
        ("What are the takings of the Seeadler's tours in total?", "sum", "600.00 EUR"),
        ("What is the average of the takings of the Seeadler's tours?", "mean", "200.00 EUR"),
        (
            "What are the average takings per quay for the Seeadler's tours?",
            "group_by",
            "East 150.00 EUR, West 300.00 EUR",
        ),
        (
            "What were the total takings by quay for the tours of the Seeadler?",
            "group_by",
            "East 300.00 EUR, West 300.00 EUR",
        ),
        ("How many tours of the Seeadler are there per quay?", "group_by", "East 2, West 1"),
        ("How many guests per quay did the Seeadler's tours have?", "group_by", "East 16, West 20"),
        ("By how many percent did the takings of the Moewe's tours go up?", "percentage_change",
         "up 25 percent"),
        ("How many days lie between the two tours of the Moewe?", "date_difference", "28 days"),
        ("How many weeks lie between the two tours of the Moewe?", "date_difference", "4 weeks"),
    ],
)  # fmt: skip
def test_a_figure_is_computed_by_a_step_and_said(prompt: str, function: str, figure: str) -> None:
    done = told(prompt)
    assert [step.get("function") for step in done.steps] == [function]
    assert figure in done.answer


def test_a_question_without_a_figure_plans_no_calculation() -> None:
    done = told("Which tours does the Seeadler make?")
    assert not [step for step in done.steps if step.get("function")]
