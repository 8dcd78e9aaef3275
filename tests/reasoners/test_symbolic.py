"""What the symbolic reasoner plans and says, through the Reasoner seam."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from core.errors import InputError
from core.task import Task
from core.thought import PlanRequest
from reasoners.meaning.embeddings import Likeness
from reasoners.symbolic import SymbolicReasoner, build_symbolic_reasoner
from tests.reasoners.symbolic_world import CATALOG, NOW, carried_out, plan_for


def test_a_name_leads_through_look_ups_to_the_record_asked_for() -> None:
    calls, answer = carried_out("How long is the North zone permit of Ms Lund still valid?")
    assert calls == [("find_holder", {"surname": "Lund"}), ("list_permits", {"holder_id": "h_1"})]
    assert "2025-09-30" in answer and "2025-07-31" not in answer


def test_a_change_is_made_once_to_the_row_that_the_words_mean() -> None:
    calls, answer = carried_out("Please renew the expired permit of Ms Lund.")
    assert calls[-1] == ("renew_permit", {"permit_id": "p_8"})
    assert [name for name, _ in calls].count("renew_permit") == 1
    assert "rn_1" in answer


def test_nothing_is_changed_where_the_prompt_forbids_it() -> None:
    calls, _ = carried_out("Ms Lund wants her permits renewed. Do not change anything yet.")
    assert "renew_permit" not in {name for name, _ in calls}


def test_a_question_about_a_change_changes_nothing() -> None:
    calls, _ = carried_out("When was the permit of Ms Lund last renewed?")
    assert "renew_permit" not in {name for name, _ in calls}


def test_what_cannot_be_undone_waits_for_what_the_rules_require() -> None:
    calls, answer = carried_out("Delete the holder Lund.")
    assert "search_rules" in {name for name, _ in calls}
    assert "delete_holder" not in {name for name, _ in calls}
    assert "settled in writing" in answer


def test_a_condition_that_does_not_hold_keeps_the_change_back_and_says_why() -> None:
    calls, answer = carried_out("If the North permit of Ms Lund is expired, renew it.")
    assert "renew_permit" not in {name for name, _ in calls}
    assert "does not hold" in answer


def test_several_rows_that_fit_are_named_in_a_question() -> None:
    calls, answer = carried_out("Renew the permit of Ms Lund.")
    assert "renew_permit" not in {name for name, _ in calls}
    assert "p_7" in answer and "p_8" in answer and "?" in answer


def test_what_nothing_supplies_is_asked_for() -> None:
    plan = plan_for("Please renew the permit.")
    assert plan["steps"] == [] and "surname" in str(plan["question"])


def test_a_record_that_is_not_there_is_told_not_asked_about() -> None:
    calls, answer = carried_out("When does the permit of Mr Ferrero end?")
    assert calls == [("find_holder", {"surname": "Ferrero"})]
    assert "Ferrero" in answer and "?" not in answer


def test_a_wish_that_no_tool_serves_is_not_done_by_another() -> None:
    plan = plan_for("Book me a table at the Italian place.")
    assert plan["steps"] == [] and plan["question"]


def test_each_step_says_why_it_is_there_and_in_this_place() -> None:
    plan = plan_for("How long is the permit of Ms Lund valid?")
    why = plan["evidence"][plan["steps"][0]["id"]]
    assert "comes before list_permits, which needs holder id" in why
    assert "surname is 'Ms Lund' in the request" in why


def test_a_pick_says_which_words_speak_for_it_and_what_else_was_considered() -> None:
    plan = plan_for("Which rule is there on renewing the permits of a holder?")
    why = next(iter(plan["evidence"].values()))
    assert "search_rules is picked for" in why and '"rule"' in why
    assert "rather than list_permits" in why


def test_a_sentence_model_can_lead_to_a_tool_that_no_word_leads_to() -> None:
    prompt = "Anything on Lund?"
    request = PlanRequest(Task("t", "ops", prompt), CATALOG, {}, "", 1, 1, NOW)

    def encode(texts: Sequence[str]) -> Sequence[Sequence[float]]:
        return [[float("permits of a holder" in text or text == prompt)] for text in texts]

    plan = SymbolicReasoner(CATALOG, Likeness(encode)).plan(request).value
    assert [step["tool"] for step in plan["steps"]] == ["find_holder"]
    assert "list_permits" in str(plan["notes"]["goals"])


def test_a_sentence_model_reads_each_tool_once() -> None:
    read: list[str] = []

    def encode(texts: Sequence[str]) -> Sequence[Sequence[float]]:
        read.extend(texts)
        return [[1.0] for _ in texts]

    reasoner = SymbolicReasoner(CATALOG, Likeness(encode))
    for number in range(3):
        task = Task(str(number), "ops", f"Whose permit is p_{number}? And is it valid?")
        reasoner.plan(PlanRequest(task, CATALOG, {}, "", 1, 1, NOW))
    assert [sum(tool.description in text for text in read) for tool in CATALOG] == [1] * 5


def test_a_sentence_model_without_its_extra_is_an_input_error() -> None:
    with pytest.raises(InputError, match="semantic"):
        build_symbolic_reasoner("no-such-model")
