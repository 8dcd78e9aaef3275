"""Several deeds in one request, those that go back to a question, and figures left to the rules."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from core.json_values import Json
from core.tool import Tool
from tests.reasoners.worlds import (
    TEXT,
    Told,
    World,
    asked,
    change,
    look_up,
    rows_where,
)


def typed(tool: Tool, name: str, **schema: Json) -> Tool:
    """A tool with more said of one of its arguments."""
    given = tool.args_schema["properties"]
    assert isinstance(given, dict)
    members: dict[str, Json] = {**given, name: dict(schema)}
    return replace(tool, args_schema={**tool.args_schema, "properties": members})


PUMPS = look_up(
    "pump_list", "The pumps of the waterworks.", ("state?",), "pumps",
    {"pump": TEXT, "hall": TEXT, "state": TEXT},
)  # fmt: skip
SIGNALS = look_up(
    "signal_list", "Signals that pumps have given.", (), "signals",
    {"signal_id": TEXT, "pump": TEXT, "about": TEXT, "state": TEXT},
)  # fmt: skip
CONFIRM = change("close_signal", "Closes a signal that a pump has given.", ("signal_id",))
FLUSH = change("restart_pump", "Restarts a pump.", ("pump",))
SHOPS = look_up(
    "shop_search", "Shops that we run web pages for, by name.", ("name",), "shops",
    {"shop_id": TEXT, "name": TEXT},
)  # fmt: skip
BACKUP = typed(
    typed(
        change("set_backup", "Switches the nightly backup of a web page on or off.",
               ("page", "active")),
        "page", type="string", description="The page", examples=["page.example"],
    ),
    "active", type="boolean",
)  # fmt: skip
NOTE = change("add_task", "Opens a task of the design team for a shop.", ("shop_id", "subject"))
JOBS = look_up(
    "errand_list", "Errands of the porters.", (), "errands",
    {"errand_id": TEXT, "ward": TEXT, "owner": TEXT},
)  # fmt: skip
HAND = typed(
    change("errand_assign", "Makes a porter the owner of an errand.", ("errand_id", "owner")),
    "owner", type="string", description="Full name of the porter",
)  # fmt: skip
RULES = look_up(
    "house_rules", "Searches the rules of the laundry by words.", ("query",), "rules",
    {"title": TEXT, "text": TEXT},
)  # fmt: skip
GUESTS = look_up(
    "patron_search", "Finds patrons of the laundry by name.", ("name",), "patrons",
    {"patron_id": TEXT, "name": TEXT},
)  # fmt: skip
CREDIT = typed(
    change("credit_patron", "Credits a patron with an amount.", ("patron_id", "amount")),
    "amount", type="number", description="EUR",
)  # fmt: skip


def signal(number: str, state: str) -> dict[str, Json]:
    return {"signal_id": number, "pump": "Otter", "about": "low pressure", "state": state}


def waterworks(state: str) -> World:
    pumps: list[dict[str, Json]] = [
        {"pump": "Otter", "hall": "east", "state": "running"},
        {"pump": "Heron", "hall": "west", "state": "running"},
    ]
    other: dict[str, Json] = {
        "signal_id": "G-2", "pump": "Heron", "about": "leaking seal", "state": "closed",
    }  # fmt: skip
    answers = {
        "pump_list": rows_where("pumps", pumps),
        "signal_list": rows_where("signals", [signal("G-1", state), other]),
        "close_signal": lambda args: {"reference": "q1"},
        "restart_pump": lambda args: {"reference": "f1"},
    }
    return World((PUMPS, SIGNALS, CONFIRM, FLUSH), MappingProxyType(answers))


ASKED = (
    "Is the low pressure signal on pump Otter still ringing? If so, close it and restart pump "
    "Otter. If it has been closed, hands off."
)


def test_what_is_wanted_if_so_is_done_where_the_question_is_answered_with_yes() -> None:
    told = asked(waterworks("ringing"), ASKED)
    assert told.changes == [
        ("close_signal", {"signal_id": "G-1"}),
        ("restart_pump", {"pump": "Otter"}),
    ]


def test_nothing_of_it_is_done_where_it_is_answered_with_no() -> None:
    assert asked(waterworks("closed"), ASKED).changes == []


def web_pages(prompt: str) -> Told:
    shops: list[dict[str, Json]] = [
        {"shop_id": "w1", "name": "Kettle Corner"},
        {"shop_id": "w2", "name": "Rosa Lamps"},
    ]
    answers = {
        "shop_search": rows_where("shops", shops),
        "set_backup": lambda args: {"reference": "b1"},
        "add_task": lambda args: {"reference": "t1"},
    }
    return asked(World((SHOPS, BACKUP, NOTE), MappingProxyType(answers)), prompt)


def test_a_heading_says_for_whom_the_deeds_after_it_are() -> None:
    told = web_pages(
        "Three small things for Kettle Corner: turn off the nightly backup of "
        "old-kettle.example, and add a task, subject: Rosa's logo is blurred."
    )
    assert told.changes == [
        ("set_backup", {"page": "old-kettle.example", "active": False}),
        ("add_task", {"shop_id": "w1", "subject": "Rosa's logo is blurred"}),
    ]


@pytest.mark.parametrize(
    ("command", "active"),
    [
        ("Switch the backup of tea.example off", False),
        ("Please turn backup of tea.example on", True),
    ],
)
def test_a_command_to_switch_says_yes_or_no(command: str, active: bool) -> None:
    assert web_pages(command).changes == [("set_backup", {"page": "tea.example", "active": active})]


def test_a_name_is_not_taken_for_a_web_page() -> None:
    assert web_pages("Switch off the backup for Rosa Lamps").changes == []


@pytest.mark.parametrize(
    "said", ["that belong to nobody yet", "that don't belong to anyone", "which have no owner"]
)
def test_those_that_nobody_has_in_hand_are_all_handed_over(said: str) -> None:
    errands: list[dict[str, Json]] = [
        {"errand_id": "e1", "ward": "North", "owner": None},
        {"errand_id": "e2", "ward": "North", "owner": "Ivo Tan"},
        {"errand_id": "e3", "ward": "North", "owner": ""},
    ]
    answers = {
        "errand_list": rows_where("errands", errands),
        "errand_assign": lambda args: {"reference": "a1"},
    }
    world = World((JOBS, HAND), MappingProxyType(answers))
    told = asked(world, f"Lena Brook is free now, so let her have the errands {said}.")
    assert [args for _, args in told.changes] == [
        {"errand_id": "e1", "owner": "Lena Brook"},
        {"errand_id": "e3", "owner": "Lena Brook"},
    ]


def laundry(prompt: str) -> Told:
    rules: list[dict[str, Json]] = [
        {"title": "Shrunk wool", "text": "For shrunk wool a patron gets a credit of 12 EUR. "
         "When three garments are shrunk, the credit is 30 EUR."},
        {"title": "Lost buttons", "text": "Buttons that got lost are sewn on again for nothing."},
    ]  # fmt: skip
    patrons: list[dict[str, Json]] = [{"patron_id": "c7", "name": "Ada Moss"}]
    answers = {
        "house_rules": lambda args: {"rules": list(rules)},
        "patron_search": rows_where("patrons", patrons),
        "credit_patron": lambda args: {"reference": "k1"},
    }
    return asked(World((RULES, GUESTS, CREDIT), MappingProxyType(answers)), prompt)


def test_a_figure_left_to_the_rules_is_read_out_of_the_one_that_speaks_of_it() -> None:
    told = laundry(
        "Ada Moss got three garments back shrunk. "
        "Credit Ada Moss with what our rules give for shrunk wool."
    )
    assert told.changes == [("credit_patron", {"patron_id": "c7", "amount": 30})]
    assert "the credit is 30 EUR" in told.answer


@pytest.mark.parametrize(
    "prompt",
    [
        "Credit Ada Moss with what our rules give for shrunk wool.",
        "Credit Ada Moss with what our rules give for lost buttons.",
        "Ada Moss lost two coats. Credit her please.",
    ],
)
def test_a_figure_that_the_rules_leave_open_or_that_counts_other_things_is_asked_for(
    prompt: str,
) -> None:
    told = laundry(prompt)
    assert told.changes == [] and "amount" in told.answer
