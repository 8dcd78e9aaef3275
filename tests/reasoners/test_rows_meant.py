"""Which rows of a list are told: all words about them count, in the order that is wanted."""

from __future__ import annotations

import re

import pytest

from core.json_values import Json
from reasoners.found.facts import Fact
from reasoners.found.meant_records import those_meant
from reasoners.meaning.fields import argument
from reasoners.planning.arguments.choices import several_meant
from reasoners.reading.request import read_request
from reasoners.wording.vain import misses_to_tell
from tests.reasoners.worlds import COUNT, FLAG, NOW, NUMBER, TEXT, World, asked, look_up, rows_where

LEASES = look_up(
    "list_leases", "Lists the leases of moorings.", ("basin?",), "leases",
    {"mooring": TEXT, "basin": TEXT, "holder": TEXT, "ends_on": TEXT, "auto_extension": FLAG,
     "stage": TEXT, "arrears": COUNT},
)  # fmt: skip
ROWS: list[dict[str, Json]] = [
    {"mooring": "M-1", "basin": "Inner", "holder": "Ada Holt", "ends_on": "2026-05-02",
     "auto_extension": False, "stage": "confirmed", "arrears": 120},
    {"mooring": "M-2", "basin": "Inner", "holder": None, "ends_on": "2026-03-09",
     "auto_extension": False, "stage": "torn up", "arrears": 0},
    {"mooring": "M-3", "basin": "Outer", "holder": "Bo Lind", "ends_on": "2026-03-01",
     "auto_extension": True, "stage": "confirmed", "arrears": 80},
    {"mooring": "M-4", "basin": "Outer", "holder": "Cy Marsh", "ends_on": "2026-02-28",
     "auto_extension": False, "stage": "confirmed", "arrears": 300},
    {"mooring": "M-5", "basin": "Outer", "holder": "", "ends_on": "2026-06-30",
     "auto_extension": True, "stage": "confirmed", "arrears": 45},
]  # fmt: skip
MARINA = World((LEASES,), {"list_leases": rows_where("leases", ROWS)})


@pytest.mark.parametrize(
    ("prompt", "moorings"),
    [
        (
            "Which leases end before the end of March 2026 and will not extend automatically?"
            " Soonest first.",
            ["M-4", "M-2"],
        ),
        ("Which leases have no holder?", ["M-2", "M-5"]),
        ("Which leases are held by nobody yet?", ["M-2", "M-5"]),
        ("Which leases are not confirmed?", ["M-2"]),
        ("Which leases of the Outer basin are not extended automatically and have arrears over 50?",
         ["M-4"]),
        ("List the leases that extend automatically, latest end first.", ["M-5", "M-3"]),
        ("Which leases are there, not counting the confirmed ones?", ["M-2"]),
        ("Which leases end in 2026? Leave out the ones that are torn up.",
         ["M-1", "M-3", "M-4", "M-5"]),
        ("Which lease of the Inner basin counts? Careful, the last one was torn up.", ["M-1"]),
        ("List all leases. The ones with the highest arrears first.", ["M-4", "M-1", "M-3"]),
        ("List all leases, sorted so that the lowest arrears lead.", ["M-2", "M-5", "M-3"]),
        ("Which three leases have the highest arrears?", ["M-4", "M-1", "M-3"]),
        ("Which leases have arrears of more than 100? Worst first, and what happened.",
         ["M-4", "M-1"]),
    ],
)  # fmt: skip
def test_all_that_is_said_of_rows_picks_them(prompt: str, moorings: list[str]) -> None:
    told = re.findall(r"M-\d", asked(MARINA, prompt).answer)
    assert told[: len(moorings)] == moorings
    assert len(told) == len(moorings) or "all leases" in prompt


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("Takings over November and December 2024 together?", ["2024-11", "2024-12"]),
        ("Takings in April, May and June 2024?", ["2024-04", "2024-05", "2024-06"]),
        ("Takings from December to January 2025?", ["2024-12", "2025-01"]),
    ],
)
def test_a_year_said_once_is_that_of_all_months(text: str, months: list[str]) -> None:
    values = read_request(text, NOW).values_of("month")
    assert [value.value for value in values] == months


def test_what_somebody_means_is_no_average() -> None:
    answer = asked(MARINA, "Which leases are there in basin Inner? I mean the inner one.").answer
    assert "Average" not in answer


STOPS = look_up(
    "crane_log", "Lists the stops of the cranes, newest first.", ("crane?",), "stops",
    {"stop_no": TEXT, "crane": TEXT, "cause": TEXT, "began_on": TEXT, "hours_idle": COUNT},
)  # fmt: skip
STOPPED: list[dict[str, Json]] = [
    {"stop_no": "ST-1", "crane": "gantry", "cause": "wind", "began_on": "2025-04-03",
     "hours_idle": 4},
    {"stop_no": "ST-2", "crane": "gantry", "cause": "worn rope", "began_on": "2025-05-06",
     "hours_idle": 7},
    {"stop_no": "ST-3", "crane": "jib", "cause": "wind", "began_on": "2025-05-09",
     "hours_idle": 20},
    {"stop_no": "ST-4", "crane": "gantry", "cause": "no power in the gantry", "began_on":
     "2025-05-19", "hours_idle": 5},
    {"stop_no": "ST-5", "crane": "slewing", "cause": "wind", "began_on": "2025-05-22",
     "hours_idle": 2},
]  # fmt: skip
QUAY = World((STOPS,), {"crane_log": rows_where("stops", STOPPED)})


def test_two_months_of_one_thing_are_added_up_and_compared() -> None:
    answer = asked(
        QUAY,
        "For the safety report: add up the hours that the gantry was idle in May 2025. Is that"
        " more or less than in April?",
    ).answer
    assert "2025-05 has 8 more than 2025-04" in answer and "ST-3" not in answer


def test_the_first_few_groups_are_told_by_name_and_no_rows() -> None:
    answer = asked(
        QUAY, "Which two cranes stood still the most? Add the hours up per crane, worst first."
    ).answer
    assert answer == "Total hours idle by crane: jib 20, gantry 16."


STATUS: dict[str, Json] = {
    "type": "string",
    "enum": ["due", "late", "settled"],
    "description": "due: not paid, still in time; late: not paid, and too late; settled: paid",
}


@pytest.mark.parametrize(
    ("text", "several"),
    [("Which bills are unpaid?", True), ("Which bills are late?", False),
     ("Which bills are settled?", False), ("Which bills are there?", False)],
)  # fmt: skip
def test_a_state_that_several_choices_have_narrows_nothing(text: str, several: bool) -> None:
    field = argument("status", STATUS, False, "", frozenset(), {})
    assert several_meant(field, read_request(text, NOW).clauses[0]) is several


def looked_up(tool: str, args: dict[str, Json], *rows: Json) -> Fact:
    return Fact(tool, tool, args, "done", {"rows": list(rows)}, "")


def test_what_was_only_tried_is_not_told_where_another_look_up_found_it() -> None:
    request = read_request("How many cranes does Gull Wharf have, and who is Vera Stoll?", NOW)
    facts = [
        looked_up("find_ship", {"ship": "Gull Wharf"}),
        looked_up("find_site", {"site": "Gull Wharf"}, {"site_id": "S-1", "site": "Gull Wharf"}),
        looked_up("find_person", {"person": "Vera Stoll"}),
        looked_up("list_bills", {"site_id": "S-1"}),
    ]
    told = misses_to_tell(facts, [{"tool": "find_site"}, {"tool": "find_person"}], request)
    assert [fact.tool for fact in told] == ["find_person", "list_bills"]


def test_words_of_a_search_are_not_told_where_the_question_is_answered() -> None:
    request = read_request("Which cranes does the wharf have?", NOW)
    facts = [
        looked_up("search", {"query": "cranes wharf"}),
        looked_up("list_cranes", {}, {"crane": "jib"}),
    ]
    assert misses_to_tell(facts, [{"tool": "list_cranes"}], request) == []
    assert misses_to_tell(facts[:1], [{"tool": "list_cranes"}], request) == facts[:1]


SHIPS = look_up(
    "ship_list", "Lists our ships. stage is sailing or laid up.", ("stage?",), "ships",
    {"ship_no": TEXT, "name": TEXT, "stage": TEXT},
)  # fmt: skip
FUEL = look_up(
    "ship_fuel", "What a ship has burnt and cost in fuel so far.", ("ship_no",), "fuel",
    {"ship_no": TEXT, "tonnes": COUNT, "fuel_cost": NUMBER},
)  # fmt: skip
FLEET = World(
    (SHIPS, FUEL),
    {
        "ship_list": rows_where("ships", [
            {"ship_no": "SH-1", "name": "Alke", "stage": "sailing"},
            {"ship_no": "SH-2", "name": "Fulmar", "stage": "laid up"},
            {"ship_no": "SH-3", "name": "Skua", "stage": "sailing"},
        ]),
        "ship_fuel": rows_where("fuel", [
            {"ship_no": "SH-1", "tonnes": 40, "fuel_cost": 800.5},
            {"ship_no": "SH-2", "tonnes": 9, "fuel_cost": 150.0},
            {"ship_no": "SH-3", "tonnes": 60, "fuel_cost": 1200.0},
        ]),
    },
)  # fmt: skip


@pytest.mark.parametrize(
    "prompt",
    [
        "What have the ships that are sailing cost us in fuel so far, in total?",
        "What fuel cost do the ships that are sailing have altogether?",
    ],
)
def test_figures_of_several_look_ups_are_added_up(prompt: str) -> None:
    answer = asked(FLEET, prompt).answer
    assert "Total fuel cost: 2000.50." in answer and "Fulmar" not in answer


def test_what_a_word_may_be_is_found_behind_what_is_said_of_how_it_came() -> None:
    about = "Reads a gauge as it stood at noon. gauge as read, gauge is one of tide, wind, swell."
    field = argument("gauge", {"type": "string"}, True, about, frozenset(), {})
    assert field.choices == ("tide", "wind", "swell")


TAKEN: dict[str, Json] = {"measure": TEXT, "quay": TEXT, "value": NUMBER}
TAKINGS = look_up(
    "quay_takings", "What the quays really took. measure is one of tolls, fines.",
    ("measure",), "takings", TAKEN,
)  # fmt: skip
AIMS = look_up(
    "quay_budget", "What the quays were to take. measure is one of tolls, fines.",
    ("measure",), "aims", TAKEN,
)  # fmt: skip
TOOK: list[dict[str, Json]] = [
    {"measure": "tolls", "quay": "East", "value": 10.0},
    {"measure": "tolls", "quay": "West", "value": 30.0},
    {"measure": "tolls", "quay": "South", "value": 20.0},
]
OFFICE = World(
    (AIMS, TAKINGS),
    {"quay_budget": rows_where("aims", []), "quay_takings": rows_where("takings", TOOK)},
)


def test_what_was_planned_is_no_answer_to_what_was_taken() -> None:
    told = asked(OFFICE, "top 2 quays by tolls pls")
    assert told.calls == [("quay_takings", {"measure": "tolls"})]
    assert re.findall("East|West|South", told.answer) == ["West", "South"]


HAULS = look_up(
    "haul_log", "Lists hauls of the dredgers.", (), "hauls",
    {"haul_no": TEXT, "dredger": TEXT, "carried_out_on": TEXT, "result": TEXT},
)  # fmt: skip
LOG: list[dict[str, Json]] = [
    {"haul_no": f"H-{at}", "dredger": "Otter", "carried_out_on": f"2026-01-0{at}", "result": result}
    for at, result in enumerate(("accepted", "accepted", "carried back"), start=1)
]


def test_the_record_before_the_one_warned_of_is_told() -> None:
    world = World((HAULS,), {"haul_log": rows_where("hauls", LOG)})
    answer = asked(
        world,
        "Which haul of the Otter is on the quay now? Mind you, the last one was carried back.",
    ).answer
    assert re.findall(r"H-\d", answer) == ["H-2"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Hooper & Rowe asked for a berth.", ["Hooper & Rowe"]),
        ("What does Salt & Timber owe?", ["Salt & Timber"]),
        ("Is there a Q & A for Hooper?", ["Hooper"]),
    ],
)
def test_a_firm_of_two_words_is_one_name(text: str, names: list[str]) -> None:
    found = [str(value.value) for value in read_request(text, NOW).values_of("name")]
    assert [name for name in found if len(name) > 1] == names


def test_records_read_only_to_find_the_one_meant_are_not_told() -> None:
    request = read_request("The lantern never came. Where is it going to?", NOW)
    one: Json = {
        "parcel_no": "P-7",
        "goes_to": "Pier 4",
        "state": "sent",
        "items": [{"what": "brass lantern"}],
    }
    other: Json = {
        "parcel_no": "P-9",
        "goes_to": "Pier 1",
        "state": "sent",
        "items": [{"what": "rope"}],
    }
    read = [
        Fact(step, "parcel", {"parcel_no": step}, "done", row, "")
        for step, row in (("P-7", one), ("P-9", other))
    ]
    assert those_meant(read, request) == read[:1]
    both = read_request("Where are P-7 and P-9 going to, the lantern and all?", NOW)
    assert those_meant(read, both) == read


def test_who_is_named_before_is_compared_in_the_question() -> None:
    finder = look_up(
        "find_ship", "Finds a ship.", ("name",), "ships", {"ship_no": TEXT, "name": TEXT}
    )
    fleet = World((finder, FUEL), {**FLEET.answers, "find_ship": FLEET.answers["ship_list"]})
    answer = asked(
        fleet, "Alke and Skua both burn a lot. Which of them cost us more in fuel, and what sum?"
    ).answer
    assert "Skua (SH-3) has the most, 399.50 more than Alke (SH-1)." in answer
    assert "Total" not in answer
