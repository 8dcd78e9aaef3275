"""A catalog whose names begin with the thing, searched by any text: what is asked of which tool."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from core.json_values import Json
from reasoners.meaning.name_order import verb_first
from reasoners.meaning.words import name_words
from reasoners.reading.request import read_request
from tests.reasoners.symbolic_world import World, carried_out, listed, tool

ANY: Json = {"type": "string", "description": "The text to look for."}
NO: Json = {"type": "string", "pattern": "^F[0-9]{3}$"}
DAY: Json = {"type": "string", "format": "date"}
FEES = listed("value", "feeNo", "memberId", "sport", "dueOn")
CATALOG = (
    tool("Members_Find", "Finds members of the club.", {"text": ANY},
         listed("value", "memberId", "name", "town"), "read"),
    tool("Suppliers_Find", "Finds firms that the club buys from.", {"text": ANY},
         listed("value", "supplierId", "firm", "hotline"), "read"),
    tool("Fees_ListUnpaid", "Lists membership fees that have not been paid.",
         {"memberId?": {"type": "string"}}, FEES, "read"),
    tool("Statutes_Search", "Searches the statutes of the club on guests, resignations and fees.",
         {"words": ANY}, listed("value", "title", "text"), "read"),
    tool("Fees_Postpone", "Sets a later due date for a membership fee.",
         {"feeNo": NO, "dueOn": DAY},
         {"type": "object", "properties": {"feeNo": {"type": "string"}}}, "write"),
)  # fmt: skip
OWED: list[Json] = [
    {"feeNo": "F101", "memberId": "m-7", "sport": "Rowing", "dueOn": "2025-06-30"},
    {"feeNo": "F102", "memberId": "m-7", "sport": "Tennis", "dueOn": "2025-06-30"},
]


def _members(args: Mapping[str, Json]) -> Json:
    known: Json = {"memberId": "m-7", "name": "Ole Brandt", "town": "Kiel"}
    return {"value": [known] if "Brandt" in str(args["text"]) else []}


def _suppliers(args: Mapping[str, Json]) -> Json:
    known: Json = {"supplierId": "s-1", "firm": "Hansa Works", "hotline": "040 118"}
    return {"value": [known] if "Hansa" in str(args["text"]) else []}


WORLD: World = {
    "Members_Find": _members,
    "Suppliers_Find": _suppliers,
    "Fees_ListUnpaid": lambda args: {"value": OWED},
    "Statutes_Search": lambda args: {"value": [{"title": "Guests", "text": "Two a week."}]},
    "Fees_Postpone": lambda args: {"feeNo": args["feeNo"]},
}


@pytest.mark.parametrize(
    ("name", "description", "verb"),
    [
        ("Contracts_Get", "Gets a contract.", "get"),
        ("bookings.cancel", "Cancels a booking.", "cancel"),
        ("orderClose", "Closes an order.", "close"),
        ("book_repair", "Books a repair.", "book"),
    ],
)
def test_the_verb_of_a_name_is_found_wherever_it_stands(
    name: str, description: str, verb: str
) -> None:
    assert verb_first(name_words(name), description)[0] == verb


def test_a_person_is_not_looked_for_among_firms() -> None:
    calls, _ = carried_out("What does Ole Brandt still owe us?", CATALOG, WORLD)
    assert [name for name, _ in calls] == ["Members_Find", "Fees_ListUnpaid"]


def test_a_firm_is_not_looked_for_among_people_where_a_person_is_named_too() -> None:
    prompt = "Ole Brandt asks for the hotline of Hansa Works."
    calls, answer = carried_out(prompt, CATALOG, WORLD)
    assert ("Members_Find", {"text": "Hansa Works"}) not in calls
    assert "040 118" in answer


def test_a_command_runs_on_to_its_condition_which_the_list_it_needs_decides() -> None:
    prompt = "If Ole Brandt hasn't paid for the rowing give him until 31 July 2025."
    calls, answer = carried_out(prompt, CATALOG, WORLD)
    assert calls[-1] == ("Fees_Postpone", {"feeNo": "F101", "dueOn": "2025-07-31"})
    assert "Done" in answer and "Statutes_Search" not in dict(calls)


def test_rules_are_searched_by_topic_and_never_by_the_whole_prompt() -> None:
    prompt = "Ole Brandt is bringing friends again. What do our statutes say on guests?"
    calls, _ = carried_out(prompt, CATALOG, WORLD)
    words = str(dict(calls)["Statutes_Search"]["words"]).split()
    assert "guests" in words and "Brandt" not in words and len(words) <= 8


def test_what_happened_on_a_weekday_lies_behind_and_what_is_wished_ahead() -> None:
    def day(text: str) -> Json:
        return read_request(f"{text} Today is 10 June 2025.", 0.0).values_of("date")[0].value

    assert day("The roof of the boat shed blew off on Friday.") == "2025-06-06"
    assert day("She asked us for a lesson on the court on Friday.") == "2025-06-13"


def test_an_if_without_a_comma_ends_where_its_command_begins() -> None:
    moods = [
        c.mood for c in read_request("If the court is still free book it for her", 0.0).clauses
    ]
    assert moods == ["if", "do"]
    whole = read_request("If they close the hall on Friday, tell me.", 0.0).clauses[0]
    assert whole.mood == "if" and whole.text.endswith("Friday")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("roomno", ("room", "number")),
        ("listbookings", ("list", "bookings")),
        ("customer", ("customer",)),
        ("noShow", ("no", "show")),
    ],
)
def test_words_written_together_are_read_apart_and_whole_words_are_not(
    name: str, words: tuple[str, ...]
) -> None:
    assert name_words(name) == words


def test_it_may_stand_for_what_the_request_names() -> None:
    _, answer = carried_out("The rowing hut is wet. Which fees are unpaid for it?", CATALOG, WORLD)
    assert "Which person" not in answer
