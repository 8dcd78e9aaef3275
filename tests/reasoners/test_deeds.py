"""What was done is told as a deed."""

from __future__ import annotations

import pytest

from reasoners.wording.deeds import in_the_past


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("Create a ticket for a team", "created a ticket for a team"),
        ("Sends a message by email", "sent a message by email"),
        ("Books a visit and notifies the owner", "booked a visit and notified the owner"),
        ("Puts articles aside", "put articles aside"),
        ("Cancel a booking", "cancelled a booking"),
        ("Order a part, then tell the customer", "ordered a part, then tell the customer"),
    ],
)
def test_a_description_that_begins_with_a_verb_is_told_in_the_past(does: str, told: str) -> None:
    assert in_the_past(does) == told


@pytest.mark.parametrize("does", ["ticket for the desk", "refund of an order", ""])
def test_a_description_that_names_a_thing_stays_as_it_is(does: str) -> None:
    assert in_the_past(does) == does
