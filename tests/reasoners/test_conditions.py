"""Conditions over what was looked up: a change is made where they hold, and rests on them."""

from __future__ import annotations

import pytest

from core.json_values import Json
from tests.reasoners.worlds import (
    COUNT,
    FLAG,
    NUMBER,
    TEXT,
    Told,
    World,
    asked,
    change,
    look_up,
    rows_where,
)

GROWERS = look_up(
    "growerSearch", "Search the growers of the allotment club by name.", ("name",), "growers",
    {"growerId": TEXT, "name": TEXT, "village": TEXT, "paysDeposit": FLAG},
)  # fmt: skip
PLOTS = look_up(
    "plotsOfGrower", "List the plots that a grower leases.", ("growerId",), "plots",
    {"plotId": TEXT, "bed": TEXT, "state": TEXT, "yearlyRent": NUMBER, "leaseEnds": TEXT,
     "waterTaps": COUNT, "rentPaid": FLAG},
)  # fmt: skip
GIVE_UP = change("leaseCancel", "Cancel the lease of a plot.", ("plotId",))
PROLONG = change("leaseExtend", "Extend the lease of a plot by a year.", ("plotId",))

PLOT_ROWS: list[dict[str, Json]] = [
    {"growerId": "g1", "plotId": "q-11", "bed": "Rhubarb", "state": "open", "yearlyRent": 80.0,
     "leaseEnds": "2025-12-31", "waterTaps": 0, "rentPaid": True},
    {"growerId": "g2", "plotId": "q-21", "bed": "Beans", "state": "locked", "yearlyRent": 140.0,
     "leaseEnds": "2026-09-30", "waterTaps": 2, "rentPaid": False},
]  # fmt: skip
GARDENS = World(
    (GROWERS, PLOTS, GIVE_UP, PROLONG),
    {
        "growerSearch": rows_where("growers", [
            {"growerId": "g1", "name": "Tessa Holm", "village": "Nord", "paysDeposit": True},
            {"growerId": "g2", "name": "Ivo Brandl", "village": "Sund", "paysDeposit": False},
        ]),
        "plotsOfGrower": rows_where("plots", PLOT_ROWS),
        "leaseCancel": lambda args: {"reference": "x1"},
        "leaseExtend": lambda args: {"reference": "x2"},
    },
)  # fmt: skip


def told(prompt: str) -> Told:
    return asked(GARDENS, prompt)


@pytest.mark.parametrize(
    "condition",
    [
        "if it is locked",
        "provided the rent hasn't been paid",
        "as long as the yearly rent is over 100 euros",
        "only if the lease ends after 1 September 2026",
        "in case the rent is still unpaid",
        "unless the rent has been paid",
        "if it has at least 2 water taps",
    ],
)
def test_a_change_is_made_where_its_condition_holds_and_rests_on_it(condition: str) -> None:
    done = told(f"Cancel the lease of Ivo Brandl's plot {condition}.")
    assert done.changes == [("leaseCancel", {"plotId": "q-21"})]
    assert [bool(step.get("when")) for step in done.steps] == [True]
    assert "holds" in done.answer


@pytest.mark.parametrize(
    "condition",
    [
        "if it is locked",
        "provided the rent hasn't been paid",
        "as long as the yearly rent is over 100 euros",
        "only if the lease ends after 1 September 2026",
        "in case the rent is still unpaid",
        "unless the rent has been paid",
        "if it has at least 2 water taps",
    ],
)
def test_nothing_is_changed_where_the_condition_fails_and_the_answer_says_why(
    condition: str,
) -> None:
    done = told(f"Cancel the lease of Tessa Holm's plot {condition}.")
    assert done.changes == []
    assert "Not done" in done.answer and "does not hold" in done.answer


@pytest.mark.parametrize(
    "condition",
    [
        "if she has a good excuse",
        "unless the mayor objects",
        "provided the committee agrees",
        "if the neighbours are happy with it",
        "as long as it isn't raining",
    ],
)
def test_a_condition_that_nothing_tells_leads_to_a_question(condition: str) -> None:
    done = told(f"Cancel the lease of Tessa Holm's plot {condition}.")
    assert done.changes == []
    assert "?" in done.answer and "Nothing found tells" in done.answer


def test_a_lease_that_has_run_out_is_told_by_its_last_day() -> None:
    done = told("If the lease of Tessa Holm's plot has expired, extend it.")
    assert done.changes == [("leaseExtend", {"plotId": "q-11"})]


def test_what_is_wanted_otherwise_is_done_where_the_condition_fails() -> None:
    done = told(
        "If the yearly rent of Tessa Holm's plot is more than 100 euros, cancel the lease, "
        "otherwise extend it."
    )
    assert done.changes == [("leaseExtend", {"plotId": "q-11"})]


def test_two_conditions_must_both_hold() -> None:
    done = told("Cancel the lease of Ivo Brandl's plot if it is locked and the rent is paid.")
    assert done.changes == []
    assert "rent paid is no" in done.answer


@pytest.mark.parametrize("state", ["open or locked", "locked or the rent has been paid"])
def test_one_of_two_conditions_is_enough(state: str) -> None:
    done = told(f"Cancel the lease of Ivo Brandl's plot if it is {state}.")
    assert done.changes == [("leaseCancel", {"plotId": "q-21"})]


LENDER = look_up(
    "borrowers.find", "Finds borrowers of tools by name.", ("name",), "found",
    {"borrower_no": TEXT, "name": TEXT},
)  # fmt: skip
LENT = look_up(
    "lendings.list", "Lists the lendings of a borrower.", ("borrower_no",), "lendings",
    {"lending_no": TEXT, "tool": TEXT, "status": TEXT, "fee": NUMBER, "back_by": TEXT,
     "prolonged": COUNT, "reserved": FLAG},
)  # fmt: skip
PROLONG_LENDING = change("lendings.prolong", "Prolongs a lending by a week.", ("lending_no",))
TOOL_ROWS: list[dict[str, Json]] = [
    {"borrower_no": "b1", "lending_no": "L1", "tool": "Drill", "status": "out", "fee": 12.0,
     "back_by": "2026-02-20", "prolonged": 0, "reserved": False},
    {"borrower_no": "b1", "lending_no": "L2", "tool": "Saw", "status": "out", "fee": 30.0,
     "back_by": "2026-02-01", "prolonged": 2, "reserved": True},
    {"borrower_no": "b1", "lending_no": "L3", "tool": "Ladder", "status": "returned",
     "fee": 8.0, "back_by": "2026-01-10", "prolonged": 1, "reserved": False},
]  # fmt: skip
TOOL_SHED = World(
    (LENDER, LENT, PROLONG_LENDING),
    {
        "borrowers.find": rows_where("found", [{"borrower_no": "b1", "name": "Marta Weiss"}]),
        "lendings.list": rows_where("lendings", TOOL_ROWS),
        "lendings.prolong": lambda args: {"reference": "ok"},
    },
)


@pytest.mark.parametrize(
    ("prompt", "lendings"),
    [
        ("Prolong all lendings of Marta Weiss that are not reserved.", ["L1", "L3"]),
        ("For every lending of Marta Weiss that costs over 10 euros, prolong it.", ["L1", "L2"]),
        ("Prolong every lending of Marta Weiss that has been returned.", ["L3"]),
        ("Prolong all lendings of Marta Weiss with a fee below 10 euros.", ["L3"]),
        ("If any lending of Marta Weiss is reserved, prolong it.", ["L2"]),
    ],
)  # fmt: skip
def test_what_is_done_to_each_record_that_fits_is_one_guarded_step(
    prompt: str, lendings: list[str]
) -> None:
    done = asked(TOOL_SHED, prompt)
    assert [args for _, args in done.changes] == [{"lending_no": one} for one in lendings]
    assert [bool(step.get("when")) for step in done.steps] == [True]


def test_where_no_record_fits_nothing_is_done_and_that_is_said() -> None:
    done = asked(TOOL_SHED, "Prolong every lending of Marta Weiss that costs over 100 euros.")
    assert done.changes == [] and "no record that was found fits" in done.answer


def test_records_told_apart_by_what_nothing_tells_are_asked_about() -> None:
    done = asked(TOOL_SHED, "Prolong all lendings of Marta Weiss that her brother isn't using.")
    assert done.changes == [] and "?" in done.answer


@pytest.mark.parametrize(
    ("prompt", "changes"),
    [
        ("Has Marta Weiss's saw been reserved? If not, prolong it.", 0),
        ("Is Marta Weiss's drill reserved? If not, prolong it.", 1),
        ("Is Marta Weiss's saw reserved? If so, prolong it.", 1),
        ("Check whether Marta Weiss's drill is reserved. If it isn't, prolong it.", 1),
        ("Check whether Marta Weiss's drill is reserved. If it is, prolong it.", 0),
    ],
)
def test_if_so_and_if_not_go_back_to_what_was_asked(prompt: str, changes: int) -> None:
    assert len(asked(TOOL_SHED, prompt).changes) == changes
