"""A plan that uses everything the plan language has is carried out without a further word."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.json_values import Json
from tests.app.model_batches import Batch
from tests.model_server.replies import Say, say_json
from tests.model_server.server import ModelServer
from tests.reasoners.asking import wire_plan, wire_step

PROMPT = "Add up alex@acme.test's invoices, and open a ticket for each of more than 1000 USD."
LARGE: list[Json] = [
    {"ref": "s3", "op": "gt", "value": 100},
    {"ref": "s2.invoices[*].amount", "op": "ge", "value": 1, "over": "all"},
    {"ref": "s1.plan", "op": "exists"},
]
FOR_EACH: dict[str, Json] = {"$for_each": "s4", "$when": LARGE}
PLAN = wire_plan(
    wire_step("s1", "lookup_account", email="alex@acme.test"),
    wire_step("s2", "fetch_invoices", account_id={"$ref": "s1.account_id"}),
    wire_step("s3", "sum", values={"$ref": "s2.invoices[*].amount"}),
    wire_step("s4", "filter", rows={"$ref": "s2.invoices"}, field="amount", op="gt", value=1000),
    wire_step(
        "s5",
        "create_ticket",
        subject={"$ref": "item.invoice_id"},
        description="More than 1000",
        account_id={"$ref": "s1.account_id"},
        **FOR_EACH,
    ),
    say="{s3} in all; open: {s5[*].status}.",
)


def test_lists_conditions_sums_and_a_template_cost_one_model_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = Batch(tmp_path, monkeypatch, tasks=1)
    batch.write("tasks.json", [{"id": "t", "domain": "ops", "prompt": PROMPT}])
    with ModelServer(lambda request: say_json(PLAN)) as server:
        assert batch.run(server, strict=True) == 0
    (entry,) = batch.results
    called = [call["tool"] for call in entry["tool_calls"]]
    assert called == ["lookup_account", "fetch_invoices", "create_ticket"]
    assert [effect["args"]["subject"] for effect in batch.effects()] == ["INV-2103"]
    assert entry["final_answer"] == "3220.5 in all; open: open."
    assert server.ledger.calls == 1


def test_a_change_of_an_empty_list_is_worded_by_a_model_and_corrected_by_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    none = wire_step(
        "s4", "filter", rows={"$ref": "s2.invoices"}, field="amount", op="gt", value=10**9
    )
    steps = [*PLAN["steps"][:3], none, PLAN["steps"][4]]
    claim = "A ticket was opened for each."

    def say(request: dict[str, Any]) -> Say:
        if request["response_format"]["json_schema"]["name"] == "plan":
            return say_json({**PLAN, "steps": steps, "say": "{s3} in all; tickets are open."})
        return say_json({"answer": claim})

    batch = Batch(tmp_path, monkeypatch, tasks=1)
    batch.write("tasks.json", [{"id": "t", "domain": "ops", "prompt": PROMPT}])
    with ModelServer(say) as server:
        assert batch.run(server, strict=True) == 0
    (entry,) = batch.results
    told = "create_ticket was not carried out: there was nothing to do, the list was empty."
    assert batch.effects() == []
    assert entry["final_answer"] == f"{claim}\n{told}"


def test_a_condition_that_does_not_hold_spares_the_change_and_a_model_words_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[dict[str, Any]] = [*PLAN["steps"][:-1], {**PLAN["steps"][-1]}]
    never = '[{"ref": "s3", "op": "lt", "value": 1}]'
    steps[-1]["args"] = [
        {**arg, "value": never} if arg["name"] == "$when" else arg for arg in steps[-1]["args"]
    ]

    def say(request: dict[str, Any]) -> Say:
        if request["response_format"]["json_schema"]["name"] == "plan":
            return say_json({**PLAN, "steps": steps})
        return say_json({"answer": "Nothing had to be opened."})

    batch = Batch(tmp_path, monkeypatch, tasks=1)
    batch.write("tasks.json", [{"id": "t", "domain": "ops", "prompt": PROMPT}])
    with ModelServer(say) as server:
        assert batch.run(server, strict=True) == 0
    assert batch.effects() == []
    assert batch.results[0]["final_answer"] == "Nothing had to be opened."
    assert server.ledger.calls == 2


def test_a_tool_that_is_only_named_is_reached_by_asking_wrongly_for_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = Batch(tmp_path, monkeypatch, tasks=1)
    tools = json.loads((batch.folder / "tools.json").read_text("utf-8"))
    noise = [
        {
            "name": f"gizmo_{n}",
            "description": "Gizmo of the crew.",
            "args_schema": {"crew": "string"},
        }
        for n in range(90)
    ]
    batch.write("tools.json", [*noise, *tools])
    batch.write("tasks.json", [{"id": "t", "domain": "ops", "prompt": "Which gizmo has the crew?"}])
    shown = []

    def say(request: dict[str, Any]) -> Say:
        system = request["messages"][0]["content"]
        shown.append("\nlookup_account(" in system)
        args: dict[str, Json] = {"email": "alex@acme.test"} if shown[-1] else {"who": "alex"}
        return say_json(wire_plan(wire_step("s1", "lookup_account", **args), say="{s1.plan}!"))

    with ModelServer(say) as server:
        assert batch.run(server, strict=True) == 0
    assert shown == [False, True]
    assert batch.results[0]["final_answer"].endswith("!")
    assert server.ledger.calls == 2
