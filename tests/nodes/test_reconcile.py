"""Whose record it is: matching rows, rows of other calls, rows that were there before."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import ToolBusy, ToolInDoubt, ToolRejected
from core.json_values import Json
from core.seams import ToolOutput
from core.tool import Reconcile, Tool
from nodes.row_matching import Ambiguous, Rivals, matching, own_row, same_record
from tests.nodes.world import FixedCatalog, World, plan, ref, step, tool, world, write

DOUBT = ToolInDoubt("timed out")
LIST = tool("list_refunds", "order_id", returns=["refunds"])


def _refund(**keys: Any) -> Tool:
    how: dict[str, Any] = {
        "tool": "list_refunds",
        "args": {"order_id": ref("args.order_id")},
        "list": "refunds",
        "match": {"amount": ref("args.amount")},
        "settle_s": 1,
        **keys,
    }
    reconcile = Reconcile(**how)
    return write("refund", "order_id", "amount", idempotency="reconcile", reconcile=reconcile)


ARGS: dict[str, Json] = {"order_id": "A1", "amount": 12}
ONE = plan(step("s1", "refund", ARGS))


def _row(refund_id: str, amount: Json = 12) -> Json:
    return {"refund_id": refund_id, "order_id": "A1", "amount": amount}


def _here(refund: Tool, *looks: Json, tasks: int = 1) -> World:
    here = world([refund, LIST], *[ONE] * tasks, answers=["-"] * tasks)
    here.outside.on("list_refunds", {"order_id": "A1"}, *[{"refunds": rows} for rows in looks])
    return here


@pytest.mark.parametrize("amount", [12, 12.0, "12.00"])
def test_the_row_that_matches_is_the_output(amount: Json) -> None:
    here = _here(_refund(), [_row("R9", 99), _row("R1", amount)])
    here.outside.on("refund", ARGS, DOUBT)
    assert here.run()["observations"]["s1"]["output"] == _row("R1", amount)


def test_the_record_of_another_tasks_equal_call_is_not_taken() -> None:
    here = _here(_refund(), [_row("R1")], tasks=2)
    here.outside.on("refund", ARGS, {"refund_id": "R1"}, DOUBT, {"refund_id": "R2"})
    here.run("task-1")
    state = here.run("task-2")
    assert state["observations"]["s1"]["output"] == {"refund_id": "R2"}
    assert here.outside.called == ["refund", "refund", "list_refunds", "refund"]


def test_the_record_beside_another_tasks_is_this_ones() -> None:
    here = _here(_refund(), [_row("R1"), _row("R2")], tasks=2)
    here.outside.on("refund", ARGS, {"refund_id": "R1"}, DOUBT)
    here.run("task-1")
    assert here.run("task-2")["observations"]["s1"]["output"] == _row("R2")


def test_a_record_found_for_one_call_is_not_found_for_another() -> None:
    here = _here(_refund(), [_row("R1")], [_row("R1")], tasks=2)
    here.outside.on("refund", ARGS, DOUBT, DOUBT, {"refund_id": "R2"})
    assert here.run("task-1")["observations"]["s1"]["output"] == _row("R1")
    assert here.run("task-2")["observations"]["s1"]["output"] == {"refund_id": "R2"}


def test_a_record_that_two_calls_in_doubt_may_own_is_left_to_a_person() -> None:
    here = _here(_refund(), *[[]] * 0, *[[_row("R1")]] * 10, tasks=2)
    here.outside.on("refund", ARGS, KeyboardInterrupt(), DOUBT)
    with pytest.raises(KeyboardInterrupt):
        here.run("task-1")
    here.run("task-2")
    assert "may belong to another call" in here.interrupts[0].value["evidence"]


def test_a_record_that_holds_the_key_needs_no_comparison_with_other_calls() -> None:
    keyed = _refund(match={"reference": ref("key")})
    here = world([keyed, LIST], ONE, ONE, answers=["-"] * 2)
    here.outside.on("refund", ARGS, KeyboardInterrupt(), DOUBT)
    with pytest.raises(KeyboardInterrupt):
        here.run("task-1")
    here.outside.on("list_refunds", {"order_id": "A1"}, {"refunds": []})
    here.outside.on("refund", ARGS, {"refund_id": "R2"})
    assert here.run("task-2")["ending"] == "finished"


def test_what_was_there_before_the_first_attempt_is_not_taken() -> None:
    here = _here(_refund(baseline=True), [_row("R0")], [_row("R0")])
    here.outside.on("refund", ARGS, DOUBT, {"refund_id": "R1"})
    state = here.run()
    assert here.outside.called == ["list_refunds", "refund", "list_refunds", "refund"]
    assert state["observations"]["s1"]["output"] == {"refund_id": "R1"}


def test_what_came_since_the_first_attempt_is_taken() -> None:
    here = _here(_refund(baseline=True), [_row("R0")], [_row("R0"), _row("R1")])
    here.outside.on("refund", ARGS, DOUBT)
    assert here.run()["observations"]["s1"]["output"] == _row("R1")


def test_nothing_is_sent_while_the_look_before_it_cannot_be_made() -> None:
    here = world([_refund(baseline=True), LIST], ONE)
    here.outside.on("list_refunds", {"order_id": "A1"}, ToolBusy("busy"), {"refunds": []})
    here.outside.on("refund", ARGS, {"refund_id": "R1"})
    assert here.run()["ending"] == "finished"
    assert here.outside.called == ["list_refunds", "list_refunds", "refund"]


def test_a_change_whose_look_before_it_is_refused_is_given_up_unsent() -> None:
    here = world([_refund(baseline=True), LIST], ONE)
    here.outside.on("list_refunds", {"order_id": "A1"}, ToolRejected("no", status=403))
    state = here.run()
    assert state["ending"] == "failed"
    assert "not sent, as list_refunds could not be asked first" in state["answer"]


def test_the_look_before_is_made_once_whatever_happens() -> None:
    here = _here(_refund(baseline=True), [], [])
    here.outside.on("refund", ARGS, KeyboardInterrupt(), {"refund_id": "R1"})
    with pytest.raises(KeyboardInterrupt):
        here.run()
    here.restart(keep_checkpoints=False)
    here.run()
    assert here.outside.called == ["list_refunds", "refund", "list_refunds", "refund"]


def test_no_look_before_is_made_once_the_change_may_have_been_sent() -> None:
    here = _here(_refund(), [_row("R1")])
    here.outside.on("refund", ARGS, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        here.run()
    here.catalog = FixedCatalog([_refund(baseline=True), LIST])
    here.restart(keep_checkpoints=False)
    assert here.run()["observations"]["s1"]["output"] == _row("R1")
    assert here.outside.called == ["refund", "list_refunds"]


def test_an_output_without_the_declared_list_is_left_to_a_person() -> None:
    here = world([_refund(), LIST], ONE)
    here.outside.on("refund", ARGS, DOUBT).on("list_refunds", {"order_id": "A1"}, {"items": []})
    here.run()
    assert "gave no list at 'refunds'" in here.interrupts[0].value["evidence"]


def test_a_reply_that_could_not_be_read_is_not_taken_from_another_call() -> None:
    here = _here(_refund(), [_row("R1")], tasks=2)
    here.outside.on("refund", ARGS, {"refund_id": "R1"}, ToolOutput(None, known=False))
    here.run("task-1")
    state = here.run("task-2")
    assert state["observations"]["s1"]["status"] == "done"
    assert not state["observations"]["s1"]["known"]


def test_every_field_of_the_match_must_be_equal() -> None:
    rows: list[Json] = [{"a": 1, "b": {"c": "x"}}, {"a": 1, "b": {"c": "y"}}, {"a": 1}]
    assert matching(rows, {"a": 1, "b.c": "x"}) == rows[:1]


@pytest.mark.parametrize(
    ("rows", "before", "rivals"),
    [
        ([1, 2], [], Rivals()),  # two candidates
        ([{"id": 1, "state": "new"}], [{"id": 1, "state": "old"}], Rivals()),  # changed since
        ([1], [], Rivals([], undecided=1)),
        ([{"id": 1}], [], Rivals([None])),  # a done call, and nobody knows which row is its
    ],
)
def test_rows_that_cannot_be_told_apart_are_nobodys(
    rows: list[Json], before: list[Json], rivals: Rivals
) -> None:
    with pytest.raises(Ambiguous):
        own_row(rows, before, rivals)


@pytest.mark.parametrize(
    ("output", "row", "same"),
    [
        ({"refund_id": 1}, {"refund_id": 1, "state": "settled"}, True),
        ({"refund_id": 1, "order_id": 5}, {"refund_id": 2, "order_id": 5}, False),
        ({"id": "R1", "state": "new"}, {"refund_id": "R1"}, True),
        ({"state": "new"}, {"refund_id": "R1", "state": "new"}, False),
        ("R1", {"refund_id": "R1"}, False),
        (None, {"refund_id": "R1"}, False),
    ],
)
def test_two_records_are_the_same_by_what_names_them(output: Json, row: Json, same: bool) -> None:
    assert same_record(output, row) is same
