from __future__ import annotations

import pytest

from evaluation.mentions import Fact, position, singles_out


@pytest.mark.parametrize(
    "text",
    [
        "1,240.50 EUR",
        "EUR 1240.5",
        "1.240,50 €",
        "it is 1 240.50.",
        "€1,240.50, due in June",
        "(1240.50)",
    ],
)
def test_a_number_is_found_however_it_is_written(text: str) -> None:
    assert position(text, 1240.5) is not None


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("INV-15", 15),
        ("at 15:00", 15),
        ("on 2025-05-15", 15),
        ("version 1.15", 15),
        ("115 percent", 15),
        ("acc_15", 15),
        ("2025-05-190", "2025-05-19"),
        ("19 May 2024", "2025-05-19"),
        ("119 May", "2025-05-19"),
        ("a trialling user", "Trial"),
        ("TCK- pending", {"prefix": "TCK-"}),
        ("group A", "A-"),
    ],
)
def test_a_part_of_something_else_is_not_the_fact(text: str, fact: Fact) -> None:
    assert position(text, fact) is None


@pytest.mark.parametrize(
    "text",
    [
        "2025-05-19",
        "19 May",
        "May 19th, 2025",
        "the 19th of May 2025",
        "19.05.2025",
        "2025-05-19T08:00",
    ],
)
def test_a_date_is_found_however_it_is_written(text: str) -> None:
    assert position(f"Paid on {text}.", "2025-05-19") is not None


def test_a_text_is_found_across_hyphens_and_line_ends() -> None:
    assert position("a signed Non-disclosure\nagreement", "non-disclosure agreement") == 9


def test_a_difference_is_the_distance_of_its_two_numbers() -> None:
    assert position("250.50 more than before", {"difference": [990, 1240.5]}) == 0


def test_a_prefix_finds_an_identifier_that_begins_with_it() -> None:
    assert position("opened TCK-9f3a", {"prefix": "TCK-"}) == 7


@pytest.mark.parametrize("nothing", [None, True, "", [1], {"quotient": [1, 2]}])
def test_what_is_no_fact_is_refused(nothing: Fact) -> None:
    with pytest.raises(ValueError, match="fact|none of"):
        position("some text", nothing)


@pytest.mark.parametrize(
    "answer",
    [
        "Oskar pays more: 1,575.50 against 1,320.00 of Ines.",
        "Ines pays 1,320.00 and Oskar 1,575.50, which is 255.50 more.",
        "Who pays more, Ines or Oskar? \nOskar: 1,575.50. Ines: 1,320.00.\nHigher: Oskar.",
        "Oskar: 1,575.50, Ines: 1,320.00",
        "The higher invoice is Oskar's.",
    ],
)
def test_the_one_with_the_most_is_singled_out(answer: str) -> None:
    assert singles_out(answer, ["Oskar"], ["Ines"])


@pytest.mark.parametrize(
    "answer",
    [
        "Ines pays more: 1,320.00 against 1,575.50 of Oskar.",
        "Oskar: 1,575.50, Ines: 1,320.00; Ines pays more.",
        "Ines: 1,320.00, Oskar: 1,575.50",
        "Neither has an invoice.",
    ],
)
def test_the_wrong_one_or_none_is_not_singled_out(answer: str) -> None:
    assert not singles_out(answer, ["Oskar"], ["Ines"])
