"""Histories that defeat simpler designs: re-plans after effects, crashes, reordered lists."""

from __future__ import annotations

import pytest

from core.errors import ModelUnavailable, ToolBusy, ToolInDoubt, ToolRejected
from core.json_values import Json
from core.plan import Plan
from core.services import Limits
from core.tool import Reconcile
from tests.nodes.world import World, plan, ref, step, tool, world, write

ASK = tool("ask", "q", returns=["id"])
ROWS = tool("rows", "q", returns=["rows"])
REFUND = write("refund", "order", idempotency="key")
MAIL = write("mail", "to")
NO = ToolRejected("the address is unknown", status=422)


class Killed(BaseException):
    """The process ends here."""


def _die(here: World, task_id: str = "task-1") -> None:
    with pytest.raises(Killed):
        here.run(task_id)


def _orders(here: World) -> list[Json]:
    return [call.args["order"] for call in here.outside.calls if call.tool.name == "refund"]


FIRST = plan(step("s1", "refund", {"order": 1}), step("s2", "mail", {"to": "a"}))


def test_a_replan_that_numbers_its_steps_anew_repeats_no_effect() -> None:
    again = plan(step("s1", "refund", {"order": 1}), step("s2", "mail", {"to": "b"}))
    here = world([REFUND, MAIL], FIRST, again, repairs=[None])
    here.outside.on("refund", {"order": 1}, {"id": "r"}).on("mail", {"to": "a"}, NO)
    here.outside.on("mail", {"to": "b"}, "sent")
    state = here.run()
    assert here.outside.called == ["refund", "mail", "mail"]
    assert [one["id"] for one in state["plan"]["steps"]] == ["r2s1", "r2s2"]
    assert state["observations"]["r2s1"]["dispatch"]["slot"] == "1.s1"
    assert state["ending"] == "finished"
    assert state["earlier"] == []


def test_a_replan_may_refer_to_what_was_done_before_it() -> None:
    first = plan(step("s1", "ask", {"q": 1}), step("s2", "mail", {"to": ref("s1.id")}))
    again = plan(step("s1", "mail", {"to": "b"}), needs=["s1"])
    here = world([ASK, MAIL], first, again, repairs=[None])
    here.outside.on("ask", {"q": 1}, {"id": "a"}).on("mail", {"to": "a"}, NO)
    here.outside.on("mail", {"to": "b"}, "sent")
    state = here.run()
    assert state["plan"]["answer_needs"] == ["r2s1"]
    assert state["earlier"] == ["ask"]


def test_a_replan_that_asks_for_a_done_effect_in_other_words_waits_for_a_person() -> None:
    again = plan(step("s1", "refund", {"order": "1 "}), step("s2", "mail", {"to": "b"}))
    here = world([REFUND, MAIL], FIRST, again, repairs=[None])
    here.outside.on("refund", {"order": 1}, {"id": "r"}).on("mail", {"to": "a"}, NO)
    here.run()
    (waiting,) = here.interrupts
    assert waiting.value["kind"] == "approval"
    assert waiting.value["args"] == {"order": "1 "}
    assert _orders(here) == [1]
    state = here.answer("decline")
    assert _orders(here) == [1]
    assert 'refund (order "1 ") was not carried out: a person declined it.' in state["answer"]


def test_a_replan_may_still_make_a_change_that_the_first_plan_had() -> None:
    first = plan(
        step("s1", "refund", {"order": 1}),
        step("s2", "ask", {"q": 1}),
        step("s3", "refund", {"order": 2}),
    )
    again = plan(step("s1", "refund", {"order": 2}))
    here = world([REFUND, ASK], first, again, repairs=[None])
    here.outside.on("refund", {"order": 1}, "r1").on("ask", {"q": 1}, NO)
    here.outside.on("refund", {"order": 2}, "r2")
    state = here.run()
    assert _orders(here) == [1, 2]
    assert not here.interrupts
    assert state["earlier"] == ["refund"]


def test_an_effect_done_once_answers_one_step_of_a_replan_only() -> None:
    again = plan(step("s1", "refund", {"order": 1}), step("s2", "refund", {"order": 1}))
    here = world([REFUND, MAIL], FIRST, again, repairs=[None])
    here.outside.on("refund", {"order": 1}, "first", "second").on("mail", {"to": "a"}, NO)
    here.run()
    assert _orders(here) == [1, 1]
    assert len({call.idempotency_key for call in here.outside.calls[::2]}) == 2


def test_there_is_no_replan_while_an_effect_is_in_doubt_for_good() -> None:
    first = plan(step("s1", "mail", {"to": "a"}), step("s2", "ask", {"q": 1}))
    here = world([MAIL, ASK], first, repairs=[None])
    here.outside.on("mail", {"to": "a"}, ToolInDoubt("timed out")).on("ask", {"q": 1}, NO)
    here.run()
    state = here.answer("give_up")
    assert here.outside.called == ["mail", "ask"]
    assert state["revision"] == 1
    assert "could not be confirmed" in state["answer"]
    assert state["ending"] == "failed"


def test_a_list_in_another_order_after_a_crash_repeats_no_effect() -> None:
    def refund_all(question: int) -> Plan:
        return plan(
            step("s1", "rows", {"q": question}),
            step("s2", "refund", {"order": ref("item")}, for_each="s1.rows"),
            step("s3", "mail", {"to": "a" if question == 0 else "b"}),
        )

    here = world([ROWS, REFUND, MAIL], refund_all(0), refund_all(1), repairs=[None])
    here.outside.on("rows", {"q": 0}, {"rows": [1, 2, 2]}).on("rows", {"q": 1}, {"rows": [2, 1, 2]})
    here.outside.on("refund", {"order": 1}, "r1").on("refund", {"order": 2}, Killed(), "r2", "r3")
    here.outside.on("mail", {"to": "a"}, NO).on("mail", {"to": "b"}, "sent")
    _die(here)
    here.restart(keep_checkpoints=False)
    state = here.run()
    assert _orders(here) == [1, 2, 2, 2]
    assert len({call.idempotency_key for call in here.outside.calls if call.tool is REFUND}) == 3
    assert state["revision"] == 2
    assert state["ending"] == "finished"


@pytest.mark.parametrize("keep_checkpoints", [True, False])
def test_a_call_cut_off_by_a_crash_goes_out_again_with_its_key(keep_checkpoints: bool) -> None:
    here = world([REFUND], plan(step("s1", "refund", {"order": 1})))
    here.outside.on("refund", {"order": 1}, Killed(), "r1")
    _die(here)
    here.restart(keep_checkpoints=keep_checkpoints)
    state = here.go_on() if keep_checkpoints else here.run()
    first, second = here.outside.calls
    assert first.idempotency_key == second.idempotency_key
    assert state["ending"] == "finished"


def test_a_call_without_idempotency_cut_off_by_a_crash_waits_for_a_person() -> None:
    here = world([MAIL], plan(step("s1", "mail", {"to": "a"})))
    here.outside.on("mail", {"to": "a"}, Killed())
    _die(here)
    here.restart()
    here.go_on()
    (waiting,) = here.interrupts
    assert "the process ended during the call" in waiting.value["evidence"]
    assert len(here.outside.calls) == 1


def test_the_rejection_of_the_retry_of_a_call_that_had_succeeded_is_looked_into() -> None:
    cancel = write(
        "cancel",
        "order",
        idempotency="key",
        reconcile=Reconcile(
            tool="ask", args={"q": ref("args.order")}, match={"state": "cancelled"}, settle_s=1
        ),
    )
    here = world([cancel, ASK], plan(step("s1", "cancel", {"order": 1})))
    here.outside.on("cancel", {"order": 1}, Killed(), ToolRejected("already cancelled", status=409))
    here.outside.on("ask", {"q": 1}, {"id": 1, "state": "cancelled"})
    _die(here)
    here.restart()
    state = here.go_on()
    assert here.outside.called == ["cancel", "cancel", "ask"]
    assert state["ending"] == "finished"
    assert state["observations"]["s1"]["status"] == "done"


def test_two_busy_and_one_done_in_one_wave_retry_the_two() -> None:
    steps = [step(f"s{n}", "ask", {"q": n}) for n in (1, 2, 3)]
    here = world([ASK], plan(*steps))
    here.outside.on("ask", {"q": 1}, ToolBusy("busy"), 1).on("ask", {"q": 2}, 2)
    here.outside.on("ask", {"q": 3}, ToolBusy("busy"), 3)
    state = here.run()
    assert [state["observations"][f"s{n}"]["output"] for n in (1, 2, 3)] == [1, 2, 3]
    assert len(here.outside.calls) == 5
    assert here.routes.count("recover -> call_tool") == 1


def test_a_replan_waits_until_the_retries_of_its_wave_are_over() -> None:
    first = plan(step("s1", "ask", {"q": 1}), step("s2", "ask", {"q": 2}))
    here = world([ASK], first, plan(step("s1", "ask", {"q": 2})), repairs=[None])
    here.outside.on("ask", {"q": 1}, NO).on("ask", {"q": 2}, ToolBusy("busy"), {"id": 2})
    state = here.run()
    assert here.outside.called == ["ask"] * 3
    assert state["observations"]["r2s1"]["output"] == {"id": 2}
    assert "the address is unknown" in here.reasoner.requests[2].feedback  # type: ignore[union-attr]


MANY = plan(
    step("s1", "ask", {"q": 1}),
    step("s2", "ask", {"q": 2}),
    step("s3", "refund", {"order": ref("s1.id")}),
    step("s4", "mail", {"to": ref("s2.id")}),
)


@pytest.mark.parametrize("dies_at", range(7))
def test_whatever_checkpoints_are_lost_nothing_is_done_twice(dies_at: int) -> None:
    here = world([ASK, REFUND, MAIL], MANY, repairs=[{"to": "c"}])
    replies: list[list[Json | BaseException]] = [
        [ToolBusy("busy"), {"id": 1}],
        [{"id": "a"}],
        [ToolInDoubt("timed out"), "r1"],
        [NO],
        ["sent"],
    ]
    flat = [(at, n) for at, group in enumerate(replies) for n in range(len(group))]
    if dies_at < len(flat):
        group, place = flat[dies_at]
        if group < 3:  # mail has no idempotency: see the tests of a person's verdict
            replies[group].insert(place, Killed())
    here.outside.on("ask", {"q": 1}, *replies[0]).on("ask", {"q": 2}, *replies[1])
    here.outside.on("refund", {"order": 1}, *replies[2])
    here.outside.on("mail", {"to": "a"}, *replies[3]).on("mail", {"to": "c"}, *replies[4])
    state = None
    try:
        state = here.run()
    except Killed:
        here.restart(keep_checkpoints=False)
        state = here.run()
    assert state["ending"] == "finished"
    assert state["answer"].startswith("Here it is.")
    assert len({call.idempotency_key for call in here.outside.calls if call.tool is REFUND}) == 1
    calls = len(here.outside.calls)
    here.restart(keep_checkpoints=False)
    assert here.run()["answer"] == state["answer"]
    assert len(here.outside.calls) == calls


def test_a_plan_that_nobody_could_make_stays_so_on_a_replay() -> None:
    here = world([ASK], ModelUnavailable("the model is away"), answers=[])
    first = here.run()
    here.restart(keep_checkpoints=False)
    assert here.run()["answer"] == first["answer"]
    assert "no plan could be made: the model is away" in first["answer"]
    assert first["ending"] == "failed"


@pytest.mark.parametrize("limits", [Limits(plans=2), Limits(replans=1)])
def test_plans_are_bounded(limits: Limits) -> None:
    plans = [plan(step("s1", "ask", {"q": n})) for n in (1, 2)]
    here = world([ASK], *plans, repairs=[None, None], limits=limits)
    here.outside.on("ask", {"q": 1}, NO).on("ask", {"q": 2}, NO)
    assert here.run()["ending"] == "failed"
    here.restart(keep_checkpoints=False)
    assert here.run()["revision"] == 2


def test_a_plan_that_only_looks_is_made_again_with_what_was_found() -> None:
    looks = plan(step("s1", "ask", {"q": 1}), notes={"continue": True})
    here = world([ASK, REFUND], looks, plan(step("s2", "refund", {"order": ref("s1.id")})))
    here.outside.on("ask", {"q": 1}, {"id": 1}).on("refund", {"order": 1}, "r1")
    state = here.run()
    assert "select_tool -> plan" in here.routes
    assert state["ending"] == "finished"
    assert state["earlier"] == ["ask"]


def test_plans_that_go_on_for_ever_are_bounded() -> None:
    looks = [plan(step("s1", "ask", {"q": n}), notes={"continue": True}) for n in range(3)]
    here = world([ASK], *looks, limits=Limits(plans=3))
    for number in range(3):
        here.outside.on("ask", {"q": number}, {"id": number})
    assert here.run()["ending"] == "finished"


def test_a_replan_that_only_repeats_what_failed_calls_nothing_more() -> None:
    again = plan(step("s1", "ask", {"q": 1}))
    here = world([ASK], again, again, repairs=[None])
    here.outside.on("ask", {"q": 1}, NO)
    state = here.run()
    assert len(here.outside.calls) == 1
    assert state["ending"] == "failed"


def test_the_changes_of_a_plan_that_goes_on_from_a_look_count_as_first_planned() -> None:
    looks = plan(step("s1", "ask", {"q": 1}), notes={"continue": True})
    acts = plan(
        step("s2", "refund", {"order": 1}),
        step("s3", "ask", {"q": 2}),
        step("s4", "refund", {"order": 2}),
    )
    here = world(
        [ASK, REFUND], looks, acts, plan(step("s5", "refund", {"order": 2})), repairs=[None]
    )
    here.outside.on("ask", {"q": 1}, {"id": 1}).on("ask", {"q": 2}, NO)
    here.outside.on("refund", {"order": 1}, "r1").on("refund", {"order": 2}, "r2")
    assert here.run()["ending"] == "finished"
    assert _orders(here) == [1, 2]
