"""Rows are measured by a day that is named, by what they have or lack, and set apart by figures."""

from __future__ import annotations

import pytest

from core.json_values import Json
from reasoners.found.facts import Fact
from reasoners.found.relevance import asked_members
from reasoners.reading.request import read_request
from reasoners.wording.others import others_than_done
from tests.reasoners.test_said_of_rows import BILLS, BOATS, PARCELS, told, world
from tests.reasoners.worlds import NUMBER, TEXT, World, asked

CHECKS = world(
    "vessel_checks", "Lists checks our vessels are due for, with the appointment if one is made.",
    ("checks",
     {"vessel": TEXT, "craft": TEXT, "check": TEXT, "due_by": TEXT, "appointment": TEXT},
     [("V-1", "tug", "hull", "2026-02-10", None), ("V-2", "tug", "engine", "2026-01-20",
      "2026-01-12"), ("V-3", "barge", "hull", "2026-01-15", None), ("V-4", "tug", "radio",
      "2026-01-09", None), ("V-5", "tug", "hull", "2026-04-01", None)]),
)  # fmt: skip
TOLLS = world(
    "toll_entries", "Lists the tolls charged to a skipper. status is open, paid or waived.",
    ("entries",
     {"entry_id": TEXT, "skipper": TEXT, "boat": TEXT, "boat_type": TEXT, "days_over": NUMBER,
      "amount": NUMBER, "charged_on": TEXT, "status": TEXT},
     [("E-1", "Ada Holt", "Alke", "dinghy", 6, 12.0, "2025-12-04", "paid"), ("E-2", "Ada Holt",
      "Skua", "yacht", 6, 48.0, "2025-12-04", "open"), ("E-3", "Ada Holt", "Tern", "dinghy", 2,
      4.0, "2025-03-04", "paid"), ("E-5", "Ada Holt", "Skua", "yacht", None, 20.0, "2025-10-02",
      "waived")]),
)  # fmt: skip


@pytest.mark.parametrize(
    ("world", "prompt", "rows"),
    [
        (BOATS, "Who has a boat of ours that should have come back before Christmas?",
         ["L-1", "L-3"]),
        (BOATS, "Which boats ought to have been returned by 15 December and are still out?",
         ["L-3"]),
        (BOATS, "Which boats have to be back before January is over? Most pressing at the top.",
         ["L-3", "L-1", "L-4"]),
        (BOATS, "Who has kept a boat past its due date? Worst offender first.", ["L-3", "L-1"]),
        (BOATS, "Which boats were due back in December and are still not here?", ["L-1", "L-3"]),
        (BOATS, "Which of the boats lent out before 10 December 2025 are not back yet?",
         ["L-1", "L-3"]),
        (BILLS, "Which bills should have been paid before December began?", ["B-3"]),
        (BILLS, "Which bills must be settled before January is out and haven't been?",
         ["B-1", "B-3", "B-4"]),
        (BILLS, "Which bills fall due this month?", ["B-4"]),
        (BILLS, "Which bills that fell due in November are still unpaid?", ["B-3"]),
        (CHECKS, "Which tugs must go for their hull check before the end of February?", ["V-1"]),
    ],
)  # fmt: skip
def test_what_is_due_is_measured_by_the_day_that_is_named(
    world: World, prompt: str, rows: list[str]
) -> None:
    assert told(world, prompt) == rows


@pytest.mark.parametrize(
    ("world", "prompt", "rows"),
    [
        (CHECKS, "Which tugs have to be checked before February is out and have no appointment"
         " yet? Most urgent on top.", ["V-4", "V-1"]),
        (CHECKS, "Which tugs still need an appointment for a check due in January?", ["V-4"]),
        (CHECKS, "Which vessels have got their appointment already?", ["V-2"]),
        (CHECKS, "Which vessels without an appointment are due this month? Soonest first.",
         ["V-4", "V-3"]),
        (CHECKS, "For which tugs hasn't anybody made an appointment yet?", ["V-1", "V-4", "V-5"]),
        (BOATS, "Which boats nobody has brought back so far?", ["L-1", "L-3", "L-4"]),
        (PARCELS, "Which parcels were promised for December and never arrived?", ["X-3"]),
        (PARCELS, "Which parcels are still on their way?", ["X-3", "X-5"]),
    ],
)  # fmt: skip
def test_what_is_missing_or_there_picks_rows(world: World, prompt: str, rows: list[str]) -> None:
    assert told(world, prompt) == rows


@pytest.mark.parametrize(
    ("world", "prompt", "figure"),
    [
        (TOLLS, "Ada Holt says two of her tolls in December were for six days over and one cost"
         " her far more than the other. How much more, and why?", "36"),
        (TOLLS, "By how much do the two tolls of 4 December differ?", "36"),
        (BILLS, "What do the overdue bills add up to?", "200"),
        (BILLS, "How many bills are still unpaid, and what do they come to?", "255"),
        (PARCELS, "How much heavier is the parcel X-2 than X-4?", "2.5"),
    ],
)  # fmt: skip
def test_figures_are_those_of_the_rows_described(world: World, prompt: str, figure: str) -> None:
    assert figure in asked(world, f"Today is 2 January 2026. {prompt}").answer


def answer(world: World, prompt: str) -> str:
    return asked(world, f"Today is 2 January 2026. {prompt}").answer


def test_what_is_to_be_paid_leaves_out_what_is_settled() -> None:
    said = answer(TOLLS, "How much money does Ada Holt still have to pay in tolls?")
    assert "E-2" in said
    assert not {"E-1", "E-3", "E-5"} & {word.strip(":,.") for word in said.split()}


def test_what_was_paid_is_no_debt() -> None:
    assert "16" in answer(TOLLS, "How much has Ada Holt paid in tolls so far, all told?")


def test_where_no_row_fits_no_other_one_is_told() -> None:
    said = answer(BILLS, "Which bills should have been paid before October began?")
    assert "None of the 5" in said
    assert "B-" not in said


def test_a_record_tells_why() -> None:
    row: dict[str, Json] = {"pass_no": "P-1", "barred": True, "bar_reason": "dues", "colour": "red"}
    [clause] = read_request("What's going on with the pass P-1?", 0.0).clauses
    assert "bar_reason" in asked_members(row, clause)


def test_others_are_those_that_nothing_was_done_to() -> None:
    rows: list[dict[str, Json]] = [
        {"case_id": "C-1", "state": "open"},
        {"case_id": "C-2", "state": "open"},
        {"case_id": "C-3", "state": "closed"},
    ]
    request = read_request("Close the case C-1. Has she got anything else going?", 0.0)
    deed = Fact("s1", "close_case", {"case_id": "C-1"}, "done", {"state": "closed"}, "")
    left = others_than_done(rows, request.clauses[-1], request, [deed])
    assert [row["case_id"] for row in left] == ["C-2"]
