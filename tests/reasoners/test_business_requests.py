"""Requests as an operations desk writes them: orders, sums, needs that are only told."""

from __future__ import annotations

from core.json_values import Json
from reasoners.found.choice import Row, choose
from reasoners.meaning.fields import Field, argument
from reasoners.planning.arguments.new_values import not_so_yet
from reasoners.planning.arguments.texts import passes_on, text_for
from reasoners.planning.calls import Source
from reasoners.reading.request import read_request
from reasoners.wording.repeats import without_repeats
from reasoners.wording.rows import told_rows

NOW = 1_749_556_800.0  # 10 June 2025, noon
BARGES: list[dict[str, Json]] = [
    {"barge_id": "B-1", "name": "Heron", "draught": 2.1, "waiting_since": "2025-06-04"},
    {"barge_id": "B-2", "name": "Petrel", "draught": 3.4, "waiting_since": "2025-06-01"},
    {"barge_id": "B-3", "name": "Dunlin", "draught": 1.2, "waiting_since": "2025-06-07"},
]


def _order(prompt: str) -> list[str]:
    request = read_request(prompt, NOW)
    assert len(request.clauses) == 1
    return [str(BARGES[at]["name"]) for at in choose(BARGES, request.clauses[0], request)]


def test_an_order_told_in_a_sentence_of_its_own_sorts_the_whole_list() -> None:
    assert _order("Give me the barges at the lock. Begin with the lowest draught.") == [
        "Dunlin", "Heron", "Petrel",
    ]  # fmt: skip


def test_who_waits_longest_has_waited_since_the_earliest_day() -> None:
    asked = "Which barges are at the lock? Put the ones that have been waiting longest at the top."
    assert _order(asked) == ["Petrel", "Heron", "Dunlin"]


def test_a_report_that_somebody_makes_is_told_and_one_that_is_wanted_is_asked() -> None:
    told = read_request("Skippers report long queues. How deep is the lock?", NOW)
    asked = read_request("Please report the queues at the lock.", NOW)
    assert [clause.mood for clause in told.clauses] == ["tell", "ask"]
    assert asked.clauses[0].mood in ("ask", "do")


def test_figures_that_are_counted_are_added_up_and_things_are_counted() -> None:
    request = read_request("How many passages were there in April and May taken together?", NOW)
    rows: list[dict[str, Json]] = [
        {"indicator": "passages", "month": "2025-04", "value": 310},
        {"indicator": "passages", "month": "2025-05", "value": 290},
    ]
    assert told_rows(rows, request.clauses[0], request).startswith("Total passages: 600.")
    counted = read_request("How many barges are there?", NOW)
    assert told_rows(BARGES, counted.clauses[0], counted).startswith("3 in all:")


def test_a_line_that_repeats_a_part_of_another_one_is_left_out() -> None:
    parts = ["Heron (B-1): draught 2.1; berth 4.", "For Heron:\nHeron (B-1): berth 4.", "Done: x."]
    assert without_repeats(parts) == ["Heron (B-1): draught 2.1; berth 4.", "Done: x."]


def test_two_names_that_share_one_verb_stay_in_one_question() -> None:
    request = read_request("What do Heron and Petrel Dredging draw at the stern?", NOW)
    assert len(request.clauses) == 1


def test_a_question_that_only_wants_every_figure_goes_with_the_one_before() -> None:
    request = read_request("Which lock is deeper, A or B? Please give both depths.", NOW)
    same = read_request("Which lock is deeper, A or B? Please give both values.", NOW)
    assert [len(request.clauses), len(same.clauses)] == [2, 1]


def test_what_is_sent_on_is_what_was_found_and_not_the_command() -> None:
    request = read_request("The sluice jams again. Send it to the keepers.", NOW)
    command = request.clauses[-1]
    assert passes_on(command)
    body = text_for(_text_field(), command, request, "Sluice 4: a broken chain.")
    assert body == "The sluice jams again.\nSluice 4: a broken chain."
    assert text_for(_text_field(), command, request, "") == "The sluice jams again."


def _text_field() -> Field:
    return argument("body", {"type": "string"}, True, "", frozenset(), {})


def test_what_a_change_sets_is_not_what_its_record_is_found_by() -> None:
    berths: list[Row] = [
        {"barge_id": "B-1", "skipper": "Bo"},
        {"barge_id": "B-2", "skipper": "Ina"},
    ]
    assert not_so_yet(berths, {"skipper": Source("Ina", 0.0, "said")}) == [0]
    assert not_so_yet(berths, {}) == [0, 1]
