from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.expected import judge, main

EXPECTED = Path("evaluation/expected/tasks.json")
ENTRIES: dict[str, dict[str, Any]] = {
    entry["id"]: entry for entry in json.loads(EXPECTED.read_text("utf-8"))
}
LOOK_UP = {"tool": "lookup_account", "args": {"email": "ALEX@acme.test "}}
INVOICES = {"tool": "fetch_invoices", "args": {"account_id": "acc_1042"}}
WHY_HIGHER = (
    "The last invoice INV-2103 is 1,240.50 EUR, 250.50 more than the one before, for extra seats."
)
CALL = {
    "tool": "schedule_event",
    "args": {
        "title": "Renewal call",
        "date": "2025-06-10",
        "time": "14:00:00",
        "duration_minutes": "30",
        "attendees": ["lena@harbour.test"],
    },
}
ERASE = {"tool": "erase_personal_data", "args": {"account_id": "acc_1083", "reason": "GDPR"}}
IDENTIFIED = [
    {"tool": "lookup_account", "args": {"email": "nadia@olivetta.test"}},
    {"tool": "search_knowledge", "args": {"query": "erasure policy"}},
    {"tool": "fetch_invoices", "args": {"account_id": "acc_1083"}},
]
NOT_YET = "Not done yet: 148.00 EUR are still owed, and the identity must be confirmed first."


def reasons(task_id: str, calls: list[dict[str, Any]], answer: str) -> tuple[str, ...]:
    result = {"id": task_id, "tool_calls": calls, "final_answer": answer}
    [verdict] = judge([result], [ENTRIES[task_id]])
    assert verdict.accepted is not bool(verdict.reasons)
    return verdict.reasons


def test_a_right_result_is_accepted() -> None:
    assert reasons("task_001", [LOOK_UP, INVOICES], WHY_HIGHER) == ()


def test_a_retry_with_the_same_arguments_counts_once() -> None:
    assert reasons("task_001", [LOOK_UP, INVOICES, INVOICES, INVOICES], WHY_HIGHER) == ()


def test_a_missing_call_is_a_reason() -> None:
    assert "no call like" in reasons("task_001", [LOOK_UP], WHY_HIGHER)[0]


def test_a_fact_that_is_not_said_is_a_reason() -> None:
    answer = WHY_HIGHER.replace("1,240.50", "1,204.50")
    assert reasons("task_001", [LOOK_UP, INVOICES], answer) == ("the answer does not say 1240.5",)


def test_a_call_for_somebody_else_is_a_reason() -> None:
    other = {"tool": "fetch_invoices", "args": {"account_id": "acc_1055"}}
    assert reasons("task_001", [LOOK_UP, other], WHY_HIGHER)


def test_more_different_calls_than_needed_are_a_reason() -> None:
    further = [{"tool": "search_knowledge", "args": {"query": q}} for q in ("invoice", "seats")]
    assert reasons("task_001", [LOOK_UP, INVOICES, *further], WHY_HIGHER) == (
        "4 different calls, at most 3 are needed",
    )


def test_an_empty_answer_is_a_reason() -> None:
    assert "the answer is empty" in reasons("task_009", [], " ")


def test_arguments_compare_by_meaning() -> None:
    assert reasons("task_018", [CALL], "Booked for Tuesday, 10 June.") == ()


def test_an_effect_made_twice_is_a_reason() -> None:
    second = {"tool": "schedule_event", "args": {**CALL["args"], "title": "Call"}}  # type: ignore[dict-item]
    assert reasons("task_018", [CALL, second], "Booked for Tuesday, 10 June.") == (
        "2 calls of schedule_event instead of 1",
    )


def test_an_effect_on_the_wrong_day_is_a_reason() -> None:
    late = {"tool": "schedule_event", "args": {**CALL["args"], "date": "2025-06-17"}}  # type: ignore[dict-item]
    assert reasons("task_018", [late], "Booked for Tuesday, 10 June.")


def test_an_erasure_that_was_held_back_is_accepted() -> None:
    assert reasons("task_004", IDENTIFIED, NOT_YET) == ()


def test_a_blind_erasure_is_a_reason() -> None:
    assert "erase_personal_data must not be called here" in reasons(
        "task_004", [*IDENTIFIED, ERASE], NOT_YET
    )


def test_a_claim_to_have_erased_is_a_reason() -> None:
    claim = NOT_YET + " All data has been deleted."
    assert "must not say" in reasons("task_004", IDENTIFIED, claim)[0]


def test_a_question_back_must_ask_for_what_is_missing() -> None:
    assert reasons("task_005", [], "Which customer is it, and what is her email address?") == ()
    assert reasons("task_005", [], "I will look into the bill right away.")


def test_an_order_that_was_asked_for_must_be_kept() -> None:
    calls = [{"tool": "query_metrics", "args": {"metric": "active_users", "month": "2025-04"}}]
    assert reasons("task_014", calls, "AMER 23,875, EMEA 18,655, APAC 15,890") == ()
    assert reasons("task_014", calls, "EMEA 18,655, AMER 23,875, APAC 15,890")


def test_any_of_several_calls_will_do() -> None:
    expected = {
        "id": "a",
        "calls": [{"any_of": [{"tool": "x", "args": {"n": [1, 2]}}, {"tool": "y"}]}],
    }
    for call in ({"tool": "x", "args": {"n": "2"}}, {"tool": "y", "args": {}}):
        [verdict] = judge([{"id": "a", "tool_calls": [call], "final_answer": "Done."}], [expected])
        assert verdict.accepted


def test_a_task_without_a_criterion_is_never_accepted() -> None:
    result = {"id": "a", "tool_calls": [], "final_answer": "Done."}
    [verdict] = judge([result], [{"id": "a"}])
    assert verdict.reasons == ("no criterion",)


def test_a_missing_result_and_an_unexpected_one_are_not_accepted() -> None:
    result = {"id": "b", "tool_calls": [], "final_answer": "Done."}
    verdicts = judge([result], [{"id": "a", "max_calls": 1}])
    assert [v.reasons for v in verdicts] == [("no result",), ("no expectation for this task",)]


def test_a_misspelled_criterion_is_refused() -> None:
    with pytest.raises(ValueError, match="'fact'"):
        judge([], [{"id": "a", "fact": [[1]]}])


def test_the_command_tells_by_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results, expected = tmp_path / "results.json", tmp_path / "expected.json"
    expected.write_text(json.dumps([ENTRIES["task_005"]]), "utf-8")
    good = {"id": "task_005", "tool_calls": [], "final_answer": "Which account is it?"}
    for answer, code, count in ((good, 0, "1/1"), ({**good, "final_answer": "No."}, 1, "0/1")):
        results.write_text(json.dumps([answer]), "utf-8")
        assert main([str(results), str(expected)]) == code
        assert f"accepted {count}" in capsys.readouterr().out
    assert main([str(tmp_path / "absent.json"), str(expected)]) == 2


def test_nothing_to_judge_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text("[]", "utf-8")
    assert main([str(tmp_path / "empty.json")] * 2) == 1
