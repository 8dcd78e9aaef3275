"""What every Journal must do: the real one, and any fake that stands in for it.

Each requirement is a function of an empty journal; run them all over an implementation with
`@pytest.mark.parametrize("requirement", REQUIREMENTS)`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest

from core.action import Action, Attempt, InDoubt, Outcome, Usage
from core.errors import StoreError
from core.json_values import Json, UnstorableValue
from core.seams import Journal

RUN = "run-1"
REFUND = Action(RUN, "task-1", "1.s2")
DONE = Outcome("done", output={"refund_id": "r1"})
BUSY = Outcome("busy", message="try later", status=429, retry_after=2.0)
DOUBT = Outcome("in_doubt", message="timed out")
NOT_DONE = Outcome("not_done", message="no such refund", by="reconcile")


def write(number: int = 1, action: Action = REFUND, **changes: object) -> Attempt:
    """A refund, which has no idempotency unless `changes` say so."""
    attempt = Attempt(action, number, "refund", {"order": "A1", "amount": 12.5}, "write")
    return replace(attempt, timeout_s=30.0, **changes)  # type: ignore[arg-type]


def read(number: int = 1, slot: str = "1.s1") -> Attempt:
    return Attempt(Action(RUN, "task-1", slot), number, "get_order", {"order": "A1"}, "read")


def fact(slot: str, value: Json) -> tuple[Attempt, Outcome]:
    attempt = Attempt(Action(RUN, "", slot), 1, "", {}, "fact")
    return attempt, Outcome("done", output=value)


def _doubtful(journal: Journal, attempt: Attempt) -> None:
    journal.intend(attempt)
    journal.settle(attempt, DOUBT)


def what_was_never_attempted_is_unknown(journal: Journal) -> None:
    assert journal.recall(REFUND) is None
    assert journal.history("task-1") == ()


def an_intent_without_an_outcome_is_in_doubt(journal: Journal) -> None:
    journal.intend(write())
    doubt = journal.recall(REFUND)
    assert isinstance(doubt, InDoubt)
    assert doubt.attempt == write()
    assert doubt.ended_at == doubt.started_at + 30.0


def a_final_outcome_is_recalled(journal: Journal) -> None:
    journal.intend(write())
    journal.settle(write(), DONE)
    assert journal.recall(REFUND) == DONE


def the_last_end_without_effect_is_recalled(journal: Journal) -> None:
    journal.intend(write())
    journal.settle(write(), BUSY)
    assert journal.recall(REFUND) == BUSY


def history_keeps_every_attempt_in_order(journal: Journal) -> None:
    journal.intend(write(1))
    journal.settle(write(1), BUSY)
    journal.settle(read(), Outcome("done", output=[1]))
    journal.intend(write(2))
    journal.settle(write(2), DONE)
    records = journal.history("task-1")
    assert [record.attempt for record in records] == [write(1), read(), write(2)]
    assert [record.outcome for record in records] == [BUSY, Outcome("done", output=[1]), DONE]
    assert [record.sequence for record in records] == sorted({r.sequence for r in records})


def a_read_needs_no_intent(journal: Journal) -> None:
    journal.settle(read(), DONE)
    assert journal.recall(read().action) == DONE


def an_intended_read_leaves_no_record_until_it_is_settled(journal: Journal) -> None:
    journal.intend(read())
    assert journal.history("task-1") == ()
    journal.settle(read(), DONE)
    assert [record.outcome for record in journal.history("task-1")] == [DONE]


def a_fact_is_recalled_by_its_slot(journal: Journal) -> None:
    journal.settle(*fact("now", 1_767_225_600.0))
    assert journal.recall(Action(RUN, "", "now")) == Outcome("done", output=1_767_225_600.0)
    assert [record.attempt.effect for record in journal.history("")] == ["fact"]


def a_cut_thought_keeps_what_was_reserved_for_it(journal: Journal) -> None:
    action = Action(RUN, "task-1", "plan:1.1")
    thought = Attempt(action, 1, "", {}, "thought", reserved=Usage(prompt_tokens=900))
    journal.intend(thought)
    (record,) = journal.history("task-1")
    assert record.attempt.reserved.tokens == 900
    assert record.outcome is None


def a_doubt_about_an_earlier_attempt_outlives_the_refusal_of_a_later_one(journal: Journal) -> None:
    _doubtful(journal, write(1, idempotency="key"))
    journal.intend(write(2, idempotency="key"))
    journal.settle(write(2, idempotency="key"), Outcome("rejected", message="cancelled"))
    doubt = journal.recall(REFUND)
    assert isinstance(doubt, InDoubt)
    assert doubt.attempt.number == 1


def what_is_found_by_looking_holds_for_every_earlier_attempt(journal: Journal) -> None:
    _doubtful(journal, write(1, idempotency="key"))
    _doubtful(journal, write(2, idempotency="key"))
    journal.settle(write(2, idempotency="key"), NOT_DONE)
    assert journal.recall(REFUND) == NOT_DONE


def a_late_answer_settles_a_doubt(journal: Journal) -> None:
    _doubtful(journal, write())
    journal.settle(write(), DONE)
    assert journal.recall(REFUND) == DONE
    assert [record.outcome for record in journal.history("task-1")] == [DONE]


def a_late_answer_outweighs_what_looking_did_not_find(journal: Journal) -> None:
    _doubtful(journal, write())
    journal.settle(write(), NOT_DONE)
    journal.settle(write(), DONE)
    assert journal.recall(REFUND) == DONE


def a_final_outcome_is_never_changed(journal: Journal) -> None:
    journal.intend(write())
    journal.settle(write(), DONE)
    for later in (DOUBT, BUSY, NOT_DONE, Outcome("given_up"), Outcome("done", output="other")):
        journal.settle(write(), later)
        assert journal.recall(REFUND) == DONE


def an_end_without_effect_does_not_become_a_doubt(journal: Journal) -> None:
    journal.intend(write())
    journal.settle(write(), BUSY)
    journal.settle(write(), DOUBT)
    assert journal.recall(REFUND) == BUSY


def an_action_can_be_given_up_after_any_end(journal: Journal) -> None:
    journal.intend(write())
    journal.settle(write(), BUSY)
    gave_up = Outcome("given_up", message="five tries", by="recover")
    journal.settle(write(), gave_up)
    assert journal.recall(REFUND) == gave_up


def a_call_in_doubt_that_is_not_safe_to_repeat_is_not_begun_again(journal: Journal) -> None:
    for position, idempotency in enumerate(("none", "reconcile")):
        action = replace(REFUND, item=str(position))
        _doubtful(journal, write(1, action, idempotency=idempotency))
        with pytest.raises(StoreError, match="in doubt"):
            journal.intend(write(2, action, idempotency=idempotency))


def a_call_in_doubt_that_is_safe_to_repeat_may_begin_again(journal: Journal) -> None:
    for position, idempotency in enumerate(("key", "natural")):
        action = replace(REFUND, item=str(position))
        _doubtful(journal, write(1, action, idempotency=idempotency))
        journal.intend(write(2, action, idempotency=idempotency))


def a_call_found_not_done_may_begin_again(journal: Journal) -> None:
    _doubtful(journal, write(1, idempotency="reconcile"))
    journal.settle(write(1, idempotency="reconcile"), NOT_DONE)
    journal.intend(write(2, idempotency="reconcile"))


def an_action_with_a_final_outcome_is_not_begun_again(journal: Journal) -> None:
    journal.intend(write(1, idempotency="key"))
    journal.settle(write(1, idempotency="key"), DONE)
    with pytest.raises(StoreError, match="final"):
        journal.intend(write(2, idempotency="key"))


def an_attempt_is_begun_once(journal: Journal) -> None:
    journal.intend(write())
    with pytest.raises(StoreError, match="begun before"):
        journal.intend(write())


def the_same_key_never_goes_out_with_other_arguments(journal: Journal) -> None:
    journal.intend(write(1))
    journal.settle(write(1), BUSY)
    with pytest.raises(StoreError, match="other arguments"):
        journal.intend(write(2, args={"order": "A1", "amount": 99}))


def a_repaired_generation_may_have_other_arguments(journal: Journal) -> None:
    journal.intend(write(1))
    journal.settle(write(1), Outcome("rejected", message="amount too high"))
    repaired = replace(REFUND, generation=2)
    journal.intend(write(1, repaired, args={"order": "A1", "amount": 9}))
    assert isinstance(journal.recall(repaired), InDoubt)
    assert repaired.key != REFUND.key


def an_answer_to_a_write_that_was_never_intended_is_refused(journal: Journal) -> None:
    with pytest.raises(StoreError, match="never intended"):
        journal.settle(write(), DONE)


def a_person_decides_only_while_there_is_a_doubt(journal: Journal) -> None:
    verdict = Outcome("done", by="person")
    journal.intend(write())
    journal.settle(write(), BUSY)
    with pytest.raises(StoreError, match="not in doubt"):
        journal.settle(write(), verdict)
    _doubtful(journal, write(2))
    journal.settle(write(2), verdict)
    assert journal.recall(REFUND) == verdict


def a_value_that_would_not_come_back_is_refused(journal: Journal) -> None:
    with pytest.raises(UnstorableValue):
        journal.intend(write(args={"amount": float("nan")}))
    with pytest.raises(UnstorableValue):
        journal.settle(read(), Outcome("done", output="\ud800"))
    assert journal.history("task-1") == ()


def tasks_do_not_see_each_other(journal: Journal) -> None:
    journal.intend(write())
    journal.settle(write(), DONE)
    other = replace(REFUND, task_id="task-2")
    assert journal.recall(other) is None
    assert journal.history("task-2") == ()


REQUIREMENTS: Final[tuple[Callable[[Journal], None], ...]] = (
    what_was_never_attempted_is_unknown,
    an_intent_without_an_outcome_is_in_doubt,
    a_final_outcome_is_recalled,
    the_last_end_without_effect_is_recalled,
    history_keeps_every_attempt_in_order,
    a_read_needs_no_intent,
    an_intended_read_leaves_no_record_until_it_is_settled,
    a_fact_is_recalled_by_its_slot,
    a_cut_thought_keeps_what_was_reserved_for_it,
    a_doubt_about_an_earlier_attempt_outlives_the_refusal_of_a_later_one,
    what_is_found_by_looking_holds_for_every_earlier_attempt,
    a_late_answer_settles_a_doubt,
    a_late_answer_outweighs_what_looking_did_not_find,
    a_final_outcome_is_never_changed,
    an_end_without_effect_does_not_become_a_doubt,
    an_action_can_be_given_up_after_any_end,
    a_call_in_doubt_that_is_not_safe_to_repeat_is_not_begun_again,
    a_call_in_doubt_that_is_safe_to_repeat_may_begin_again,
    a_call_found_not_done_may_begin_again,
    an_action_with_a_final_outcome_is_not_begun_again,
    an_attempt_is_begun_once,
    the_same_key_never_goes_out_with_other_arguments,
    a_repaired_generation_may_have_other_arguments,
    an_answer_to_a_write_that_was_never_intended_is_refused,
    a_person_decides_only_while_there_is_a_doubt,
    a_value_that_would_not_come_back_is_refused,
    tasks_do_not_see_each_other,
)
