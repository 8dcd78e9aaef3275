"""Prompts without apostrophes and capitals, and messages made out of the command to send them."""

from __future__ import annotations

import pytest

from reasoners.reading.apostrophes import with_apostrophes
from reasoners.reading.request import read_request
from tests.reasoners.worlds import NOW, TEXT, Told, World, asked, change, look_up, rows_where

FANS = look_up(
    "fan.find", "Finds members of the supporters' club by name.", ("name",), "fans",
    {"fan_no": TEXT, "name": TEXT, "seat": TEXT},
)  # fmt: skip
WRITE = change("fan.write", "Sends a message to a member of the club.", ("fan_no", "text"))
CLUB = World(
    (FANS, WRITE),
    {
        "fan.find": rows_where("fans", [
            {"fan_no": "F7", "name": "Selma Duarte", "seat": "B12"},
            {"fan_no": "F8", "name": "Igor Palm", "seat": "C3"},
        ]),
        "fan.write": lambda args: {"reference": "w1"},
    },
)  # fmt: skip


def names(prompt: str) -> list[object]:
    return [value.value for value in read_request(prompt, NOW).values if value.kind == "name"]


def told(prompt: str) -> Told:
    return asked(CLUB, prompt)


@pytest.mark.parametrize(
    ("hasty", "mended"),
    [
        ("whats open", "what's open"),
        ("She hasnt paid, cant you see?", "She hasn't paid, can't you see?"),
        ("hes late and theyve left", "he's late and they've left"),
        ("Whos on duty? Im not.", "Who's on duty? I'm not."),
        ('put "dont" on cant@shop.test or dont-7', 'put "dont" on cant@shop.test or dont-7'),
        ("its colour and the id", "its colour and the id"),
    ],
)  # fmt: skip
def test_apostrophes_left_out_of_everyday_words_are_put_in(hasty: str, mended: str) -> None:
    assert with_apostrophes(hasty) == mended


@pytest.mark.parametrize(
    ("prompt", "found"),
    [
        ("where does igor palm sit", ["igor palm"]),
        ("selma duarte's seat please", ["selma duarte"]),
        ("tell oskar that the gate is shut", ["oskar"]),
        ("whats open for zubro krants", ["zubro krants"]),
        ("give martha and her team a call", ["martha"]),
        ("cancel the order for broken glass", []),
        ("which seats are free next week", []),
    ],
)
def test_names_are_found_where_nothing_has_a_capital(prompt: str, found: list[str]) -> None:
    assert names(prompt) == found


def test_where_names_have_capitals_other_words_are_no_names() -> None:
    assert names("Ask Selma Duarte for max seating") == ["Selma Duarte"]


@pytest.mark.parametrize(
    ("prompt", "text"),
    [
        ("Tell Igor Palm that the gate is shut.", "The gate is shut."),
        ("message igor palm that the gate is shut", "The gate is shut."),
        ("Write to Igor Palm: we have moved his seat.", "We have moved his seat."),
        (
            "Send Igor Palm a message saying the gate is shut and he should come early.",
            "The gate is shut and he should come early.",
        ),
        (
            "Tell Igor Palm about the new gate, it is behind the station.",
            "The new gate: It is behind the station.",
        ),
        ("Remind Igor Palm to bring the ticket.", "Please bring the ticket."),
    ],
)
def test_a_message_says_what_is_to_be_told_and_not_the_command(prompt: str, text: str) -> None:
    assert told(prompt).changes == [("fan.write", {"fan_no": "F8", "text": text})]


@pytest.mark.parametrize(
    "prompt",
    [
        "Tell Bruno Hack that Igor Palm sits in the wrong block.",
        "Notify Bruno Hack about Igor Palm, he sits in the wrong block.",
        "tell bruno hack that igor palm sits in the wrong block",
    ],
)
def test_a_message_goes_to_whom_it_is_for_and_not_to_whom_it_is_about(prompt: str) -> None:
    assert all("F8" not in str(args) for _, args in told(prompt).changes)


def test_somebody_described_by_a_place_is_not_that_place() -> None:
    assert told("Tell the warden of Elm House that the gate is shut.").changes == []


@pytest.mark.parametrize(
    "prompt",
    [
        "whats the seat of selma duarte and tell igor palm that the gate is shut",
        "Look up Selma Duarte's seat then tell Igor Palm that the gate is shut",
        "What is Selma Duarte's seat also tell Igor Palm that the gate is shut",
    ],
)
def test_requests_joined_without_a_comma_are_all_met(prompt: str) -> None:
    done = told(prompt)
    assert done.changes == [("fan.write", {"fan_no": "F8", "text": "The gate is shut."})]
    assert "B12" in done.answer
