"""An endpoint that never gives a usable reply, in every way there is: over real HTTP and through
the real client each task ends as it would without a model, after few requests.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reasoners.modeling import client
from tests.app.model_batches import KEY, Batch
from tests.model_server.provider_rules import Abilities
from tests.model_server.replies import Say, fail, say_json
from tests.model_server.server import ModelServer
from tests.reasoners.asking import wire_plan, wire_step

TASKS = 3
LOOK = wire_step("s1", "lookup_account", email="alex@acme.test")
TEXT = json.dumps(wire_plan(LOOK))
FINAL, SILENT, USELESS = 1, 6, 4 * TASKS  # most requests of a run

STATUSES = {
    **{f"HTTP {status}": (fail(status, f"no: {KEY}"), FINAL) for status in (401, 402, 403, 404)},
    "a redirect": (fail(301, "moved"), FINAL),
    "a budget spent, as 400": (fail(400, {"message": "ExceededBudget: over"}), FINAL),
    "a budget spent, as 429": (fail(429, "Budget has been exceeded! Current cost: 3"), FINAL),
    "no quota, as 429": (fail(429, {"message": "x", "code": "insufficient_quota"}), FINAL),
    "a budget spent, as 200": (Say(raw=b'{"error": {"message": "x", "code": 402}}'), FINAL),
    **{
        f"HTTP {status} for ever": (fail(status, "later", retry_after="0"), SILENT)
        for status in (429, 500, 503, 529)
    },
    "an error in a 200": (Say(raw=b'{"error": {"message": "overloaded"}}'), SILENT),
    "a web page": (Say(raw=b"<html>"), SILENT),
    "an empty body": (Say(raw=b""), SILENT),
    "a dropped connection": (Say(drop="at once"), SILENT),
    "half a body": (Say(drop="midway"), SILENT),
    "a question too long": (fail(400, "maximum context length is 8192 tokens"), USELESS),
}
REPLIES = {
    "a refusal": (Say(refusal="I cannot help."), USELESS),
    "a content filter": (Say(TEXT, finish="content_filter"), USELESS),
    "cut at the limit": (Say(TEXT, finish="length"), USELESS),
    "cut, and the end lies": (Say(TEXT[:-9]), USELESS),
    "no end": (Say(TEXT, finish=None), USELESS),
    "empty": (Say(""), USELESS),
    "no choices": (Say(raw=b'{"choices": []}'), USELESS),
    "null choices": (Say(raw=b'{"choices": null}'), USELESS),
    "prose": (Say("I would look up the account."), USELESS + 3),
    "invalid JSON": (Say(TEXT.replace(",", ",,")), USELESS),
    "NaN": (Say(TEXT.replace("null", "NaN")), USELESS),
    "a name twice": (Say('{"steps": [], ' + TEXT[1:]), USELESS),
    "a wrong type": (say_json(wire_plan() | {"steps": "s1"}), USELESS),
    "the same step twice": (say_json(wire_plan(LOOK, LOOK)), USELESS),
    "the same call twice": (say_json(wire_plan(LOOK, {**LOOK, "id": "s2"})), USELESS),
}
PLANS = {
    "an unknown tool": wire_plan(wire_step("s1", "lookup_acount", email="alex@acme.test")),
    "an argument missing": wire_plan(wire_step("s1", "lookup_account")),
    "an argument too many": wire_plan(wire_step("s1", "lookup_account", email="a@b.c", x=1)),
    "an argument of the wrong type": wire_plan(wire_step("s1", "lookup_account", email={"x": []})),
    "a reference to nothing": wire_plan(
        wire_step("s1", "lookup_account", email={"$ref": "s9.email"})
    ),
    "a circle": wire_plan(
        wire_step("s1", "lookup_account", email={"$ref": "s2.email"}),
        wire_step("s2", "lookup_account", email={"$ref": "s1.email"}),
    ),
}
CALLS = {
    "half a call": Say(calls=(("plan", TEXT[:-9]),), finish="length"),
    "half a call, and the end lies": Say(calls=(("plan", TEXT[:-9]),)),
    "fifty calls": Say(calls=(("plan", TEXT),) * 50),
    "the same call id twice": Say(calls=(("plan", TEXT),) * 2, ids=("c1", "c1")),
    "another function": Say(calls=(("create_ticket", TEXT),)),
}


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "FIRST_WAIT_S", 0.002)


@pytest.fixture(scope="module")
def without_model(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What becomes of each task where there is no model."""
    with pytest.MonkeyPatch.context() as patch:
        batch = Batch(tmp_path_factory.mktemp("without"), patch, tasks=TASKS)
        with ModelServer(lambda request: fail(500, "nobody asks")) as server:
            batch.run(server, reasoner="symbolic")
    return told(batch)


def told(batch: Batch) -> list[dict[str, Any]]:
    """The results without what was measured."""
    measured = ("latency_ms", "tokens_used")
    kept = [{k: v for k, v in one.items() if k not in measured} for one in batch.results]
    for effect in batch.effects():  # a mock makes the id of what it creates from the run's own
        made = str(effect["output"]["ticket_id"])
        kept = json.loads(json.dumps(kept).replace(made, "T-1"))
    return kept


@pytest.mark.parametrize(
    ("say", "most"), [*STATUSES.values(), *REPLIES.values()], ids=[*STATUSES, *REPLIES]
)
def test_each_task_ends_as_it_would_without_a_model(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    without_model: list[dict[str, Any]],
    say: Say,
    most: int,
) -> None:
    batch = Batch(tmp_path, monkeypatch, tasks=TASKS)
    with ModelServer(lambda request: say) as server:
        assert batch.run(server, concurrency=1) == 0
    assert told(batch) == without_model
    assert 1 <= server.ledger.calls <= most
    batch.assert_no_key()


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_a_plan_that_never_passes_the_check_costs_two_requests_a_task(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    without_model: list[dict[str, Any]],
    plan: dict[str, Any],
) -> None:
    def say(request: dict[str, Any]) -> Say:
        asked = request["response_format"]["json_schema"]["name"]
        return say_json(plan) if asked == "plan" else Say(refusal="I cannot help.")

    batch = Batch(tmp_path, monkeypatch, tasks=TASKS)
    with ModelServer(say) as server:
        assert batch.run(server, concurrency=1) == 0
    assert told(batch) == without_model
    plans = [r for r in server.ledger.requests if "plan" in str(r["response_format"])[:60]]
    assert len(plans) == 2 * TASKS


@pytest.mark.parametrize("say", CALLS.values(), ids=CALLS)
def test_a_call_that_is_not_whole_and_alone_is_as_good_as_none(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    without_model: list[dict[str, Any]],
    say: Say,
) -> None:
    batch = Batch(tmp_path, monkeypatch, tasks=TASKS)
    abilities = Abilities(json_schema=False)
    with ModelServer(lambda request: replace(say), abilities=abilities) as server:
        assert batch.run(server, concurrency=1) == 0
    assert told(batch) == without_model
    assert server.ledger.calls <= USELESS + 1
