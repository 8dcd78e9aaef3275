"""A step for each item of a list: one call per item, in order, and never too many."""

from __future__ import annotations

import pytest

from core.json_values import Json
from core.services import Limits
from tests.nodes.world import plan, ref, step, tool, world, write

ASK = tool("ask", "q", returns=["id", "state"])
ROWS = tool("rows", "q", returns=["rows"])
SEND = write("send", "to")


def test_each_item_of_a_list_is_one_call() -> None:
    here = world(
        [ROWS, ASK],
        plan(
            step("s1", "rows", {"q": 0}),
            step("s2", "ask", {"q": ref("item.n")}, for_each="s1.rows"),
            needs=["s2[*].id"],
            answer_template="{s2[*].id}",
        ),
    )
    here.outside.on("rows", {"q": 0}, {"rows": [{"n": 2}, {"n": 1}]})
    here.outside.on("ask", {"q": 2}, {"id": "two"}).on("ask", {"q": 1}, {"id": "one"})
    state = here.run()
    outputs = [seen["output"] for key, seen in state["observations"].items() if "#" in key]
    assert outputs == [{"id": "two"}, {"id": "one"}]


def test_changes_of_a_list_go_out_one_at_a_time() -> None:
    here = world(
        [ROWS, SEND],
        plan(
            step("s1", "rows", {"q": 0}),
            step("s2", "send", {"to": ref("item")}, for_each="s1.rows"),
        ),
    )
    here.outside.on("rows", {"q": 0}, {"rows": ["a", "b", "a"]})
    here.outside.on("send", {"to": "a"}, 1, 3).on("send", {"to": "b"}, 2)
    state = here.run()
    assert [call.args.get("to") for call in here.outside.calls[1:]] == ["a", "b", "a"]
    assert len({call.idempotency_key for call in here.outside.calls[1:]}) == 3
    assert state["ending"] == "finished"


@pytest.mark.parametrize(
    ("rows", "ending"), [([], "finished"), ("not a list", "partial"), (None, "partial")]
)
def test_a_list_without_items_is_nothing_to_do_and_no_list_is_a_failure(
    rows: Json, ending: str
) -> None:
    here = world(
        [ROWS, SEND],
        plan(
            step("s1", "rows", {"q": 0}),
            step("s2", "send", {"to": ref("item")}, for_each="s1.rows"),
        ),
    )
    here.outside.on("rows", {"q": 0}, {"rows": rows})
    assert here.run()["ending"] == ending


def test_a_change_of_an_empty_list_is_never_told_as_done() -> None:
    here = world(
        [ROWS, SEND],
        plan(
            step("s1", "rows", {"q": 0}),
            step("s2", "send", {"to": ref("item")}, for_each="s1.rows"),
            answer_template="All of {s1.of} were sent.",
        ),
    )
    here.outside.on("rows", {"q": 0}, {"rows": [], "of": "A1"})
    told = "send was not carried out: there was nothing to do, the list was empty."
    assert told in here.run()["answer"]


def test_more_items_than_allowed_are_left_out_and_that_is_said() -> None:
    here = world(
        [ROWS, SEND],
        plan(
            step("s1", "rows", {"q": 0}),
            step("s2", "send", {"to": ref("item")}, for_each="s1.rows"),
        ),
        limits=Limits(for_each=2),
    )
    here.outside.on("rows", {"q": 0}, {"rows": [1, 2, 3]})
    here.outside.on("send", {"to": 1}, "x").on("send", {"to": 2}, "y")
    state = here.run()
    assert "send was carried out for the first 2 of 3 only." in state["answer"]
    assert state["ending"] == "partial"
