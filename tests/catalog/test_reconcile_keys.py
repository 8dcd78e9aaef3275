"""`reconcile`: read completely before any call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from catalog import ToolCatalog
from core.tool import Reconcile
from tests.catalog.files import complaint, loaded, tool_entry

REFUND = tool_entry("refund", args_schema={"order_id": "string", "amount": "number"})
LIST = tool_entry("list_refunds", args_schema={"order_id": "string", "page": "integer?"})
GOOD: dict[str, Any] = {
    "tool": "list_refunds",
    "args": {"order_id": {"$ref": "args.order_id"}},
    "list": "refunds",
    "match": {"amount": {"$ref": "args.amount"}, "reference": {"$ref": "key"}},
}


def _bindings(**changes: Any) -> dict[str, Any]:
    reconcile = {**GOOD, **changes}
    return {"tools": {"refund": {"effect": "write", "reconcile": reconcile}}}


def test_a_complete_reconcile_is_read(tmp_path: Path) -> None:
    catalog = loaded(tmp_path, [REFUND, LIST], _bindings(settle_s=2, baseline=True))
    tool = ToolCatalog(catalog.tools).tool("refund")
    assert tool is not None
    assert tool.reconcile == Reconcile(
        tool="list_refunds",
        args=GOOD["args"],
        list="refunds",
        match=GOOD["match"],
        settle_s=2,
        baseline=True,
    )


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    reconcile = {"tool": "list_refunds", "args": {"order_id": "o1"}}
    bindings = {"tools": {"refund": {"effect": "write", "reconcile": reconcile}}}
    tool = loaded(tmp_path, [REFUND, LIST], bindings).tools[0]
    assert tool.reconcile == Reconcile("list_refunds", {"order_id": "o1"}, None, {}, 5.0, False)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"tool": "list_refund"},
            'reconcile.tool\': "list_refund" is not in the catalog; did you mean "list_refunds"?',
        ),
        ({"tool": None}, "reconcile.tool': is missing; name the tool that looks"),
        ({"tool": "refund"}, 'reconcile.tool\': "refund" is not known to be a read'),
        ({"matches": {}}, 'reconcile.matches\': is not a key; did you mean "match"?'),
        ({"args": []}, "reconcile.args': is an array; write an object"),
        ({"args": {}}, 'reconcile.args\': lacks "order_id", which list_refunds needs'),
        (
            {"args": {"order": 1, "order_id": 1}},
            'reconcile.args.order\': is not an argument of list_refunds; did you mean "order_id"?',
        ),
        (
            {"args": {"order_id": {"$ref": "args.order"}}},
            'reconcile.args\': "args.order" is not an argument of refund; did you mean "order_id"?',
        ),
        (
            {"args": {"order_id": {"$ref": "s1.id"}}},
            '"s1.id" leads nowhere; write args.NAME or key',
        ),
        ({"args": {"order_id": {"$ref": "key.x"}}}, '"key.x" leads into the key; write key'),
        ({"match": {"a": {"$ref": "args..b"}}}, '"args..b" is malformed'),
        ({"match": {}}, "reconcile.match': is missing; name the fields"),
        ({"match": "amount"}, "reconcile.match': is a string; write an object"),
        ({"list": "a b..c"}, 'reconcile.list\': "a b..c" is not a path'),
        ({"list": 3}, "reconcile.list': 3 is not a path"),
        ({"settle_s": "2"}, "reconcile.settle_s': is a string; write a number of seconds"),
        ({"settle_s": -1}, "reconcile.settle_s': is -1; write seconds between 0 and 86400"),
        ({"baseline": 1}, "reconcile.baseline': is a number; write true or false"),
    ],
)
def test_a_part_that_cannot_work_is_named(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    message = complaint(tmp_path, [REFUND, LIST], _bindings(**changes))
    assert message.startswith("bindings.json, tools.refund, field '")
    assert said in message


def test_a_tool_whose_effect_cannot_be_told_is_no_look_up_for_reconcile(tmp_path: Path) -> None:
    unclear = tool_entry("ledger", description="The ledger.", args_schema={"order_id": "string"})
    said = complaint(tmp_path, [REFUND, unclear], _bindings(tool="ledger"))
    assert 'say "effect": "read" if it is' in said


def test_reconcile_must_be_an_object(tmp_path: Path) -> None:
    bindings = {"tools": {"refund": {"reconcile": "list_refunds"}}}
    said = complaint(tmp_path, [REFUND, LIST], bindings)
    assert "field 'reconcile': is a string; write an object" in said
