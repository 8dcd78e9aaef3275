"""Deeds that a prompt speaks of, and that nobody wants done now: none of them is carried out."""

from __future__ import annotations

import pytest

from core.task import Task
from core.thought import PlanRequest
from reasoners.reading.request import read_request
from reasoners.symbolic import SymbolicReasoner
from tests.reasoners.symbolic_world import NOW, TEXT, listed, tool

BARGES = tool(
    "find_barge", "Find barges by name.", {"name": TEXT},
    listed("barges", "barge_id", "name", "harbour"), "read",
)  # fmt: skip
MOOR = tool(
    "moor_barge", "Moor a barge at a berth.", {"barge_id": TEXT, "berth": TEXT}, None, "write"
)
SINK = tool("scrap_barge", "Scrap a barge.", {"barge_id": TEXT}, None, "write")
MESSAGE = tool(
    "message_skipper", "Send a message to the skipper of a barge.",
    {"barge_id": TEXT, "text": TEXT}, None, "write",
)  # fmt: skip
CATALOG = (BARGES, MOOR, SINK, MESSAGE)


def wanted(prompt: str) -> list[str]:
    """The changes that the first plan for a prompt is for."""
    request = PlanRequest(Task("t", "ops", prompt), CATALOG, {}, "", 1, 1, NOW)
    notes = SymbolicReasoner().plan(request).value["notes"]
    goals = notes["goals"]
    assert isinstance(goals, list)
    return [g["tool"] for g in goals if isinstance(g, dict) and g["kind"] == "write" and g["tool"]]


@pytest.mark.parametrize(
    "prompt",
    [
        "They might want to scrap the barge Wilma.",
        "We may have to scrap the barge Wilma.",
        "The barge Wilma should have been scrapped in spring.",
        "They had wanted to scrap the barge Wilma.",
        "The owners are thinking of scrapping the barge Wilma.",
        "The yard wants to scrap the barge Wilma, but we have not agreed.",
        "The owner wants to scrap the barge Wilma. He will get back to us.",
        "Scrap the barge Wilma, no, leave it.",
        "Scrap the barge Wilma. On second thoughts, forget it.",
        "Nobody is to scrap the barge Wilma.",
        "Rather than scrap the barge Wilma, tell me where it lies.",
        "Could the barge Wilma be scrapped in winter?",
        "Can you scrap the barge Wilma or should we keep it?",
        "Suppose we scrap the barge Wilma.",
        "We told the yard to scrap the barge Wilma.",
    ],
)
def test_a_deed_that_is_not_wanted_now_is_not_planned(prompt: str) -> None:
    assert wanted(prompt) == []


@pytest.mark.parametrize(
    "prompt",
    [
        "Scrap the barge Wilma.",
        "Perhaps you could scrap the barge Wilma.",
        "Could you scrap the barge Wilma?",
        "Could the barge Wilma be scrapped, please?",
        "The owners want the barge Wilma scrapped.",
        "The barge Wilma should have gone long ago. Please scrap it.",
        "The owners had asked for a berth. Scrap the barge Wilma all the same.",
    ],
)
def test_a_deed_that_is_wanted_is_planned(prompt: str) -> None:
    assert wanted(prompt) == ["scrap_barge"]


@pytest.mark.parametrize(
    "prompt",
    [
        "Should the skipper complain, scrap the barge Wilma.",
        "Once the skipper has left, scrap the barge Wilma.",
        "Scrap the barge Wilma only after we have seen the papers.",
        "As soon as the owner agrees, scrap the barge Wilma.",
    ],
)
def test_what_waits_for_something_depends_on_it(prompt: str) -> None:
    assert "if" in [clause.mood for clause in read_request(prompt, NOW).clauses]


def test_a_message_to_a_relative_is_not_sent_to_the_one_who_is_named() -> None:
    from tests.reasoners.test_right_record import carried_out

    calls, answer = carried_out("Tell Wilma Dahl's brother that the ferry is late.")
    assert [name for name, _ in calls] == ["find_guest"]
    assert "Which person" in answer
