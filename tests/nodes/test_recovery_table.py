"""Every row of the table: failure class, effect and idempotency class decide what happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from core.errors import ToolBroken, ToolBusy, ToolError, ToolInDoubt, ToolRejected
from core.json_values import Args, Json
from core.observation import Status
from core.seams import ToolOutput
from core.services import Limits
from core.tool import Reconcile, Tool
from nodes.recovery_rules import RULES
from tests.nodes.world import World, plan, ref, step, tool, world, write

BUSY = ToolBusy("busy", status=429)
DOUBT = ToolInDoubt("timed out")
NO = ToolRejected("amount is too high", status=422)
BACK = Reconcile(
    tool="sent", args={"to": ref("args.to")}, list="rows", match={"to": ref("args.to")}, settle_s=2
)
SENT = tool("sent", "to", returns=["rows"])
ONE = plan(step("s1", "send", {"to": "a"}))
FOUND: Json = {"rows": [{"to": "a", "id": 9}]}
TWINS: Json = {"rows": [{"to": "a", "id": 1}, {"to": "a", "id": 2}]}
NONE: Json = {"rows": []}


@dataclass(frozen=True)
class Row:
    """What a tool answers in turn, and what must come of it."""

    says: str
    tool: Tool
    replies: tuple[Any, ...]
    status: Status | None  # None: a person is asked
    calls: int
    looks: tuple[Json | ToolError, ...] = ()
    repairs: tuple[Args | None, ...] = ()
    repaired: tuple[Any, ...] = ()


def _read(**keys: Any) -> Tool:
    return tool("send", "to", "amount", **keys)


def _write(idempotency: str, **keys: Any) -> Tool:
    return write("send", "to", "amount", idempotency=idempotency, **keys)


ROWS = (
    Row("a busy look-up is called again", _read(), (BUSY, BUSY, 1), "done", 3),
    Row("a look-up that stays busy is given up", _read(), (BUSY,) * 5, "broken", 5),
    Row("a look-up in doubt is called again", _read(), (DOUBT, 1), "done", 2),
    Row("a look-up that stays in doubt is given up", _read(), (DOUBT,) * 5, "broken", 5),
    Row("a broken look-up is given up", _read(), (ToolBroken("gone"),), "broken", 1),
    Row("a busy change with a key is called again", _write("key"), (BUSY, 1), "done", 2),
    Row("a busy natural change is called again", _write("natural"), (BUSY, 1), "done", 2),
    Row("a busy change to look for is called again", _write("reconcile"), (BUSY, 1), "done", 2),
    Row("a busy change without idempotency is called again", _write("none"), (BUSY, 1), "done", 2),
    Row("a change that stays busy is given up", _write("none"), (BUSY,) * 5, "broken", 5),
    Row("a broken change is given up", _write("key"), (ToolBroken("gone"),), "broken", 1),
    Row(
        "a rejected look-up is repaired once",
        _read(), (NO,), "done", 2, repairs=({"to": "b"},), repaired=(1,),
    ),
    Row(
        "a rejected change is repaired once",
        _write("none"), (NO,), "done", 2, repairs=({"to": "b"},), repaired=(1,),
    ),
    Row(
        "a repair that is rejected is not repaired again",
        _write("key"), (NO,), "rejected", 2, repairs=({"to": "b"},), repaired=(NO,),
    ),
    Row(
        "a rejection without a repair is final",
        _write("key"), (NO,), "rejected", 1, repairs=(None,),
    ),
    Row(
        "a repair that changes nothing is none",
        _write("key"), (NO,), "rejected", 1, repairs=({"to": "a"},),
    ),
    Row(
        "a repair with arguments that do not fit is none",
        _write("key"), (NO,), "rejected", 1, repairs=({"whom": "b"},),
    ),
    Row(
        "a refusal that no arguments can change is not repaired",
        _write("key"), (ToolRejected("forbidden", status=403, final=True),), "rejected", 1,
    ),
    Row("a change in doubt with a key is called again", _write("key"), (DOUBT, 1), "done", 2),
    Row("a natural change in doubt is called again", _write("natural"), (DOUBT, 1), "done", 2),
    Row("a change that stays in doubt waits for a person", _write("key"), (DOUBT,) * 5, None, 5),
    Row("a change in doubt that nothing protects waits", _write("none"), (DOUBT,), None, 1),
    Row(
        "a change in doubt that can be queried but not found is called again",
        _write("reconcile", reconcile=BACK), (DOUBT, 1), "done", 2, looks=(NONE,),
    ),
    Row(
        "a change in doubt that is found is done",
        _write("reconcile", reconcile=BACK), (DOUBT,), "done", 1, looks=(FOUND,),
    ),
    Row(
        "a declared look-up serves a tool without idempotency, too",
        _write("none", reconcile=BACK), (DOUBT,), "done", 1, looks=(FOUND,),
    ),
    Row(
        "a key that stays in doubt is looked for",
        _write("key", reconcile=BACK), (DOUBT,) * 5, "done", 5, looks=(FOUND,),
    ),
    Row(
        "the look-up is asked again while it is busy",
        _write("reconcile", reconcile=BACK), (DOUBT,), "done", 1, looks=(BUSY, DOUBT, FOUND),
    ),
    Row(
        "no record of the look-up is none that was made",
        _write("reconcile", reconcile=BACK), (DOUBT, 1), "done", 2,
        looks=(ToolRejected("no such", status=404),),
    ),
    Row(
        "a look-up that keeps failing leaves it to a person",
        _write("reconcile", reconcile=BACK), (DOUBT,), None, 1, looks=(BUSY,) * 5,
    ),
    Row(
        "records that cannot be told apart leave it to a person",
        _write("reconcile", reconcile=BACK), (DOUBT,), None, 1,
        looks=(TWINS,) * 5,
    ),
    Row(
        "the rejection of a retry is not the end of the attempt before it",
        _write("key"), (DOUBT, NO), None, 2,
    ),
    Row(
        "the rejection of a retry is looked into",
        _write("key", reconcile=BACK), (DOUBT, NO), "done", 2, looks=(FOUND,),
    ),
    Row(
        "a rejected retry of a call found not done is repaired",
        _write("key", reconcile=BACK), (DOUBT, NO), "done", 3,
        looks=(NONE,), repairs=({"to": "b"},), repaired=(1,),
    ),
    Row(
        "a busy retry leaves the attempt before it in doubt",
        _write("key"), (DOUBT, BUSY, BUSY, BUSY, BUSY), None, 5,
    ),
    Row(
        "a reply that could not be read is looked up",
        _write("reconcile", reconcile=BACK), (ToolOutput(None, known=False),), "done", 1,
        looks=(FOUND,),
    ),
    Row(
        "a change whose reply cannot be had at all is done all the same",
        _write("none"), (ToolOutput(None, known=False),), "done", 1,
    ),
)  # fmt: skip


def _world(row: Row) -> World:
    limits = Limits(plans=1)
    here = world([row.tool, SENT], ONE, repairs=row.repairs, limits=limits)
    here.outside.on("send", {"to": "a"}, *row.replies).on("send", {"to": "b"}, *row.repaired)
    here.outside.on("sent", {"to": "a"}, *row.looks)
    return here


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says.replace(" ", "-"))
def test_what_happens_is_what_the_table_says(row: Row) -> None:
    here = _world(row)
    state = here.run()
    assert here.outside.called.count("send") == row.calls
    assert here.outside.called.count("sent") == len(row.looks)
    if row.status is None:
        assert [one.value["kind"] for one in here.interrupts] == ["in_doubt"]
    else:
        assert not here.interrupts
        assert state["observations"]["s1"]["status"] == row.status


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says.replace(" ", "-"))
def test_a_run_without_its_checkpoints_calls_nothing_again_and_ends_the_same(row: Row) -> None:
    here = _world(row)
    before = here.run()
    questions = [one.value["question"] for one in here.interrupts]
    calls = len(here.outside.calls)
    here.restart(keep_checkpoints=False)
    after = here.run()
    assert len(here.outside.calls) == calls
    assert [one.value["question"] for one in here.interrupts] == questions
    assert after.get("answer") == before.get("answer")
    assert after.get("ending") == before.get("ending")


def test_every_row_of_the_table_ends_in_a_remedy_that_is_always_possible() -> None:
    assert {row[-1] for row in RULES.values()} == {"give_up", "person", "accept"}
    assert all(
        "person" not in row and "give_up" in row
        for (_, kind), row in RULES.items()
        if kind == "read"
    )
