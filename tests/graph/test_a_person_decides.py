"""Interrupts: what a person is asked, how the answer counts, and that nothing happens before it."""

from __future__ import annotations

from typing import Any

import pytest

from core.action import Action, Outcome
from core.errors import StoreError, ToolInDoubt
from core.json_values import Json
from nodes.verdicts import Verdict, record_approval, record_verdict
from tests.nodes.world import RUN, World, plan, ref, step, tool, world, write

ASK = tool("ask", "q")
MAIL = write("mail", "to")
SENT = plan(step("s1", "mail", {"to": "a"}), step("s2", "ask", {"q": ref("s1.id")}))
MAIL_ACTION = Action(RUN, "task-1", "1.s1")


def _in_doubt() -> World:
    here = world([MAIL, ASK], SENT)
    here.outside.on("mail", {"to": "a"}, ToolInDoubt("timed out"), {"id": 9})
    here.outside.on("ask", {"q": 9}, "seen")
    here.run()
    return here


def test_the_question_names_the_call_the_attempts_and_what_the_answers_mean() -> None:
    (waiting,) = _in_doubt().interrupts
    asked = waiting.value
    assert asked["tool"] == "mail" and asked["args"] == {"to": "a"}
    assert asked["action"] == MAIL_ACTION.key
    assert [one["outcome"] for one in asked["attempts"]] == ["in_doubt"]
    assert "timed out" in asked["evidence"]
    assert set(asked["answers"]) == {"done", "not_done", "give_up"}
    assert asked["question"].startswith('mail (to "a") could not be confirmed')


@pytest.mark.parametrize(
    ("answer", "called", "ending"),
    [
        ({"verdict": "done", "output": {"id": 9}}, ["mail", "ask"], "finished"),
        ("done", ["mail"], "finished"),
        ("not_done", ["mail", "mail", "ask"], "finished"),
        ("give_up", ["mail"], "failed"),
    ],
)
def test_an_answer_settles_the_call(answer: Any, called: list[str], ending: str) -> None:
    here = _in_doubt()
    state = here.answer(answer)
    assert here.outside.called == called
    assert state["ending"] == ending
    assert not here.interrupts


def test_done_without_an_output_is_told_as_done_with_an_unknown_reply() -> None:
    state = _in_doubt().answer("done")
    assert 'mail (to "a") was done, but its reply is not known.' in state["answer"]


def test_the_verdict_is_journaled_before_it_counts() -> None:
    here = _in_doubt()
    here.answer({"verdict": "done", "output": {"id": 9}})
    assert here.journal.recall(MAIL_ACTION) == Outcome("done", output={"id": 9}, by="person")


@pytest.mark.parametrize("answer", ["perhaps", 5, {"verdict": "done", "action": "another"}, {}])
def test_an_answer_that_makes_no_sense_is_asked_for_again(answer: Any) -> None:
    here = _in_doubt()
    here.answer(answer)
    assert [one.value["kind"] for one in here.interrupts] == ["in_doubt"]
    assert here.outside.called == ["mail"]
    assert here.answer("give_up")["ending"] == "failed"


@pytest.mark.parametrize("keep_checkpoints", [True, False])
def test_a_verdict_recorded_while_nobody_worked_on_the_task_is_found(
    keep_checkpoints: bool,
) -> None:
    here = _in_doubt()
    here.restart(keep_checkpoints=keep_checkpoints)
    record_verdict(here.journal, MAIL_ACTION, Verdict("done", {"id": 9}, known=True))
    state = here.go_on() if keep_checkpoints else here.run()
    assert here.outside.called == ["mail", "ask"]
    assert state["ending"] == "finished"


def test_a_verdict_through_the_journal_is_resumed_by_the_interrupts_id() -> None:
    here = _in_doubt()
    record_verdict(here.journal, MAIL_ACTION, Verdict("give_up"))
    assert here.answer({"recorded": True})["ending"] == "failed"


def test_the_verdict_of_one_call_is_not_taken_for_the_next() -> None:
    both = plan(
        step("s1", "mail", {"to": "a"}), step("s2", "mail", {"to": "b"}, despite_failure=True)
    )
    here = world([MAIL], both)
    here.outside.on("mail", {"to": "a"}, ToolInDoubt("slow"))
    here.outside.on("mail", {"to": "b"}, ToolInDoubt("slow"))
    here.run()
    here.answer("give_up")
    (waiting,) = here.interrupts
    assert waiting.value["args"] == {"to": "b"}
    assert here.answer("done")["ending"] == "partial"


def test_a_call_that_stays_in_doubt_after_not_done_is_asked_about_again() -> None:
    here = world([MAIL], plan(step("s1", "mail", {"to": "a"})))
    here.outside.on("mail", {"to": "a"}, ToolInDoubt("slow"), ToolInDoubt("slow again"))
    here.run()
    here.answer("not_done")
    (waiting,) = here.interrupts
    assert "slow again" in waiting.value["evidence"]
    here.restart(keep_checkpoints=False)
    here.run()
    assert here.interrupts[0].value == waiting.value
    assert here.answer("done")["ending"] == "finished"
    assert here.outside.called == ["mail", "mail"]


def test_there_is_nothing_to_decide_about_a_call_that_was_never_in_doubt() -> None:
    here = _in_doubt()
    with pytest.raises(StoreError, match="not in doubt"):
        record_verdict(here.journal, Action(RUN, "task-1", "1.s9"), Verdict("not_done"))


def _approval(approved: bool | None = None, args: Json = "a") -> World:
    here = world(
        [write("mail", "to", approve=True), ASK], SENT, repairs=[{"to": "b"}], answers=["Done."]
    )
    here.outside.on("mail", {"to": "a"}, {"id": 9}).on("ask", {"q": 9}, "seen")
    here.run()
    return here


def test_a_change_that_must_be_approved_is_not_sent_before() -> None:
    here = _approval()
    (waiting,) = here.interrupts
    assert waiting.value["kind"] == "approval"
    assert set(waiting.value["answers"]) == {"approve", "decline"}
    assert here.outside.calls == []
    assert here.answer("approve")["ending"] == "finished"


def test_a_declined_change_is_not_sent_and_that_is_said() -> None:
    here = _approval()
    state = here.answer("decline")
    assert here.outside.calls == []
    assert 'mail (to "a") was not carried out: a person declined it.' in state["answer"]


@pytest.mark.parametrize("keep_checkpoints", [True, False])
def test_an_approval_pending_at_a_crash_is_still_pending_after_it(keep_checkpoints: bool) -> None:
    here = _approval()
    before = here.interrupts[0].value
    here.restart(keep_checkpoints=keep_checkpoints)
    if keep_checkpoints:
        here.go_on()
    else:
        here.run()
    assert here.interrupts[0].value == before
    record_approval(here.journal, MAIL_ACTION, "mail", {"to": "a"}, True)
    here.restart(keep_checkpoints=False)
    assert here.run()["ending"] == "finished"
    assert here.outside.called == ["mail", "ask"]


def test_an_approval_holds_for_these_arguments_only() -> None:
    here = _approval()
    here.restart(keep_checkpoints=False)
    record_approval(here.journal, MAIL_ACTION, "mail", {"to": "somebody else"}, True)
    here.run()
    assert [one.value["kind"] for one in here.interrupts] == ["approval"]
    assert here.outside.calls == []


def test_every_change_waits_where_the_run_asks_before_writes() -> None:
    here = world([MAIL], plan(step("s1", "mail", {"to": "a"})), approvals="writes")
    here.outside.on("mail", {"to": "a"}, 1)
    here.run()
    assert here.outside.calls == []
    assert here.answer("approve")["ending"] == "finished"
