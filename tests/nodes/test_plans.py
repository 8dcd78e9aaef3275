"""Plans: checked before anything is called, put in order, renamed, and kept apart by revision."""

from __future__ import annotations

from core.errors import ToolRejected
from core.plan import Plan
from core.services import Limits
from core.thought import PlanRequest
from nodes.plan_order import in_order
from tests.nodes.world import World, plan, ref, step, tool, world, write

ASK = tool("ask", "q", returns=["id"])
SEND = write("send", "to")
GOOD = plan(step("s1", "ask", {"q": 1}), needs=["s1"])
NO = ToolRejected("no", status=422)


def _asked(here: World) -> list[PlanRequest]:
    return [request for request in here.reasoner.requests if isinstance(request, PlanRequest)]


def test_a_plan_that_fails_the_check_is_proposed_again_with_the_catalogs_words() -> None:
    here = world([ASK], GOOD, GOOD)
    here.catalog.plan_problems = [["s1: there is no tool 'aks'; did you mean 'ask'?"]]
    here.outside.on("ask", {"q": 1}, 1)
    assert here.run()["ending"] == "finished"
    assert [one.tries for one in _asked(here)] == [1, 2]
    assert "did you mean 'ask'?" in _asked(here)[1].feedback


def test_plans_that_keep_failing_the_check_end_in_an_honest_answer() -> None:
    here = world([ASK], GOOD, GOOD, limits=Limits(proposals=2))
    here.catalog.plan_problems = [["no such tool"], ["no such field"]]
    state = here.run()
    assert here.outside.calls == []
    assert state["ending"] == "failed"
    assert state["answer"] == "no plan could be made that the tools allow: no such field."


def test_a_question_is_the_answer_and_costs_no_further_thought() -> None:
    here = world([ASK], plan(question="Which customer do you mean?"), answers=[])
    state = here.run()
    assert state["answer"] == "Which customer do you mean?"
    assert state["ending"] == "question"
    assert here.routes == ["plan -> finalize"]


def test_a_plan_of_thinking_alone_is_answered_without_a_call() -> None:
    here = world([ASK], plan(step("s1", None, {})))
    state = here.run()
    assert here.routes == ["plan -> finalize"]
    assert state["answer"] == "Here it is."


def test_steps_are_put_after_what_they_need() -> None:
    mixed = plan(
        step("s1", "send", {"to": ref("s3.id")}),
        step("s2", "ask", {"q": 0}, after=["s4"]),
        step("s3", "ask", {"q": 1}),
        step("s4", "ask", {"q": 2}),
    )
    assert [one["id"] for one in in_order(mixed)["steps"]] == ["s3", "s1", "s4", "s2"]


def _replanned(again: Plan) -> World:
    first = plan(step("s1", "ask", {"q": 1}), step("s2", "send", {"to": ref("s1.id")}))
    here = world([ASK, SEND], first, again, repairs=[None])
    here.outside.on("ask", {"q": 1}, {"id": "a"}).on("send", {"to": "a"}, NO)
    return here


def test_every_reference_to_a_renamed_step_is_renamed() -> None:
    again = plan(
        step("s1", "ask", {"q": 2}),
        step(
            "s2",
            "send",
            {"to": {"deep": [ref("s1.id"), ref("item")]}},
            when=[{"ref": "s1.id", "op": "eq", "value": ref("s1.id")}],
            for_each="s1.rows",
            after=["s1"],
        ),
        needs=["s1[*].id"],
        answer_template="{s1.id} and {s9.id}",
        evidence={"s1": "because"},
    )
    here = _replanned(again)
    here.outside.on("ask", {"q": 2}, {"id": "b", "rows": []})
    named = here.run()["plan"]
    sent = named["steps"][1]
    assert sent["args"] == {"to": {"deep": [ref("r2s1.id"), ref("item")]}}
    assert sent["when"] == [{"ref": "r2s1.id", "op": "eq", "value": ref("r2s1.id")}]
    assert (sent["for_each"], sent["after"]) == ("r2s1.rows", ["r2s1"])
    assert named["answer_needs"] == ["r2s1[*].id"]
    assert named["answer_template"] == "{r2s1.id} and {s9.id}"
    assert named["evidence"] == {"r2s1": "because"}


def test_a_replan_is_told_what_failed_and_knows_what_was_found() -> None:
    here = _replanned(plan(question="To whom else?"))
    state = here.run()
    request = _asked(here)[1]
    assert 'send (to "a") failed: no' in request.feedback
    assert request.observations["s1"]["output"] == {"id": "a"}
    assert (request.revision, request.tries) == (2, 1)
    assert state["earlier"] == ["ask"]


def test_the_runs_now_is_fixed_once() -> None:
    here = world([ASK], GOOD, GOOD, answers=["-", "-"])
    here.outside.on("ask", {"q": 1}, 1, 1)
    here.run("task-1")
    here.clock.advance(86_400)
    here.restart()
    here.run("task-2")
    assert len({one.now for one in _asked(here)}) == 1
