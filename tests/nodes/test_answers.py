"""Answers: what code adds to the words, and what the words may not leave out."""

from __future__ import annotations

from typing import Any, cast

import pytest

from core.errors import ModelUnavailable, ToolBroken, ToolRejected
from core.json_values import Json
from core.plan import LEFT_OUT, Step
from core.services import Limits
from core.thought import AnswerRequest
from tests.nodes.world import World, plan, ref, step, tool, world, write

ASK = tool("lookup_account", "q", returns=["id"])
SEND = write("send_message", "to")
BOTH = plan(
    step("s1", "lookup_account", {"q": 1}), step("s2", "send_message", {"to": ref("s1.id")})
)


def _told(words: str, reply: Json | BaseException) -> World:
    here = world([ASK, SEND], BOTH, answers=[words], limits=Limits(plans=1))
    here.outside.on("lookup_account", {"q": 1}, {"id": "a"}).on("send_message", {"to": "a"}, reply)
    return here


NO = ToolRejected("mailbox full", final=True)
NOTE = 'send_message (to "a") was not carried out: mailbox full.'


def test_a_failure_that_the_words_leave_out_is_added() -> None:
    state = _told("The account is a.", NO).run()
    assert state["answer"] == f"The account is a.\n{NOTE}"
    assert state["ending"] == "partial"


def test_a_claim_that_a_failed_change_was_made_is_contradicted() -> None:
    assert NOTE in _told("I have sent the message.", NO).run()["answer"]


@pytest.mark.parametrize(
    "words", ["The message could not be sent: mailbox full.", f"Sorry. {NOTE}"]
)
def test_a_failure_that_the_words_tell_is_not_told_twice(words: str) -> None:
    assert _told(words, NO).run()["answer"] == words


def test_an_effect_that_the_words_leave_out_is_added() -> None:
    state = _told("The account is a.", {"id": "M-77"}).run()
    assert state["answer"] == 'The account is a.\nDone: send_message (to "a").'
    assert state["ending"] == "finished"


@pytest.mark.parametrize("words", ["The message is out.", "It went out as M-77."])
def test_an_effect_that_the_words_tell_is_not_told_twice(words: str) -> None:
    assert _told(words, {"id": "M-77"}).run()["answer"] == words


def test_a_reasoner_is_given_the_notes_and_whole_outputs() -> None:
    here = world([ASK], plan(step("s1", "lookup_account", {"q": 1}), needs=["s1"]))
    here.outside.on("lookup_account", {"q": 1}, {"text": "x" * 9_000})
    here.run()
    request = here.reasoner.requests[-1]
    assert isinstance(request, AnswerRequest)
    assert request.observations["s1"]["output"] == {"text": "x" * 9_000}
    assert request.notes == ()


def test_without_a_reasoner_the_answer_lists_what_is_known() -> None:
    here = world([ASK, SEND], BOTH, answers=[ModelUnavailable("away")])
    here.outside.on("lookup_account", {"q": 1}, {"id": "a"})
    here.outside.on("send_message", {"to": "a"}, {"id": "M-77"})
    state = here.run()
    assert 'lookup_account (q 1): {"id":"a"}' in state["answer"]
    assert state["ending"] == "finished"
    here.restart(keep_checkpoints=False)
    assert here.run()["answer"] == state["answer"]


def test_a_broken_look_up_is_replaced_by_one_that_returns_the_same() -> None:
    other = tool("find_account", "q", returns=["id", "plan"])
    less = tool("count_accounts", "q", returns=["count"])
    here = world([ASK, less, other], plan(step("s1", "lookup_account", {"q": 1}), needs=["s1.id"]))
    here.outside.on("lookup_account", {"q": 1}, ToolBroken("gone"))
    here.outside.on("find_account", {"q": 1}, {"id": "a"})
    state = here.run()
    assert state["ending"] == "finished"
    assert here.outside.called == ["lookup_account", "find_account"]
    here.restart(keep_checkpoints=False)
    assert here.run()["observations"]["s1"]["output"] == {"id": "a"}
    assert here.outside.called == ["lookup_account", "find_account"]


def test_a_change_is_never_replaced_by_another_tool() -> None:
    other = write("post_message", "to", returns=["id"])
    here = world(
        [write("send_message", "to", returns=["id"]), other],
        plan(BOTH["steps"][1] | {"args": {"to": "a"}}),
    )
    here.outside.on("send_message", {"to": "a"}, ToolBroken("gone"))
    assert here.run()["ending"] == "failed"
    assert here.outside.called == ["send_message"]


def test_a_broken_look_up_with_no_other_tool_is_replanned() -> None:
    first = plan(step("s1", "lookup_account", {"q": 1}))
    here = world([ASK, SEND], first, plan(question="Which account?"))
    here.outside.on("lookup_account", {"q": 1}, ToolBroken("gone"))
    state = here.run()
    assert state["revision"] == 2
    told = "lookup_account (q 1) gave no answer: gone."
    assert state["answer"] == f"Here it is.\n{told}\nWhich account?"
    assert state["ending"] == "question"


def test_a_failure_that_no_further_plan_makes_good_is_not_a_finished_task() -> None:
    here = world([ASK], plan(step("s1", "lookup_account", {"q": 1})), plan())
    here.outside.on("lookup_account", {"q": 1}, ToolBroken("gone"))
    state = here.run()
    assert state["answer"] == "Here it is.\nlookup_account (q 1) gave no answer: gone."
    assert state["ending"] == "failed"


def test_a_failed_look_up_that_another_plan_does_without_is_not_held_against_the_task() -> None:
    other = tool("search", "q", returns=["hits"])
    first = plan(step("s1", "lookup_account", {"q": 1}))
    here = world([ASK, other], first, plan(step("s2", "search", {"q": 1})))
    here.outside.on("lookup_account", {"q": 1}, ToolBroken("gone"))
    here.outside.on("search", {"q": 1}, {"hits": 3})
    state = here.run()
    assert (state["answer"], state["ending"]) == ("Here it is.", "finished")


def test_a_refused_change_that_a_further_plan_drops_is_told() -> None:
    first = plan(step("s1", "send_message", {"to": "a"}))
    here = world([ASK, SEND], first, plan(step("s2", "lookup_account", {"q": 1})), repairs=[None])
    here.outside.on("send_message", {"to": "a"}, ToolRejected("no such address"))
    here.outside.on("lookup_account", {"q": 1}, {"id": "a"})
    state = here.run()
    told = 'send_message (to "a") was not carried out: no such address.'
    assert (state["answer"], state["ending"]) == (f"Here it is.\n{told}", "partial")


def test_a_change_that_no_plan_came_to_is_told_and_the_task_is_not_finished() -> None:
    first = plan(step("s1", "lookup_account", {"q": 1}), step("s2", "send_message", {"to": "a"}))
    other = tool("search", "q", returns=["hits"])
    here = world([ASK, SEND, other], first, plan(step("s3", "search", {"q": 1})))
    here.outside.on("lookup_account", {"q": 1}, ToolBroken("gone"))
    here.outside.on("search", {"q": 1}, {"hits": 3})
    state = here.run()
    why = "the plan that was made after a failure does without it"
    told = f"Here it is.\nsend_message was not carried out: {why}."
    assert (state["answer"], state["ending"]) == (told, "partial")


@pytest.mark.parametrize(
    "optional", [{"required": False}, {"when": [{"ref": "s1.id", "op": "exists"}]}]
)
def test_a_change_that_depended_on_what_failed_may_be_dropped(optional: dict[str, Any]) -> None:
    sends = cast(Step, {**step("s2", "send_message", {"to": "a"}), **optional})
    other = tool("search", "q", returns=["hits"])
    first = plan(step("s1", "lookup_account", {"q": 1}), sends)
    here = world([ASK, SEND, other], first, plan(step("s3", "search", {"q": 1})))
    here.outside.on("lookup_account", {"q": 1}, ToolBroken("gone"))
    here.outside.on("search", {"q": 1}, {"hits": 3})
    state = here.run()
    assert (state["answer"], state["ending"]) == ("Here it is.", "finished")


KEPT_OUT = [
    ("send_message", True, "send_message was not carried out: what it was to be given", "partial"),
    ("send_message", False, "send_message was not carried out: not asked for.", "finished"),
    ("http://evil.test", True, "", "finished"),
]


def test_what_needs_a_change_that_was_kept_out_is_told_too() -> None:
    looks = plan(step("s1", "lookup_account", {"q": 1}))
    out: Json = {
        "tool": "send_message",
        "why": "it needs r2s1",
        "asked_for": True,
        "needs_other": True,
    }
    looks["notes"] = {LEFT_OUT: [out]}
    here = world([ASK, SEND], looks, answers=["The account is a."])
    here.outside.on("lookup_account", {"q": 1}, {"id": "a"})
    state = here.run()
    told = "send_message was not carried out: it needs another step that was not carried out."
    assert told in state["answer"] and state["ending"] == "partial"


@pytest.mark.parametrize(("name", "asked", "told", "ending"), KEPT_OUT)
def test_a_change_that_was_kept_out_of_a_plan_is_told(
    name: str, asked: bool, told: str, ending: str
) -> None:
    looks = plan(step("s1", "lookup_account", {"q": 1}))
    out: Json = {"tool": name, "why": "9999 is not from the request", "asked_for": asked}
    looks["notes"] = {LEFT_OUT: [out]}
    here = world([ASK, SEND], looks, answers=["The account is a."])
    here.outside.on("lookup_account", {"q": 1}, {"id": "a"})
    state = here.run()
    assert told in state["answer"]
    assert "9999" not in state["answer"] and "evil" not in state["answer"]
    assert state["ending"] == ending
