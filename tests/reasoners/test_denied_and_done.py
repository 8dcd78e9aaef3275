"""What is denied, commanded, done or not allowed is not taken for what is meant."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from core.json_values import Json
from core.tool import Tool
from reasoners.found.row_values import same_value
from reasoners.meaning.fields import argument
from reasoners.meaning.tools import ToolMeaning, understand
from reasoners.planning.arguments.changed_rows import rows_to_change
from reasoners.planning.arguments.choices import pick_choice
from reasoners.reading.clauses import Clause, command_of
from reasoners.reading.denied import affirmed, without_command
from reasoners.reading.request import read_request

NOW = datetime(2025, 6, 11, tzinfo=UTC).timestamp()
STATES: dict[str, Json] = {
    "type": "string",
    "enum": ["awaiting_money", "paid", "packed", "cancelled"],
    "description": "awaiting_money: not paid for so far; packed: stands ready at the gate",
}


def clause_of(prompt: str, place: int = 0) -> Clause:
    return read_request(prompt, NOW).clauses[place]


def change(description: str) -> ToolMeaning:
    schema: dict[str, Json] = {
        "properties": {"crate_id": {"type": "string"}},
        "required": ["crate_id"],
    }
    name = f"{description.split()[0].lower()}_crate"
    return understand(Tool(name, description, schema, effect="write", effect_origin="declared"))


def lister() -> ToolMeaning:
    schema: dict[str, Json] = {"properties": {"state": STATES}, "required": []}
    return understand(
        Tool("list_crates", "List crates.", schema, effect="read", effect_origin="declared")
    )


@pytest.mark.parametrize("prompt", ["Which crates have not been paid yet?", "Show unpaid crates"])
def test_a_state_denied_is_its_opposite(prompt: str) -> None:
    field = argument("state", STATES, False, "", frozenset(), {})
    picked = pick_choice(field, clause_of(prompt), ())
    assert picked is not None and picked[0] == "awaiting_money"


def test_the_verb_of_a_command_is_no_state() -> None:
    clause = without_command(clause_of("Cancel the crate of Ms Lund"))
    assert "cancelled_state" not in clause.concepts() and "cancel" not in clause.stems


def test_a_denied_word_says_nothing() -> None:
    assert "ship" not in affirmed(clause_of("Which crates weren't shipped?")).stems


def test_what_was_done_already_is_not_done_again() -> None:
    rows = [{"crate_id": "c1", "state": "accepted"}, {"crate_id": "c2", "state": "here"}]
    request = read_request("Accept all the crates", NOW)
    found = rows_to_change(rows, request.clauses[0], request, change("Accept a crate."), ())
    assert found == [1]


def test_a_change_is_for_rows_in_the_state_that_its_description_names() -> None:
    rows = [{"crate_id": f"c{at}", "state": s} for at, s in enumerate(("announced", "arrived"))]
    request = read_request("Accept all the crates", NOW)
    accept = change("Accept a crate that has arrived.")
    assert rows_to_change(rows, request.clauses[0], request, accept, ()) == [1]


def test_a_change_is_not_for_rows_in_a_state_that_its_description_excludes() -> None:
    rows = [{"crate_id": f"c{at}", "state": s} for at, s in enumerate(("packed", "paid"))]
    request = read_request("Cancel the crate", NOW)
    cancel = change("Cancel a crate as long as it does not stand ready at the gate.")
    assert rows_to_change(rows, request.clauses[0], request, cancel, (lister(),)) == [1]


def test_what_somebody_did_and_a_command_after_it_are_two_clauses() -> None:
    clauses = read_request("Ms Lund found another one, cancel her crate", NOW).clauses
    assert [clause.mood for clause in clauses] == ["tell", "do"]


def test_if_after_a_verb_of_knowing_asks() -> None:
    assert clause_of("I only need to know if the crate is here").mood == "ask"


@pytest.mark.parametrize(
    ("prompt", "day"),
    [
        ("It came down on Monday. Put it right.", "2025-06-09"),
        ("Put it right on Monday.", "2025-06-16"),
        ("She has lost it. Give her one, valid till the end of July.", "2025-07-31"),
    ],
)
def test_a_day_lies_behind_where_something_happened_on_it(prompt: str, day: str) -> None:
    assert [value.value for value in read_request(prompt, NOW).values_of("date")] == [day]


def test_what_is_to_be_told_is_no_command_of_its_own() -> None:
    prompt = "Text Ms Lund that her permit ends unless she pays by 20 July 2025."
    clauses = read_request(prompt, NOW).clauses
    assert [clause.mood for clause in clauses] == ["do"]
    assert "cancel" not in command_of(clauses[0]).concepts()


def test_a_year_is_what_stands_in_a_number() -> None:
    value = read_request("What did it cost in 2024?", NOW).values_of("year")[0]
    assert same_value(value, 2024) and not same_value(value, 2025)
