"""What is said of rows picks them: two members compared, deadlines, what is out, in any order."""

from __future__ import annotations

import re

import pytest

from core.json_values import Json
from tests.reasoners.worlds import NUMBER, TEXT, World, asked, look_up, rows_where

Table = tuple[str, dict[str, Json], list[tuple[Json, ...]]]


def world(tool: str, says: str, table: Table) -> World:
    """A world of one list."""
    key, members, rows = table
    named = [dict(zip(members, row, strict=True)) for row in rows]
    return World((look_up(tool, says, (), key, members),), {tool: rows_where(key, named)})


SILOS = world(
    "silo_levels", "Lists how full our silos are, in tonnes.",
    ("silos",
     {"silo": TEXT, "grain": TEXT, "tonnes": NUMBER, "minimum_tonnes": NUMBER, "keeper": TEXT},
     [("S-1", "rye", 40, 60, "Ada Holt"), ("S-2", "rye", 80, 60, "Bo Lind"),
      ("S-3", "oats", 12, 30, "Cy Marsh"), ("S-4", "oats", 30, 30, "Di Orr")]),
)  # fmt: skip
BOATS = world(
    "boat_loans", "Lists boats that were lent out.",
    ("loans",
     {"loan_no": TEXT, "boat": TEXT, "borrower": TEXT, "phone": TEXT, "taken_on": TEXT,
      "due_back_on": TEXT, "returned_on": TEXT, "charge_so_far": NUMBER},
     [("L-1", "Alke", "Ada Holt", "01 11", "2025-12-01", "2025-12-20", None, 120.0),
      ("L-2", "Skua", "Bo Lind", "01 22", "2025-12-05", "2025-12-28", "2025-12-27", 300.0),
      ("L-3", "Tern", "Cy Marsh", "01 33", "2025-11-20", "2025-12-10", None, 80.0),
      ("L-4", "Gull", "Di Orr", "01 44", "2025-12-22", "2026-01-15", None, 55.0)]),
)  # fmt: skip
PERMITS = world(
    "stall_permits", "Lists permits of stall holders.",
    ("permits",
     {"permit_no": TEXT, "holder": TEXT, "valid_until": TEXT, "status": TEXT, "clerk": TEXT},
     [("P-1", "Rye Bakers", "2026-02-28", "active", "Ann Lee"),
      ("P-2", "Oat Mill", "2025-12-31", "expired", "Ann Lee"),
      ("P-3", "Plum Farm", "2026-01-31", "active", "Joe Fox"),
      ("P-4", "Fig & Co", "2026-08-31", "active", "Joe Fox"),
      ("P-5", "Pear Tree", "2026-01-15", "withdrawn", "Joe Fox")]),
)  # fmt: skip
BILLS = world(
    "mooring_bills", "Lists bills for moorings. status is open, paid or void.",
    ("bills",
     {"bill_no": TEXT, "skipper": TEXT, "due_on": TEXT, "amount": NUMBER, "status": TEXT},
     [("B-1", "Ada Holt", "2025-12-20", 120.0, "open"), ("B-2", "Bo Lind", "2025-11-30", 99.0,
      "paid"), ("B-3", "Cy Marsh", "2025-11-25", 80.0, "open"), ("B-4", "Di Orr", "2026-01-20",
      55.0, "open"), ("B-5", "Ed Poe", "2025-11-01", 70.0, "void")]),
)  # fmt: skip
LOCKERS = world(
    "lockers", "Lists the lockers with who holds them. state is active or given back.",
    ("lockers",
     {"locker_no": TEXT, "holder": TEXT, "state": TEXT, "last_opened_on": TEXT},
     [("K-1", "Ada Holt", "active", "2025-12-30"), ("K-2", "Bo Lind", "active", "2025-10-02"),
      ("K-3", "Cy Marsh", "given back", "2025-06-01"), ("K-4", "Di Orr", "active", "2025-08-15"),
      ("K-5", "Ed Poe", "active", "2025-11-03")]),
)  # fmt: skip
PARCELS = world(
    "island_parcels", "Lists parcels sent to islands.",
    ("parcels",
     {"parcel_no": TEXT, "island": TEXT, "promised_for": TEXT, "delivered_on": TEXT,
      "weight_kg": NUMBER},
     [("X-1", "Skye", "2025-12-10", "2025-12-12", 4.0), ("X-2", "Mull", "2025-12-11",
      "2025-12-11", 9.5), ("X-3", "Iona", "2025-12-20", None, 2.0), ("X-4", "Skye", "2025-12-15",
      "2025-12-14", 7.0), ("X-5", "Mull", "2026-01-06", None, 3.0)]),
)  # fmt: skip


def told(world: World, prompt: str) -> list[str]:
    """The rows that are told, in order, on the second of January 2026."""
    answer = asked(world, f"Today is 2 January 2026. {prompt}").answer
    return list(dict.fromkeys(re.findall(r"\b[A-Z]-\d\b", answer)))


@pytest.mark.parametrize(
    ("prompt", "silos"),
    [
        ("Which silos hold less than they should at least?", ["S-1", "S-3"]),
        ("Which silos are below their minimum?", ["S-1", "S-3"]),
        ("Which of our silos have fewer tonnes than the minimum we set?", ["S-1", "S-3"]),
        ("In which silos is there more than the minimum?", ["S-2"]),
        ("List the silos that have not reached their minimum.", ["S-1", "S-3"]),
        ("Which silos are under the minimum? Lowest first.", ["S-3", "S-1"]),
    ],
)
def test_two_members_of_a_row_are_compared(prompt: str, silos: list[str]) -> None:
    assert told(SILOS, prompt) == silos


@pytest.mark.parametrize(
    ("prompt", "parcels"),
    [
        ("Which parcels arrived later than promised?", ["X-1"]),
        ("Which parcels came earlier than we had promised?", ["X-4"]),
        ("Which parcels should have arrived by now but haven't?", ["X-3"]),
        ("Which parcels have not been delivered yet?", ["X-3", "X-5"]),
        ("Which of the parcels to Mull and Skye is the heaviest?", ["X-2"]),
    ],
)
def test_days_of_a_row_are_compared(prompt: str, parcels: list[str]) -> None:
    assert told(PARCELS, prompt) == parcels


@pytest.mark.parametrize(
    ("prompt", "boats"),
    [
        ("Which boats are out at the moment?", ["L-1", "L-3", "L-4"]),
        ("Which boats should have been back by now and aren't?", ["L-1", "L-3"]),
        ("Which boats should be back by now but have not been returned? The one overdue longest"
         " at the top.", ["L-3", "L-1"]),
        ("Of the boats that are still out, which has run up the biggest charge?", ["L-1"]),
        ("The boats that are out now: which of them has run up the biggest charge?", ["L-1"]),
        ("Which boat that is out now has cost its borrower the most so far?", ["L-1"]),
        ("Which boats have come back?", ["L-2"]),
        ("Which boats have we got out right now, and who has them? The one due back soonest"
         " first.", ["L-3", "L-1", "L-4"]),
    ],
)  # fmt: skip
def test_what_is_out_and_what_is_back(prompt: str, boats: list[str]) -> None:
    assert told(BOATS, prompt) == boats


@pytest.mark.parametrize(
    ("prompt", "permits"),
    [
        ("Which permits run out before Easter? Soonest first.", ["P-3", "P-1"]),
        ("Which permits run out in the next three months? Soonest first, and for each whom I ring"
         " there.", ["P-3", "P-1"]),
        ("Which permits are up before the end of March 2026? Just the numbers, the earliest at the"
         " top.", ["P-3", "P-1"]),
        ("Which permits are still good after July 2026?", ["P-4"]),
        ("Which permits have run out?", ["P-2"]),
    ],
)  # fmt: skip
def test_what_is_to_end_has_not_ended_yet(prompt: str, permits: list[str]) -> None:
    assert told(PERMITS, prompt) == permits


@pytest.mark.parametrize(
    ("prompt", "bills"),
    [
        ("Which bills should have been paid by now and haven't?", ["B-1", "B-3"]),
        ("Give me all bills that were due by today and are not paid, longest overdue first.",
         ["B-3", "B-1"]),
        ("Which bills are late? The oldest on top, just the numbers please.", ["B-3", "B-1"]),
        ("Which bills are overdue?", ["B-1", "B-3"]),
        ("Which open bills still have time?", ["B-4"]),
        ("Which bills are not due yet?", ["B-4"]),
        ("Who has the biggest bill that is still open?", ["B-1"]),
    ],
)  # fmt: skip
def test_what_is_late_is_past_its_day_and_not_done_with(prompt: str, bills: list[str]) -> None:
    assert told(BILLS, prompt) == bills


@pytest.mark.parametrize(
    ("prompt", "lockers"),
    [
        ("Which active lockers have not been opened since the end of October 2025?",
         ["K-2", "K-4"]),
        ("Who of those still holding a locker hasn't opened it since 1 November 2025?",
         ["K-2", "K-4"]),
        ("Which lockers have been opened since the start of December 2025?", ["K-1"]),
        ("Which lockers has nobody opened since November 2025?", ["K-2", "K-3", "K-4"]),
        ("Whose locker was last opened before September 2025?", ["K-3", "K-4"]),
    ],
)  # fmt: skip
def test_what_has_not_been_since_a_day_was_last_before_it(prompt: str, lockers: list[str]) -> None:
    assert told(LOCKERS, prompt) == lockers
