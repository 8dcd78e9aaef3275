"""Deeds said in clerks' words: idioms, the thing that is handled, days told by the old ones."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import pytest

from core.json_values import Json
from core.tool import Tool
from reasoners.reading.request import read_request
from tests.reasoners.worlds import NOW, TEXT, Told, World, asked, change, look_up, rows_where


def typed(tool: Tool, name: str, **schema: Json) -> Tool:
    """A tool with more said of one of its arguments."""
    given = tool.args_schema["properties"]
    assert isinstance(given, dict)
    members: dict[str, Json] = {**given, name: dict(schema)}
    return replace(tool, args_schema={**tool.args_schema, "properties": members})


DAY: dict[str, Json] = {"type": "string", "format": "date"}
PUPILS = look_up(
    "pupil_search", "Pupils of the music school by family name.", ("family_name",), "pupils",
    {"pupil_no": TEXT, "family_name": TEXT, "town": TEXT},
)  # fmt: skip
LESSONS = look_up(
    "lesson_list", "Lessons of a pupil that are still to come.", ("pupil_no",), "lessons",
    {"lesson_no": TEXT, "pupil_no": TEXT, "slot_no": TEXT, "day": TEXT},
)  # fmt: skip
SLOTS = typed(
    look_up(
        "slot_list", "Free slots of the teachers on a day.", ("day",), "slots",
        {"slot_no": TEXT, "day": TEXT, "part_of_day": TEXT},
    ),
    "day", **DAY,
)  # fmt: skip
BOOK = change("lesson_create", "Books a pupil a lesson in a slot.", ("pupil_no", "slot_no"))
MOVE = change("lesson_move", "Moves a lesson to another slot.", ("lesson_no", "slot_no"))
LOANS = look_up(
    "loan_list", "Instruments that a pupil has on loan.", ("pupil_no",), "loans",
    {"loan_no": TEXT, "pupil_no": TEXT, "instrument": TEXT, "due_on": TEXT},
)  # fmt: skip
LATER = typed(
    change("loan_extend", "Moves the day on which a loan is due.", ("loan_no", "new_due_date")),
    "new_due_date", **DAY,
)  # fmt: skip
STAYS = look_up(
    "stay_list", "Stays of a pupil at the summer camp.", ("pupil_no",), "stays",
    {"stay_no": TEXT, "pupil_no": TEXT, "arrival_date": TEXT, "departure_date": TEXT},
)  # fmt: skip
REDATE = typed(
    typed(
        change("stay_change", "Moves a stay to other dates.",
               ("stay_no", "arrival_date", "departure_date")),
        "arrival_date", **DAY,
    ),
    "departure_date", **DAY,
)  # fmt: skip
ERRORS = look_up(
    "fault_list", "Faults of instruments that pupils have told.", ("pupil_no",), "faults",
    {"fault_no": TEXT, "pupil_no": TEXT, "about": TEXT, "state": TEXT},
)  # fmt: skip
SETTLE = change("fault_close", "Closes a fault.", ("fault_no",))
WISH = typed(
    change("wish_add", "Notes a wish for a stay.", ("stay_no", "wish")),
    "wish", type="string", enum=["VEGAN", "GROUND"], description="VEGAN food, GROUND floor room",
)  # fmt: skip


def school(prompt: str) -> Told:
    answers = {
        "pupil_search": rows_where("pupils", [
            {"pupil_no": "p-1", "family_name": "Ondra", "town": "Lom"},
            {"pupil_no": "p-2", "family_name": "Sauer", "town": "Most"},
        ]),
        "lesson_list": rows_where("lessons", [
            {"lesson_no": "l-7", "pupil_no": "p-1", "slot_no": "t-1", "day": "2026-02-12"},
        ]),
        "slot_list": rows_where("slots", [
            {"slot_no": "t-4", "day": "2026-02-17", "part_of_day": "morning"},
            {"slot_no": "t-5", "day": "2026-02-17", "part_of_day": "evening"},
        ]),
        "loan_list": rows_where("loans", [
            {"loan_no": "n-1", "pupil_no": "p-1", "instrument": "viola", "due_on": "2026-02-20"},
            {"loan_no": "n-2", "pupil_no": "p-1", "instrument": "horn", "due_on": "2026-03-02"},
        ]),
        "stay_list": rows_where("stays", [
            {"stay_no": "s-3", "pupil_no": "p-1", "arrival_date": "2026-07-30",
             "departure_date": "2026-08-04"},
        ]),
        "fault_list": rows_where("faults", [
            {"fault_no": "f-1", "pupil_no": "p-1", "about": "Bow will not tighten",
             "state": "open"},
            {"fault_no": "f-2", "pupil_no": "p-1", "about": "Case lost", "state": "open"},
        ]),
    }  # fmt: skip
    names = ("lesson_create", "lesson_move", "loan_extend", "stay_change", "fault_close")
    done = {name: lambda args: {"reference": "r"} for name in (*names, "wish_add")}
    tools = (PUPILS, LESSONS, SLOTS, BOOK, MOVE, LOANS, LATER, STAYS, REDATE, ERRORS, SETTLE, WISH)
    return asked(World(tools, MappingProxyType({**answers, **done})), prompt)


def test_who_keeps_something_until_a_day_has_its_loan_extended() -> None:
    told = school("Ms Ondra rehearses a bit more and keeps the horn until 20 March 2026.")
    assert told.changes == [("loan_extend", {"loan_no": "n-2", "new_due_date": "2026-03-20"})]


@pytest.mark.parametrize(
    "said",
    [
        "Ms Ondra would like another week, please extend the loan of the viola by a week.",
        "Ms Ondra asked for a week's grace for the viola that is due on 20 February 2026 and Leo "
        "says that is fine. Please put that in.",
    ],
)
def test_a_new_day_is_worked_out_from_the_old_one(said: str) -> None:
    told = school(said)
    assert told.changes == [("loan_extend", {"loan_no": "n-1", "new_due_date": "2026-02-27"})]


def test_who_comes_later_and_leaves_as_planned_has_one_day_moved() -> None:
    told = school(
        "Ms Ondra can only arrive at the camp two days later than she has booked her stay, she "
        "leaves as planned. Please put that through."
    )
    moved: Json = {"stay_no": "s-3", "arrival_date": "2026-08-01", "departure_date": "2026-08-04"}
    assert told.changes == [("stay_change", moved)]


def test_which_end_of_a_stay_moves_is_asked_where_it_is_not_said() -> None:
    assert school("Please move the stay of Ms Ondra, she comes a day later.").changes == []


def test_what_cannot_be_kept_is_moved_rather_than_booked_once_more() -> None:
    told = school(
        "Ms Ondra can't make her lesson. Put her into the evening slot on 17 February 2026."
    )
    assert told.changes == [("lesson_move", {"lesson_no": "l-7", "slot_no": "t-5"})]


def test_something_new_is_not_made_with_what_there_is_of_its_kind() -> None:
    told = school("Book Ms Ondra in on 17 February 2026, in the morning please.")
    assert told.changes == [("lesson_create", {"pupil_no": "p-1", "slot_no": "t-4"})]


def test_a_trouble_is_found_by_what_does_not_work() -> None:
    told = school(
        "The bow of Ms Ondra that wouldn't tighten is fine now, you can put that fault to bed."
    )
    assert told.changes == [("fault_close", {"fault_no": "f-1"})]


def test_a_word_that_an_argument_may_take_says_which_change_is_meant() -> None:
    told = school("Could you put down for the stay of Ms Ondra that she eats vegan?")
    assert told.changes == [("wish_add", {"stay_no": "s-3", "wish": "VEGAN"})]


def test_a_change_that_lacks_whom_it_is_for_is_asked_about() -> None:
    told = school("Sign her up for the evening, she'll come.")
    assert told.changes == [] and "tools can do" not in told.answer


CASES = look_up(
    "case_list", "Disputes of members of the choir.", ("member_no", "hall?"), "cases",
    {"case_no": TEXT, "member_no": TEXT, "hall": TEXT, "handled_by": TEXT},
)  # fmt: skip
MEMBERS = look_up(
    "member_search", "Members of the choir by name.", ("name",), "members",
    {"member_no": TEXT, "name": TEXT},
)  # fmt: skip
HALLS = look_up(
    "hall_info", "Halls in which we sing.", ("hall",), "halls", {"hall": TEXT, "phone": TEXT},
)  # fmt: skip
HAND = typed(
    change("case_assign", "Gives a dispute to somebody to handle.",
           ("case_no", "handled_by", "state?")),
    "state", type="string", enum=["open", "settled"],
)  # fmt: skip
REPAY = typed(
    change("deposit_refund", "Pays the deposit of a dress back. The money leaves at once.",
           ("dress_no", "amount")),
    "amount", type="number",
)  # fmt: skip
DRESSES = look_up(
    "dress_list", "Dresses that a member has on loan.", ("member_no",), "dresses",
    {"dress_no": TEXT, "member_no": TEXT, "kind": TEXT},
)  # fmt: skip
RULES = look_up(
    "choir_rules", "Searches the rules of the choir by words.", ("query",), "rules",
    {"title": TEXT, "text": TEXT},
)  # fmt: skip
PAID_BACK = "A deposit is paid back only after the dress was returned clean."


def choir(prompt: str) -> Told:
    answers = {
        "member_search": rows_where("members", [{"member_no": "m-4", "name": "Ida Tamm"}]),
        "case_list": rows_where("cases", [
            {"case_no": "c-2", "member_no": "m-4", "hall": "north", "handled_by": "Uno Pihl"},
        ]),
        "hall_info": rows_where("halls", [{"hall": "Eastgate", "phone": "555 0911"}]),
        "dress_list": rows_where("dresses", [
            {"dress_no": "d-9", "member_no": "m-4", "kind": "concert dress"},
        ]),
        "choir_rules": lambda args: {"rules": [{"title": "Deposits", "text": PAID_BACK}]},
        "case_assign": lambda args: {"reference": "a"},
        "deposit_refund": lambda args: {"reference": "d"},
    }  # fmt: skip
    tools = (MEMBERS, CASES, HALLS, HAND, DRESSES, RULES, REPAY)
    return asked(World(tools, MappingProxyType(answers)), prompt)


def test_what_is_asked_besides_does_not_narrow_down_what_is_to_be_done() -> None:
    told = choir("Give the dispute of Ida Tamm to Vera Saar, and what is the phone of Eastgate?")
    assert told.changes == [("case_assign", {"case_no": "c-2", "handled_by": "Vera Saar"})]


def test_before_money_leaves_the_rules_are_told_though_the_sum_is_lacking() -> None:
    told = choir("Pay Ida Tamm the deposit for the concert dress back.")
    assert told.changes == [] and PAID_BACK in told.answer


def test_what_it_may_be_is_asked_where_nothing_was_named() -> None:
    told = choir("They never got the thing. Send it to them once more.")
    assert "Which person or record" in told.answer


def test_any_more_is_not_any_of_several() -> None:
    [clause] = read_request("They don't need the crane any more.", NOW).clauses
    assert not clause.concepts("all")


def test_what_says_which_record_is_meant_is_not_set() -> None:
    told = choir("Give the open dispute of Ida Tamm to Vera Saar.")
    assert told.changes == [("case_assign", {"case_no": "c-2", "handled_by": "Vera Saar"})]
