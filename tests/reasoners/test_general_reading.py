"""How clerks write sums, days, addresses and wishes."""

from __future__ import annotations

from datetime import date

import pytest

from reasoners.reading.request import read_request
from reasoners.reading.told_day import stated_today

NOW = 1_749_038_400.0  # Wednesday, 4 June 2025


def values(text: str) -> list[tuple[str, object]]:
    return [(value.kind, value.value) for value in read_request(text, NOW).values]


def moods(text: str) -> list[str]:
    return [clause.mood for clause in read_request(text, NOW).clauses]


def test_a_number_with_two_decimals_is_a_sum_of_money() -> None:
    assert values("knock 12.50 off") == [("amount", 12.5)]


def test_a_number_with_two_decimals_after_a_word_of_time_is_a_time() -> None:
    assert values("come at 12.50") == [("time", "12:50")]


@pytest.mark.parametrize(
    "text",
    [
        "5 June 2025. Send it.",
        "Send it. (Thursday, 5 June 2025)",
        "Send it. It's 5 June 2025 today.",
        "Today is 2025-06-05. Send it.",
    ],
)
def test_a_prompt_that_says_which_day_it_is_is_believed(text: str) -> None:
    assert stated_today(text, date(2030, 1, 1)) == date(2025, 6, 5)


def test_the_day_that_it_is_leaves_no_value_behind() -> None:
    assert values("5 June 2025. Order a box.") == []


def test_the_first_day_of_a_span_is_in_the_month_of_the_last() -> None:
    assert values("off from the 7th to the 9th of July") == [
        ("date", "2025-07-07"),
        ("date", "2025-07-09"),
    ]


def test_a_weekday_and_a_week_is_the_one_after_the_next() -> None:
    assert values("Friday week") == [("date", "2025-06-13")]


def test_a_weekday_of_what_has_happened_lies_behind() -> None:
    assert values("They've forgotten us on Monday.") == [("date", "2025-06-02")]


def test_a_house_number_belongs_to_its_street() -> None:
    assert values("the family at 14 Mill Lane") == [("address", "14 Mill Lane")]


def test_a_measure_is_no_identifier_and_the_one_who_counts_nothing() -> None:
    assert values("the one who wants the 12-inch pan") == []


def test_a_capital_after_a_thing_names_it_unless_it_is_the_speaker() -> None:
    assert values("the house B") == [("id", "B")]
    assert values("which locksmith should I call about the room I rent") == []


def test_a_couple_is_two_of_something_or_two_people() -> None:
    assert values("a couple of lamps") == values("a couple lamps") == [("number", 2)]
    assert values("a couple at the counter who want the lamp") == []


def test_words_that_only_point_back_belong_to_what_was_told() -> None:
    assert moods("Ann Hill has moved to Bath. Put it in please.") == ["do"]


def test_what_is_needed_no_more_is_to_be_called_off() -> None:
    assert moods("Ann Hill doesn't need the room any more.") == ["do"]
