"""Which calls are made, in which order, and when the graph stops early."""

from __future__ import annotations

import pytest

from core.errors import ToolRejected
from core.services import Limits
from tests.nodes.world import plan, ref, step, tool, world, write

ASK = tool("ask", "q", returns=["id", "state"])
ALSO = tool("also", "q", returns=["id"])
ROWS = tool("rows", "q", returns=["rows"])
SEND = write("send", "to")
FILE = write("file", "to")


def test_look_ups_that_do_not_need_each_other_go_out_in_one_wave() -> None:
    here = world([ASK, ALSO], plan(step("s1", "ask", {"q": 1}), step("s2", "also", {"q": 2})))
    here.outside.on("ask", {"q": 1}, {"id": 1}).on("also", {"q": 2}, {"id": 2})
    state = here.run()
    assert here.routes.count("select_tool -> call_tool") == 1
    assert list(state["observations"]) == ["s1", "s2"]


def test_a_look_up_waits_for_what_it_refers_to() -> None:
    here = world(
        [ASK, ALSO], plan(step("s1", "also", {"q": ref("s2.id")}), step("s2", "ask", {"q": 1}))
    )
    here.outside.on("ask", {"q": 1}, {"id": 5}).on("also", {"q": 5}, {"id": 6})
    here.run()
    assert here.outside.called == ["ask", "also"]


def test_changes_go_out_one_at_a_time_after_every_earlier_step() -> None:
    here = world(
        [ASK, SEND, FILE],
        plan(
            step("s1", "send", {"to": "a"}),
            step("s2", "ask", {"q": 1}),
            step("s3", "file", {"to": "b"}),
        ),
    )
    here.outside.on("send", {"to": "a"}, 1).on("ask", {"q": 1}, {}).on("file", {"to": "b"}, 2)
    here.run()
    assert here.outside.called == ["send", "ask", "file"]
    assert here.routes.count("select_tool -> call_tool") == 3


def test_a_change_after_a_failed_change_is_not_made() -> None:
    here = world(
        [SEND, FILE], plan(step("s1", "send", {"to": "a"}), step("s2", "file", {"to": "b"}))
    )
    here.outside.on("send", {"to": "a"}, ToolRejected("no", final=True))
    state = here.run()
    assert here.outside.called == ["send"]
    assert state["observations"]["s2"]["status"] == "skipped"
    assert state["ending"] == "failed"


def test_a_change_may_say_that_it_is_made_despite_a_failed_one() -> None:
    here = world(
        [SEND, FILE],
        plan(
            step("s1", "send", {"to": "a"}), step("s2", "file", {"to": "b"}, despite_failure=True)
        ),
    )
    here.outside.on("send", {"to": "a"}, ToolRejected("no", final=True)).on("file", {"to": "b"}, 1)
    here.run()
    assert here.outside.called == ["send", "file"]


def test_the_rest_of_the_look_ups_is_skipped_once_the_answer_is_found() -> None:
    here = world(
        [ASK, ALSO],
        plan(
            step("s1", "ask", {"q": 1}),
            step("s2", "also", {"q": ref("s1.id")}),
            needs=["s1.state"],
        ),
    )
    here.outside.on("ask", {"q": 1}, {"id": 1, "state": "open"})
    state = here.run()
    assert here.outside.called == ["ask"]
    assert here.routes[-1] == "select_tool -> finalize"
    assert state["ending"] == "finished"


def test_a_found_answer_does_not_stop_a_change_that_was_asked_for() -> None:
    here = world(
        [ASK, SEND],
        plan(step("s1", "ask", {"q": 1}), step("s2", "send", {"to": "a"}), needs=["s1.id"]),
    )
    here.outside.on("ask", {"q": 1}, {"id": 1}).on("send", {"to": "a"}, 1)
    here.run()
    assert here.outside.called == ["ask", "send"]


def test_a_found_answer_stops_a_change_that_is_not_required() -> None:
    here = world(
        [ASK, SEND],
        plan(
            step("s1", "ask", {"q": 1}),
            step("s2", "send", {"to": "a"}, required=False),
            needs=["s1.id"],
        ),
    )
    here.outside.on("ask", {"q": 1}, {"id": 1})
    here.run()
    assert here.outside.called == ["ask"]


@pytest.mark.parametrize(("state", "sent"), [("open", ["ask", "send"]), ("closed", ["ask"])])
def test_a_step_runs_only_where_its_condition_holds(state: str, sent: list[str]) -> None:
    condition = {"ref": "s1.state", "op": "eq", "value": "open"}
    here = world(
        [ASK, SEND],
        plan(step("s1", "ask", {"q": 1}), step("s2", "send", {"to": "a"}, when=[condition])),
    )
    here.outside.on("ask", {"q": 1}, {"state": state}).on("send", {"to": "a"}, 1)
    assert here.run()["ending"] == "finished"
    assert here.outside.called == sent


def test_no_change_rests_on_a_look_up_that_failed() -> None:
    condition = {"ref": "s1.id", "op": "missing"}
    here = world(
        [ASK, SEND],
        plan(step("s1", "ask", {"q": 1}), step("s2", "send", {"to": "a"}, when=[condition])),
        limits=Limits(plans=1),
        repairs=[None],
    )
    here.outside.on("ask", {"q": 1}, ToolRejected("bad question"))
    state = here.run()
    assert here.outside.called == ["ask"]
    assert state["observations"]["s2"]["status"] == "skipped"


def test_a_look_up_may_stand_in_for_one_that_failed() -> None:
    condition = {"ref": "s1.id", "op": "missing"}
    here = world(
        [ASK, ALSO],
        plan(
            step("s1", "ask", {"q": 1}),
            step("s2", "also", {"q": 2}, when=[condition]),
            needs=["s2.id"],
        ),
        limits=Limits(plans=1),
        repairs=[None],
    )
    here.outside.on("ask", {"q": 1}, ToolRejected("bad question")).on("also", {"q": 2}, {"id": 2})
    here.run()
    assert here.outside.called == ["ask", "also"]


def test_a_record_that_is_not_there_is_a_finding_that_a_change_may_rest_on() -> None:
    condition = {"ref": "s1.id", "op": "missing"}
    here = world(
        [ASK, SEND],
        plan(step("s1", "ask", {"q": 1}), step("s2", "send", {"to": "a"}, when=[condition])),
    )
    here.outside.on("ask", {"q": 1}, ToolRejected("no such", status=404)).on("send", {"to": "a"}, 1)
    state = here.run()
    assert state["observations"]["s1"]["status"] == "not_found"
    assert here.outside.called == ["ask", "send"]
    assert state["ending"] == "finished"


def test_a_change_whose_value_never_comes_is_not_made_and_that_is_said() -> None:
    here = world(
        [ASK, SEND], plan(step("s1", "ask", {"q": 1}), step("s2", "send", {"to": ref("s1.id")}))
    )
    here.outside.on("ask", {"q": 1}, {"state": "open"})
    state = here.run()
    assert state["ending"] == "partial"
    assert "send was not carried out: there is no s1.id." in state["answer"]


def test_a_calculation_is_made_here_and_calls_nothing() -> None:
    here = world(
        [ROWS],
        plan(
            step("s1", "rows", {"q": 0}),
            step("s2", None, {"items": ref("s1.rows")}, function="count"),
            needs=["s2"],
        ),
    )
    here.outside.on("rows", {"q": 0}, {"rows": [4, 5]})
    state = here.run()
    assert state["observations"]["s2"]["output"] == 2
    assert here.outside.called == ["rows"]


def test_a_calculation_that_does_not_fit_is_a_failure_in_its_own_words() -> None:
    here = world([ASK], plan(step("s1", None, {"items": 5}, function="count")))
    state = here.run()
    assert state["observations"]["s1"]["status"] == "broken"
    assert "count could not be computed" in state["answer"]


def test_the_same_look_up_is_asked_once() -> None:
    here = world(
        [ASK],
        plan(step("s1", "ask", {"q": 1}), step("s2", "ask", {"q": 1}), needs=["s1.id", "s2.id"]),
    )
    here.outside.on("ask", {"q": 1}, {"id": 1})
    state = here.run()
    assert state["observations"]["s2"]["output"] == {"id": 1}
    assert here.outside.called == ["ask"]


def test_the_same_look_up_is_asked_again_after_a_change() -> None:
    here = world(
        [ASK, SEND],
        plan(
            step("s1", "ask", {"q": 1}),
            step("s2", "send", {"to": "a"}),
            step("s3", "ask", {"q": 1}),
        ),
    )
    here.outside.on("ask", {"q": 1}, {"id": 1}, {"id": 2}).on("send", {"to": "a"}, 1)
    state = here.run()
    assert state["observations"]["s3"]["output"] == {"id": 2}


def test_a_tool_that_nothing_is_bound_to_is_reported_and_not_called() -> None:
    here = world([tool("ask", "q", adapter=None)], plan(step("s1", "ask", {"q": 1})))
    state = here.run()
    assert state["ending"] == "failed"
    assert "ask is not bound to anything that can be called" in state["answer"]
    assert here.outside.calls == []


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        (Limits(calls=2), "the cap of 2 calls is reached"),
        (Limits(rounds=2), "the cap of 2 rounds is reached"),
    ],
)
def test_a_cap_ends_the_task_with_what_is_known(limits: Limits, why: str) -> None:
    here = world(
        [ASK],
        plan(
            step("s1", "ask", {"q": 1}),
            step("s2", "ask", {"q": ref("s1.id")}),
            step("s3", "ask", {"q": ref("s2.id")}),
            step("s4", "ask", {"q": ref("s3.id")}),
        ),
        limits=limits,
    )
    for number in (1, 2, 3):
        here.outside.on("ask", {"q": number}, {"id": number + 1})
    state = here.run()
    assert why in state["answer"]
    assert state["ending"] == "partial"
    assert len(here.outside.calls) == 2
    here.restart(keep_checkpoints=False)
    assert here.run()["answer"] == state["answer"]
    assert len(here.outside.calls) == 2


def test_a_big_output_is_kept_once_and_still_answers_references() -> None:
    text = "x" * 10_000
    here = world(
        [ASK, ALSO], plan(step("s1", "ask", {"q": 1}), step("s2", "also", {"q": ref("s1.text")}))
    )
    here.outside.on("ask", {"q": 1}, {"id": 7, "text": text}).on("also", {"q": text}, {"id": 1})
    seen = here.run()["observations"]["s1"]
    assert seen["stored"]
    assert len(str(seen["output"])) < 1_000


def test_arguments_that_do_not_fit_are_not_sent() -> None:
    here = world([ASK], plan(step("s1", "ask", {"q": 1})), repairs=[None], limits=Limits(plans=1))
    here.catalog.bad_args["ask"] = ["q must be text"]
    state = here.run()
    assert here.outside.calls == []
    assert "q must be text" in state["answer"]
