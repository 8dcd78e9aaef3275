"""What is asked of a record stands in its own look-up: the list only finds the record."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from core.json_values import Json
from tests.reasoners.worlds import (
    COUNT,
    NUMBER,
    TEXT,
    World,
    asked,
    look_up,
    record,
    rows_where,
)

PLAYS = look_up(
    "list_productions", "Productions of the theatre.", ("stage?",), "productions",
    {"production_no": TEXT, "title": TEXT, "stage": TEXT, "premiere": TEXT},
)  # fmt: skip
SALES = record(
    "production_sales", "What a production has sold so far.", ("production_no",),
    {"production_no": TEXT, "tickets": COUNT, "revenue": NUMBER, "refunds": NUMBER},
)  # fmt: skip
BUDGET = record(
    "production_budget", "What was planned for a production.", ("production_no",),
    {"production_no": TEXT, "planned_tickets": COUNT, "planned_revenue": NUMBER},
)  # fmt: skip
CAST = look_up(
    "cast_of", "Who plays in a production.", ("production_no",), "cast",
    {"actor": TEXT, "role": TEXT},
)  # fmt: skip
PATRONS = look_up(
    "find_patrons", "Find patrons by name or e-mail address.", ("name?", "email?"), "patrons",
    {"patron_no": TEXT, "name": TEXT, "email": TEXT, "town": TEXT},
)  # fmt: skip
COUPONS = look_up(
    "patron_coupons", "Coupons that a patron holds.", ("patron_no",), "coupons",
    {"code": TEXT, "worth": NUMBER, "good_until": TEXT},
)  # fmt: skip
TITLES: list[dict[str, Json]] = [
    {"production_no": "PR-1", "title": "The Seagull", "stage": "main", "premiere": "2026-01-09"},
    {"production_no": "PR-2", "title": "Tartuffe", "stage": "main", "premiere": "2026-01-30"},
    {"production_no": "PR-3", "title": "Endgame", "stage": "cellar", "premiere": "2026-02-01"},
]
SOLD: dict[str, tuple[int, float]] = {"PR-1": (310, 6200.5), "PR-2": (90, 1800.0), "PR-3": (40, 1)}
MAYA: dict[str, Json] = {
    "patron_no": "V-7", "name": "Maya Lindholm", "email": "maya@mail.test", "town": "Turku",
}  # fmt: skip
COUPON: dict[str, Json] = {"code": "BRAVO", "worth": 15.0, "good_until": "2026-05-01"}


def sales(args: Mapping[str, Json]) -> Json:
    tickets, revenue = SOLD[str(args["production_no"])]
    return {"production_no": args["production_no"], "tickets": tickets, "revenue": revenue}


THEATRE = World(
    (PLAYS, SALES, BUDGET, CAST, PATRONS, COUPONS),
    {
        "list_productions": rows_where("productions", TITLES),
        "production_sales": sales,
        "production_budget": lambda args: {
            "production_no": args["production_no"], "planned_tickets": 350,
            "planned_revenue": 7000.0,
        },
        "cast_of": lambda args: {"cast": [{"actor": "Jo Reed", "role": "Hamm"}]},
        "find_patrons": rows_where("patrons", [MAYA]),
        "patron_coupons": lambda args: {"coupons": [COUPON]},
    },
)  # fmt: skip


@pytest.mark.parametrize(
    ("prompt", "call", "said"),
    [
        ("What has become of the coupon of maya@mail.test, how long is it good?",
         ("patron_coupons", {"patron_no": "V-7"}), "2026-05-01"),
        ("How many tickets has Tartuffe sold?",
         ("production_sales", {"production_no": "PR-2"}), "90"),
        ("Endgame is going well. How much revenue has it made?",
         ("production_sales", {"production_no": "PR-3"}), "revenue 1"),
    ],
)  # fmt: skip
def test_what_only_the_record_tells_is_looked_up_there(
    prompt: str, call: tuple[str, Json], said: str
) -> None:
    done = asked(THEATRE, prompt)
    assert call in done.calls
    assert said in done.answer


def test_what_the_list_tells_itself_needs_no_further_look_up() -> None:
    done = asked(THEATRE, "When was the premiere of Tartuffe?")
    assert [name for name, _ in done.calls] == ["list_productions"]
    assert "2026-01-30" in done.answer


def test_figures_of_several_records_are_added_up_by_a_step() -> None:
    done = asked(
        THEATRE, "What revenue have all the productions on the main stage made altogether?"
    )
    made = [args for name, args in done.calls if name == "production_sales"]
    assert made == [{"production_no": "PR-1"}, {"production_no": "PR-2"}]
    assert [step.get("function") for step in done.steps] == ["sum"]
    assert "8000.50" in done.answer


@pytest.mark.parametrize(
    "prompt",
    [
        "Did The Seagull sell as many tickets as was planned?",
        "Has The Seagull sold the tickets we were aiming for? How far off is it?",
        "Are the tickets of The Seagull behind plan, and by how many?",
    ],
)
def test_what_came_about_is_set_against_what_was_aimed_for(prompt: str) -> None:
    done = asked(THEATRE, prompt)
    assert ("production_sales", {"production_no": "PR-1"}) in done.calls
    assert ("production_budget", {"production_no": "PR-1"}) in done.calls
    assert "310 against planned tickets 350, 40 less" in done.answer


def test_a_question_for_the_plan_alone_looks_up_no_more() -> None:
    done = asked(THEATRE, "How many tickets were planned for The Seagull?")
    assert "production_sales" not in [name for name, _ in done.calls]
    assert "350" in done.answer


ROUTES = look_up(
    "find_newsletters", "Find newsletters by words.", ("words",), "newsletters",
    {"newsletter_no": TEXT, "title": TEXT, "editor": TEXT},
)  # fmt: skip
READERS = look_up(
    "newsletter_readers", "List who gets a newsletter.", ("newsletter_no",), "readers",
    {"reader": TEXT, "since": TEXT},
)  # fmt: skip
LETTERS: list[dict[str, Json]] = [
    {"newsletter_no": "N-1", "title": "Monthly orchid", "editor": "Ida Falk"},
    {"newsletter_no": "N-2", "title": "Yearly orchid", "editor": "Tom Lind"},
]
GARDEN = World(
    (ROUTES, READERS),
    {
        "find_newsletters": lambda args: {
            "newsletters": LETTERS if "orchid" in str(args["words"]) else []
        },
        "newsletter_readers": lambda args: {
            "readers": [{"reader": "Wim Bos", "since": "2025-03-01"}, {"reader": "Jan Pauw"}]
        },
    },
)


@pytest.mark.parametrize(
    "prompt",
    [
        "The board asked for the monthly orchid newsletter. Who gets it today?",
        "The shop would like the monthly orchid newsletter too. Don't add them yet, I'd only like"
        " to know who receives it and how many that is.",
    ],
)
def test_what_a_question_points_back_to_is_found_by_its_words(prompt: str) -> None:
    done = asked(GARDEN, prompt)
    assert done.calls[-1] == ("newsletter_readers", {"newsletter_no": "N-1"})
    assert "Wim Bos" in done.answer and "Jan Pauw" in done.answer


BILLS = look_up(
    "list_laundry_bills", "Laundry bills of a hotel.", ("hotel",), "bills",
    {"bill_no": TEXT, "month": TEXT, "written_on": TEXT, "total": NUMBER},
)  # fmt: skip
LINES: Json = {
    "type": "array",
    "items": {"type": "object", "properties": {"what": TEXT, "price": NUMBER}},
}
BILL = record(
    "laundry_bill", "One laundry bill.", ("bill_no",),
    {"bill_no": TEXT, "month": TEXT, "total": NUMBER, "lines": LINES},
)  # fmt: skip
SHEETS: dict[str, Json] = {"what": "bed sheets", "price": 80.0}
BILLED: list[dict[str, Json]] = [
    {"bill_no": "LB-3", "month": "2025-11", "written_on": "2025-12-01", "total": 80.0},
    {"bill_no": "LB-4", "month": "2025-12", "written_on": "2026-01-02", "total": 105.5},
    {"bill_no": "LB-5", "month": "2026-01", "written_on": "2026-02-01", "total": 80.0},
]
CURTAINS: dict[str, Json] = {"what": "curtains of the ballroom", "price": 25.5}


def one_bill(args: Mapping[str, Json]) -> Json:
    bill = next(one for one in BILLED if one["bill_no"] == args["bill_no"])
    lines = [SHEETS, CURTAINS] if bill["bill_no"] == "LB-4" else [SHEETS]
    return {n: v for n, v in bill.items() if n != "written_on"} | {"lines": lines}


LAUNDRY = World(
    (BILLS, BILL), {"list_laundry_bills": lambda args: {"bills": BILLED}, "laundry_bill": one_bill}
)


@pytest.mark.parametrize(
    "prompt",
    [
        "Why is the bill of Hotel Seeblick for December 2025 higher than the one of January 2026?",
        "The laundry bill of Hotel Seeblick for December 2025 is dearer than in January 2026. By"
        " how much, and which items are new on it?",
    ],
)
def test_what_makes_a_bill_dearer_stands_in_its_lines(prompt: str) -> None:
    done = asked(LAUNDRY, prompt)
    assert [args for name, args in done.calls if name == "laundry_bill"] == [
        {"bill_no": "LB-4"},
        {"bill_no": "LB-5"},
    ]
    assert "curtains of the ballroom" in done.answer and "25.50" in done.answer


def test_a_list_of_bills_is_told_without_their_lines() -> None:
    done = asked(LAUNDRY, "Which laundry bills has Hotel Seeblick had?")
    assert [name for name, _ in done.calls] == ["list_laundry_bills"]


RUGS = look_up(
    "rugs", "Rugs that are with us for cleaning.", ("customer?",), "rugs",
    {"rug_no": TEXT, "customer": TEXT, "place": TEXT},
)  # fmt: skip
RUG = record(
    "rug_card", "The card of one rug.", ("rug_no",),
    {"rug_no": TEXT, "customer": TEXT, "place": TEXT, "fibre": TEXT, "technician": TEXT},
)  # fmt: skip
KILIM: dict[str, Json] = {"rug_no": "R-12", "customer": "Ms Kaya", "place": "drying room"}
CLEANER = World(
    (RUGS, RUG),
    {
        "rugs": rows_where("rugs", [KILIM]),
        "rug_card": lambda args: {**KILIM, "fibre": "silk", "technician": "Bo Winter"},
    },
)


def test_who_works_on_it_stands_on_its_card() -> None:
    done = asked(CLEANER, "Is the rug of Ms Kaya in the drying room, and who is looking after it?")
    assert ("rug_card", {"rug_no": "R-12"}) in done.calls
    assert "Bo Winter" in done.answer
