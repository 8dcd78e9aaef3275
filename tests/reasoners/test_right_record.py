"""Changes are made to the record that is meant, or asked about: never to another."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from core.json_values import Json
from core.observation import Dispatch, Observation
from core.references import Missing, fill
from core.task import Task
from core.thought import AnswerRequest, PlanRequest
from reasoners.reading.request import read_request
from reasoners.symbolic import SymbolicReasoner
from tests.reasoners.symbolic_world import NOW, TEXT, listed, tool

Calls = list[tuple[str, dict[str, Json]]]
FORM: dict[str, Json] = {"type": "string", "examples": ["K-4401"]}
MEALS: dict[str, Json] = {"type": "string", "enum": ["plain", "vegan"]}

GUESTS = tool(
    "find_guest", "Find guests of the island hotel.", {"name?": TEXT, "key_card?": FORM},
    listed("guests", "guest_id", "name", "key_card", "meals"), "read",
)  # fmt: skip
STAYS = tool(
    "list_stays", "List the stays of a guest.", {"guest_id": TEXT},
    listed("stays", "stay_id", "hut", "arrival", "status"), "read",
)  # fmt: skip
TRIPS = tool(
    "list_trips", "List boat trips.", {},
    listed("trips", "trip_id", "island", "guest_id"), "read",
)  # fmt: skip
CANCEL = tool("cancel_stay", "Cancel a stay.", {"stay_id": TEXT}, None, "write")
EXTEND = tool("extend_stay", "Extend a stay by a night.", {"stay_id": TEXT}, None, "write")
SEAT = tool(
    "seat_guest", "Seat a guest on a boat trip.", {"trip_id": TEXT, "guest_id": TEXT}, None, "write"
)
DIET = tool(
    "set_meals", "Set the meals of a guest.", {"guest_id": TEXT, "meals": MEALS}, None, "write"
)
ERASE = tool(
    "erase_guest", "Erase a guest. This cannot be undone.", {"guest_id": TEXT}, None, "write"
)
SEND = tool(
    "send_message", "Send a message to a guest.", {"guest_id": TEXT, "text": TEXT}, None, "write"
)
HUTS = tool(
    "list_huts", "List huts.", {}, listed("huts", "hut_id", "warden", "condition"), "read"
)  # fmt: skip
HAND = tool(
    "hand_over_hut", "Hand a hut over to another warden.", {"hut_id": TEXT, "warden": TEXT},
    None, "write",
)  # fmt: skip
RULES = tool(
    "search_rules", "Search the house rules by words.", {"query": TEXT},
    listed("rules", "title", "text"), "read",
)  # fmt: skip
CATALOG = (GUESTS, STAYS, TRIPS, CANCEL, EXTEND, SEAT, DIET, ERASE, SEND, HUTS, HAND, RULES)

DIET_OF_G1: tuple[str, Json] = ("set_meals", {"guest_id": "g1", "meals": "vegan"})
DIET_OF_G3: tuple[str, Json] = ("set_meals", {"guest_id": "g3", "meals": "vegan"})
SEAT_FOR_G2: tuple[str, Json] = ("seat_guest", {"trip_id": "tr1", "guest_id": "g2"})

PEOPLE: list[dict[str, Json]] = [
    {"guest_id": "g1", "name": "Wilma Dahl", "key_card": "K-4410", "meals": "plain"},
    {"guest_id": "g2", "name": "Ida Lind", "key_card": "K-4411", "meals": "vegan"},
    {"guest_id": "g3", "name": "Ina Lind", "key_card": "K-4412", "meals": "plain"},
    {"guest_id": "g4", "name": "June Okoro", "key_card": "K-4413", "meals": "plain"},
]
BOOKED: dict[str, list[dict[str, Json]]] = {
    "g1": [
        {"stay_id": "st1", "hut": "Reed hut", "arrival": "2025-07-02", "status": "stay_open"},
        {"stay_id": "st2", "hut": "Gull hut", "arrival": "2025-07-20", "status": "waiting"},
    ],
    "g2": [{"stay_id": "st3", "hut": "Fir hut", "arrival": "2025-07-02", "status": "stay_open"}],
    "g4": [{"stay_id": "st4", "hut": "Fir hut", "arrival": "2025-08-02", "status": "stay_open"}],
}


def guests(args: Mapping[str, Json]) -> Json:
    name, card = str(args.get("name", "")).casefold(), args.get("key_card")
    found = [
        row
        for row in PEOPLE
        if (not name or name in str(row["name"]).casefold()) and card in (None, row["key_card"])
    ]
    return {"guests": found}


KEPT: list[dict[str, Json]] = [
    {"hut_id": "h1", "warden": "Ida Lind", "condition": "damp"},
    {"hut_id": "h2", "warden": "Wilma Dahl", "condition": "damp"},
    {"hut_id": "h3", "warden": "Wilma Dahl", "condition": "dry"},
    {"hut_id": "h4", "warden": "Wilma Dahl", "condition": "damp"},
]
RULE = "A stay is extended only when the guest has paid for the first nights in advance."
WORLD: dict[str, Callable[[Mapping[str, Json]], Json]] = {
    "find_guest": guests,
    "list_stays": lambda args: {"stays": BOOKED.get(str(args["guest_id"]), [])},
    "list_trips": lambda args: {"trips": [{"trip_id": "tr1", "island": "Skarv", "guest_id": "g1"}]},
    "list_huts": lambda args: {"huts": KEPT},
    "search_rules": lambda args: {"rules": [{"title": "Stays", "text": RULE}]},
}


def carried_out(prompt: str) -> tuple[Calls, str]:
    """Carry plans out in the island hotel; return the calls and the answer."""
    seen: dict[str, Observation] = {}
    calls: Calls = []
    for _ in range(6):
        plan = SymbolicReasoner().plan(
            PlanRequest(Task("t", "ops", prompt), CATALOG, seen, "", 1, 1, NOW)
        ).value  # fmt: skip
        for step in (step for step in plan["steps"] if step["tool"]):
            args = fill(step["args"], {key: one["output"] for key, one in seen.items()})
            assert not isinstance(args, Missing) and isinstance(args, dict)
            calls.append((str(step["tool"]), args))
            seen[step["id"]] = observed(step["id"], str(step["tool"]), args)
        if not plan.get("notes", {}).get("continue"):
            break
    request = AnswerRequest(Task("t", "ops", prompt), plan, seen, (), NOW)
    return calls, SymbolicReasoner().answer(request).value


def observed(step: str, name: str, args: dict[str, Json]) -> Observation:
    dispatch = Dispatch(
        step=step, tool=name, args=args, origin=f"1.{step}", slot=f"1.{step}", item="",
        generation=1, attempt=1,
    )  # fmt: skip
    output = WORLD[name](args) if name in WORLD else {"status": "done"}
    return Observation(
        dispatch=dispatch, status="done", settled=True, output=output, stored=False, known=True,
        failure=None,
    )  # fmt: skip


def changes(prompt: str) -> Calls:
    reads = {one.name for one in CATALOG if one.effect == "read"}
    return [call for call in carried_out(prompt)[0] if call[0] not in reads]


@pytest.mark.parametrize(
    "prompt",
    [
        "Cancel Wilma Dahl's stay.",
        "Extend one of Wilma Dahl's stays.",
        "Set the meals of Lind to vegan.",
        "Seat Lind on the trip to Skarv.",
        "Cancel the stay of Eva Okoro.",
        "June Okoro wants to extend her stay. If she is entitled to that extend it.",
        "Ida Lind would like to extend her stay. If the rules allow it, do so.",
        "Wilma Dahl wants to cancel a stay. If she asks again, cancel it.",
    ],
)
def test_where_several_fit_or_only_a_part_of_the_name_does_it_is_asked(prompt: str) -> None:
    assert changes(prompt) == []


@pytest.mark.parametrize(
    ("prompt", "change"),
    [
        ("Cancel June Okoro's stay.", ("cancel_stay", {"stay_id": "st4"})),
        ("Cancel Wilma Dahl's stay in Gull hut.", ("cancel_stay", {"stay_id": "st2"})),
        ("Set the meals of Ina Lind to vegan.", DIET_OF_G3),
        ("Set the meals of K-4410 to vegan.", DIET_OF_G1),
        ("Seat Ida Lind on the trip to Skarv.", SEAT_FOR_G2),
    ],
)  # fmt: skip
def test_the_record_that_is_named_is_changed(prompt: str, change: tuple[str, Json]) -> None:
    assert changes(prompt) == [change]


def test_whom_something_is_given_to_does_not_say_what_is_given() -> None:
    found = changes("Wilma Dahl leaves us. Hand her damp huts over to Ida Lind.")
    assert {str(args["hut_id"]) for _, args in found} == {"h2", "h4"}
    assert {args["warden"] for _, args in found} == {"Ida Lind"}


def test_a_change_that_rests_on_the_rules_names_them() -> None:
    assert RULE in carried_out("If Ida Lind is entitled to it, extend her stay.")[1]


def test_a_command_is_cut_off_from_its_condition_without_a_comma() -> None:
    clauses = read_request("If the hut is damp close it for a week", NOW).clauses
    assert [(one.mood, one.text) for one in clauses] == [
        ("if", "If the hut is damp"),
        ("do", "close it for a week"),
    ]


def test_who_cancels_a_stay_does_not_want_a_guest_erased() -> None:
    assert "erase_guest" not in [name for name, _ in changes("Cancel Wilma Dahl's lunch.")]


@pytest.mark.parametrize(
    ("prompt", "names"),
    [
        ("Cancel June Okoro's stay", ["June Okoro"]),
        ("What did April Jonas pay?", ["April Jonas"]),
        ("Stays in June Okoro asked for", ["Okoro"]),
    ],
)
def test_the_name_of_a_month_before_a_surname_is_a_name(prompt: str, names: list[str]) -> None:
    assert [v.value for v in read_request(prompt, NOW).values_of("name")] == names


def test_what_is_measured_is_no_money() -> None:
    (value,) = read_request("They sailed 40 miles", NOW).values
    assert (value.kind, value.unit) == ("number", "miles")
