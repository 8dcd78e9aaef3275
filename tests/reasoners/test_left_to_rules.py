"""Deeds that a request leaves to the rules are done only where all they require is surely met."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.json_values import Json
from tests.reasoners.worlds import (
    COUNT,
    FLAG,
    NUMBER,
    TEXT,
    World,
    asked,
    change,
    look_up,
    rows_where,
)

DIVERS = look_up(
    "diverSearch", "Search the divers of the club by name.", ("name",), "divers",
    {"diverId": TEXT, "name": TEXT},
)  # fmt: skip
LOGS = look_up(
    "diveLog", "Show the logbook of a diver.", ("diverId",), "logs",
    {"diverId": TEXT, "deepDives": COUNT, "nightDives": COUNT, "medicalCheckPassedOn": TEXT},
)  # fmt: skip
DUES = look_up(
    "duesOf", "Show what a diver has paid in dues.", ("diverId",), "dues",
    {"diverId": TEXT, "paid": NUMBER, "owing": NUMBER},
)  # fmt: skip
STATUTES = look_up(
    "statuteSearch", "Search the rules of the club.", ("query",), "rules",
    {"title": TEXT, "text": TEXT},
)  # fmt: skip
ENROL = change("excursionEnrol", "Enrol a diver for the wreck excursion.", ("diverId",))

WRECK = (
    "Nobody is enrolled for the wreck excursion before the medical check is passed and at least 20 "
    "deep dives and 5 night dives are logged. Whoever owes dues is not enrolled either."
)
DIVER_ROWS: list[dict[str, Json]] = [
    {"diverId": "d1", "name": "Ana Ferro"},
    {"diverId": "d2", "name": "Bo Hallam"},
    {"diverId": "d3", "name": "Cy Imrie"},
    {"diverId": "d4", "name": "Di Jurado"},
]
LOG_ROWS: list[dict[str, Json]] = [
    {"diverId": "d1", "deepDives": 24, "nightDives": 5, "medicalCheckPassedOn": "2026-01-09"},
    {"diverId": "d2", "deepDives": 31, "nightDives": 4, "medicalCheckPassedOn": "2026-01-12"},
    {"diverId": "d3", "deepDives": 22, "nightDives": 8, "medicalCheckPassedOn": None},
    {"diverId": "d4", "deepDives": 40, "nightDives": 9, "medicalCheckPassedOn": "2025-11-30"},
]
DUES_ROWS: list[dict[str, Json]] = [
    {"diverId": "d1", "paid": 90.0, "owing": 0},
    {"diverId": "d2", "paid": 90.0, "owing": 0},
    {"diverId": "d3", "paid": 90.0, "owing": 0},
    {"diverId": "d4", "paid": 30.0, "owing": 60.0},
]


def club(rule: str) -> World:
    return World(
        (DIVERS, LOGS, DUES, STATUTES, ENROL),
        {
            "diverSearch": rows_where("divers", DIVER_ROWS),
            "diveLog": rows_where("logs", LOG_ROWS),
            "duesOf": rows_where("dues", DUES_ROWS),
            "statuteSearch": lambda args: {"rules": [{"title": "Wreck excursion", "text": rule}]},
            "excursionEnrol": lambda args: {"reference": "x-1"},
        },
    )


WORDINGS = (
    "{} wants to come on the wreck excursion. Look at our rules and if all of them are met enrol "
    "them.",
    "Enrol {} for the wreck excursion if that is allowed.",
    "Enrol {} for the wreck excursion, provided nothing speaks against it.",
    "Should {} be entitled to it, enrol them for the wreck excursion.",
    "Enrol {} for the wreck excursion unless our rules forbid it.",
    "Enrol {} for the wreck excursion, rules permitting.",
    "{} would like to join the wreck excursion. Enrol them only if they are eligible.",
    "Check whether {} may come on the wreck excursion, and if so enrol them.",
    "Check our rules and enrol {} for the wreck excursion.",
    "Enrol {} for the wreck excursion after checking that our rules allow it.",
    "{} asks to be enrolled for the wreck excursion. Do it, as long as they qualify.",
)
ENROLLED = [("excursionEnrol", {"diverId": "d1"})]


@pytest.mark.parametrize("wording", WORDINGS)
@pytest.mark.parametrize("name", ["Bo Hallam", "Cy Imrie", "Di Jurado"])
def test_whoever_misses_one_requirement_is_refused(wording: str, name: str) -> None:
    told = asked(club(WRECK), wording.format(name))
    assert told.changes == []
    assert "Not done" in told.answer and "Nobody is enrolled" in told.answer


@pytest.mark.parametrize("wording", WORDINGS[1:7])
def test_who_meets_them_all_is_served(wording: str) -> None:
    assert asked(club(WRECK), wording.format("Ana Ferro")).changes == ENROLLED


@pytest.mark.parametrize(
    "rule",
    [
        "A diver is enrolled only with the written consent of the skipper on the day of the trip.",
        "Nobody is enrolled before at least 20 deep dives are logged and the skipper has agreed.",
        "Divers are enrolled when they have their own lamp, and never without a buddy on board.",
        "Whoever was late last season is not enrolled, and nor is anyone below the age of 18.",
        "At most 10 divers are enrolled, and half of them must have been on a wreck before.",
        "Guests of the house are enrolled after 20 deep dives, members as the board decides.",
        "The wreck excursion takes place in June, and the club pays for the boat and the crew.",
    ],
)
def test_what_the_data_do_not_tell_is_asked(rule: str) -> None:
    told = asked(club(rule), "Enrol Ana Ferro for the wreck excursion if that is allowed.")
    assert told.changes == []
    assert "Not done" in told.answer


def test_where_no_rule_is_found_it_is_asked() -> None:
    world = club(WRECK)
    world = replace(world, answers={**world.answers, "statuteSearch": lambda args: {"rules": []}})
    told = asked(world, "Enrol Ana Ferro for the wreck excursion if our rules allow it.")
    assert told.changes == [] and "Not done" in told.answer


VOUCHERS = look_up(
    "voucherList", "List the vouchers of the spa.", ("voucherId",), "vouchers",
    {"voucherId": TEXT, "purchasedOn": TEXT, "price": NUMBER},
)  # fmt: skip
TERMS = look_up(
    "termSearch", "Search the terms of business.", ("query",), "terms",
    {"title": TEXT, "text": TEXT},
)  # fmt: skip
REFUND = change("voucherRefund", "Refund a voucher.", ("voucherId",))
VOUCHER_ROWS: list[dict[str, Json]] = [
    {"voucherId": "V-501", "purchasedOn": "2026-02-01", "price": 80.0},
    {"voucherId": "V-502", "purchasedOn": "2026-01-20", "price": 80.0},
    {"voucherId": "V-503", "purchasedOn": "2026-02-03", "price": 240.0},
]
SPA = World(
    (VOUCHERS, TERMS, REFUND),
    {
        "voucherList": rows_where("vouchers", VOUCHER_ROWS),
        "termSearch": lambda args: {
            "terms": [
                {
                    "title": "Vouchers",
                    "text": "A voucher is refunded when the guest asks within 14 days after it was "
                    "purchased. A refund above 200 EUR needs the approval of the spa manager.",
                }
            ]
        },
        "voucherRefund": lambda args: {"reference": "r-1"},
    },
)


@pytest.mark.parametrize(("voucher", "refunded"), [("V-501", 1), ("V-502", 0), ("V-503", 0)])
def test_a_time_limit_and_a_sum_of_the_rules_are_kept(voucher: str, refunded: int) -> None:
    told = asked(SPA, f"Refund {voucher} if the guest is entitled to it.")
    assert len(told.changes) == refunded
    assert refunded or "14 days" in told.answer


ORDERS = look_up(
    "orderShow", "Show one order.", ("orderNo",), "orders",
    {"orderNo": TEXT, "deliveredOn": TEXT, "price": NUMBER, "status": TEXT, "ownerConsent": FLAG},
)  # fmt: skip
TAKE_BACK = change("goodsTakeBack", "Take back goods and pay the customer back.", ("orderNo",))


def house(rule: str, **row: Json) -> World:
    return World(
        (ORDERS, STATUTES, TAKE_BACK),
        {
            "orderShow": rows_where("orders", [{"orderNo": "A-77", **row}]),
            "statuteSearch": lambda args: {"rules": [{"title": "Returns", "text": rule}]},
            "goodsTakeBack": lambda args: {"reference": "t-1"},
        },
    )


PLAIN = "Take back order A-77 if our rules allow it."


def taken_back(rule: str, row: dict[str, Json], prompt: str = PLAIN) -> bool:
    return bool(asked(house(rule, **row), prompt).changes)


@pytest.mark.parametrize(
    ("rule", "day", "done"),
    [
        ("Goods may be taken back up to 14 days after delivery.", "2026-01-27", True),
        ("Goods may be taken back up to 14 days after delivery.", "2026-01-26", False),
        ("No goods are taken back later than 14 days after delivery.", "2026-02-01", True),
        ("No goods are taken back later than 14 days after delivery.", "2026-01-01", False),
        ("No goods are taken back later than 14 days after delivery.", "2026-02-20", False),
        ("Goods are only taken back within two weeks of their delivery.", "2026-02-01", True),
        ("Goods are only taken back within two weeks of their delivery.", "2026-01-01", False),
        ("Goods are taken back within 14 working days of delivery.", "2026-02-09", False),
        ("Nobody may give back goods after delivery.", "2026-02-01", False),
    ],
)  # fmt: skip
def test_days_gone_by_are_counted_from_the_day_that_the_rule_names(
    rule: str, day: str, done: bool
) -> None:
    assert taken_back(rule, {"deliveredOn": day}) == done


def test_days_are_counted_to_the_day_that_the_request_states() -> None:
    rule, row = "Goods are taken back within 14 days of delivery.", {"deliveredOn": "2026-02-01"}
    assert taken_back(rule, {**row}, f"Today is 14 February 2026. {PLAIN}")
    assert not taken_back(rule, {**row}, f"Today is 16 February 2026. {PLAIN}")


@pytest.mark.parametrize(
    ("rule", "row", "done"),
    [
        ("Goods of up to 200 EUR are taken back.", {"price": 80.0}, True),
        ("Goods of up to 200 EUR are taken back.", {"price": 240.0}, False),
        ("Goods are taken back only when they have been delivered.", {"status": "delivered"}, True),
        ("Goods are taken back only when they have been delivered.", {"status": "shipped"}, False),
        ("Goods are only taken back with the owner's consent.", {"ownerConsent": True}, True),
        ("Goods are only taken back with the owner's consent.", {"ownerConsent": False}, False),
    ],
)
def test_amounts_states_and_consents_are_judged(
    rule: str, row: dict[str, Json], done: bool
) -> None:
    assert taken_back(rule, row) == done


@pytest.mark.parametrize(
    "rule",
    [
        "Goods are taken back unopened within 14 days of delivery.",
        "Goods are taken back within 14 days of delivery with a receipt.",
        "Goods are taken back within 14 days of delivery. Food is excluded.",
        "Goods are taken back within 14 days of delivery, except on sale days.",
        "Goods are usually taken back within 14 days of delivery.",
        "Delivered goods are not taken back.",
        "Goods cannot be taken back unless they are broken.",
        "Goods are taken back between 7 and 14 days after delivery.",
        "Goods of up to 40 EUR are taken back without asking the manager.",
        "Two people have to agree before goods are taken back.",
    ],
)
def test_what_a_rule_says_besides_is_never_passed_over(rule: str) -> None:
    assert not taken_back(rule, {"deliveredOn": "2026-02-05", "price": 50.0, "status": "delivered"})


@pytest.mark.parametrize(
    "prompt",
    [
        "Take back order A-77 if our rules allow it and the driver agrees.",
        "Take back order A-77 if the driver allows it.",
        "If our rules forbid it, take back order A-77.",
        "Do our rules allow us to take back order A-77?",
    ],
)
def test_a_condition_on_more_than_the_rules_is_asked(prompt: str) -> None:
    rule = "Goods are taken back within 14 days of delivery."
    assert not taken_back(rule, {"deliveredOn": "2026-02-05"}, prompt)


def test_what_is_not_to_be_done_under_a_condition_is_not_done() -> None:
    prompt = "If order A-77 has been delivered, do not take back order A-77."
    assert asked(house("Goods are taken back.", status="delivered"), prompt).changes == []
