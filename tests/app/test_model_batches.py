"""Whatever the endpoint does, every task has its result, over real HTTP through the real client."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reasoners.modeling import client
from tests.app.model_batches import KEY, Batch
from tests.model_server.competent import CompetentModel
from tests.model_server.provider_rules import Abilities
from tests.model_server.replies import Say, fail, say_json
from tests.model_server.samples import ROOT, sample_solutions
from tests.model_server.server import Brain, ModelServer

TEN = 10
TOOLS = {tool["name"] for tool in json.loads((ROOT / "examples/tools.json").read_text("utf-8"))}


@pytest.fixture(autouse=True)
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "FIRST_WAIT_S", 0.005)


def competent() -> CompetentModel:
    return CompetentModel(sample_solutions())


def at_first(brain: Brain, *troubles: Say) -> Brain:
    """A brain that answers every question with a trouble first, each trouble in turn."""
    asked: dict[tuple[str, str], int] = {}

    def say(request: dict[str, Any]) -> Say:
        reply = brain(request)
        question = (reply.about, request["response_format"]["json_schema"]["name"])
        asked.setdefault(question, len(asked))
        position, asked[question] = asked[question], -1
        return reply if position < 0 else troubles[position % len(troubles)]

    return say


def test_the_samples_take_two_model_calls_each_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = Batch(tmp_path, monkeypatch)
    with ModelServer(competent(), key=KEY) as server:
        assert batch.run(server, strict=True) == 0
    batch.assert_accepted()
    about = [bill["about"] for bill in server.ledger.bills]
    assert {task["id"]: about.count(task["id"]) <= 2 for task in batch.tasks} == {
        task["id"]: True for task in batch.tasks
    }
    told = sum(entry["tokens_used"] for entry in batch.results)
    assert told == sum(bill["total_tokens"] for bill in server.ledger.bills)
    assert not server.ledger.complaints
    batch.assert_no_key()


def test_certain_tasks_cost_nothing_with_auto(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = Batch(tmp_path, monkeypatch)
    with ModelServer(competent()) as server:
        assert batch.run(server, reasoner="auto") == 0
    batch.assert_accepted()
    assert server.ledger.calls < 2 * len(batch.tasks)


def test_identical_prompts_are_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = Batch(tmp_path, monkeypatch, tasks=1)
    (task,) = batch.tasks
    batch.write("tasks.json", [{**task, "id": f"{task['id']}-{number}"} for number in range(6)])
    with ModelServer(competent()) as server:
        batch.run(server)
    assert len({entry["final_answer"] for entry in batch.results}) == 1
    assert server.ledger.calls == 2


@pytest.mark.parametrize(
    "abilities",
    [
        Abilities(json_schema=False),
        Abilities(json_schema=False, tools=False),
        Abilities(json_schema=False, tools=False, json_mode=False, reasoning=True),
    ],
)
def test_samples_are_done_by_whatever_structure_the_endpoint_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, abilities: Abilities
) -> None:
    batch = Batch(tmp_path, monkeypatch, tasks=TEN)
    with ModelServer(competent(), abilities=abilities) as server:
        batch.run(server)
    batch.assert_accepted()
    assert server.ledger.replies >= TEN


@pytest.mark.parametrize("index", range(2 * TEN + 1))
def test_402_at_any_call_leaves_a_result_for_every_task(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: int
) -> None:
    batch = Batch(tmp_path, monkeypatch, tasks=TEN)
    with ModelServer(competent(), refuse_from=index) as server:
        assert batch.run(server, concurrency=2) == 0
    assert [entry["id"] for entry in batch.results] == [task["id"] for task in batch.tasks]
    assert all(entry["final_answer"] for entry in batch.results)
    # Side by side, one call more may be on its way when the first 402 comes.
    assert server.ledger.calls <= index + 2
    assert server.ledger.replies <= index


def test_402_with_strict_is_exit_code_3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = Batch(tmp_path, monkeypatch, tasks=TEN)
    with ModelServer(competent(), refuse_from=3) as server:
        assert batch.run(server, strict=True) == 3


@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_a_final_refusal_stops_the_model_and_not_the_batch(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    status: int,
) -> None:
    batch = Batch(tmp_path, monkeypatch, tasks=TEN)
    with ModelServer(lambda request: fail(status, f"no: {KEY}")) as server:
        assert batch.run(server, concurrency=1, quiet=False) == 0
    assert server.ledger.calls == 1
    assert len(batch.results) == TEN and all(entry["final_answer"] for entry in batch.results)
    batch.assert_no_key(*capfd.readouterr())


PASSING: dict[str, tuple[Say, ...]] = {
    "busy": (fail(429, "slow down", retry_after="0"), fail(503, "later", retry_after="0.01")),
    "broken": (fail(500, "oops"), Say(drop="at once"), Say(drop="midway")),
    "no reply in a 200": (Say(raw=b'{"error": {"message": "overloaded"}}'), Say(raw=b"<html>")),
    "empty": (Say(""), Say(raw=b'{"choices": []}')),
    "cut": (Say('{"steps": [{"id": "s1", "tool": "send_message", "args": [', finish="length"),),
}


@pytest.mark.parametrize("troubles", PASSING.values(), ids=PASSING)
def test_passing_troubles_change_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, troubles: tuple[Say, ...]
) -> None:
    batch = Batch(tmp_path, monkeypatch, tasks=TEN)
    with ModelServer(at_first(competent(), *troubles)) as server:
        batch.run(server)
    batch.assert_accepted()


CUT = json.dumps(
    {
        "steps": [
            {
                "id": "s1",
                "tool": "send_message",
                "args": [
                    {"name": "recipient", "value": '"bob@example.com"'},
                    {"name": "subject", "value": '"x"'},
                    {"name": "body", "value": '"y"'},
                ],
            }
        ]
    }
)
CUTS = {
    "at the limit": Say(CUT, finish="length"),
    "in the middle, and the end lies": Say(CUT[: CUT.index("mple.com") + 3], finish="stop"),
    "a call, in the middle, and the end lies": Say(calls=(("plan", CUT[:-20]),)),
    "the end is missing": Say(CUT, finish=None),
    "by the content filter": Say(CUT, finish="content_filter"),
}


@pytest.mark.parametrize("say", CUTS.values(), ids=CUTS)
def test_nothing_of_a_cut_reply_is_carried_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, say: Say
) -> None:
    batch = Batch(tmp_path, monkeypatch, tasks=2)
    with ModelServer(lambda request: say, abilities=Abilities(json_schema=not say.calls)) as server:
        batch.run(server)
    assert server.ledger.replies > 0
    assert batch.effects() == []
    assert all(entry["final_answer"] for entry in batch.results)


def planning(change: Callable[[dict[str, Any]], None]) -> Brain:
    """A competent model whose plans are changed before they are sent."""
    brain = competent()

    def say(request: dict[str, Any]) -> Say:
        reply = brain(request)
        if request["response_format"]["json_schema"]["name"] != "plan":
            return reply
        plan = json.loads(reply.content or "")
        change(plan)
        return replace(say_json(plan), about=reply.about)

    return say


def misname(plan: dict[str, Any]) -> None:
    for step in plan["steps"]:
        step["tool"] += "_now"


def leave_out(plan: dict[str, Any]) -> None:
    for step in plan["steps"]:
        step["args"] = step["args"][1:]


def mistype(plan: dict[str, Any]) -> None:
    for step in plan["steps"]:
        step["args"] = [{**arg, "value": '{"x": []}'} for arg in step["args"]]


def add_an_argument(plan: dict[str, Any]) -> None:
    for step in plan["steps"]:
        step["args"].append({"name": "colour", "value": '"red"'})


@pytest.mark.parametrize("change", [misname, leave_out, mistype, add_an_argument])
def test_a_plan_that_cannot_work_costs_no_call_and_ends_symbolically(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[dict[str, Any]], None]
) -> None:
    batch = Batch(tmp_path, monkeypatch, tasks=TEN)
    with ModelServer(planning(change)) as server:
        batch.run(server)
    assert all(entry["final_answer"] for entry in batch.results)
    assert {call["tool"] for entry in batch.results for call in entry["tool_calls"]} <= TOOLS
    plans = [request for request in server.ledger.requests if "Functions" in str(request)]
    told = [request["messages"][1]["content"] for request in plans]
    assert any("Why a plan is wanted again" in text for text in told)
    counts = {task["id"]: sum(task["prompt"] in text for text in told) for task in batch.tasks}
    assert all(count <= 2 for count in counts.values()), counts


@pytest.mark.parametrize("usd", [0.0, 0.001, 0.004, 0.02])
def test_a_cap_in_usd_is_never_overrun(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, usd: float
) -> None:
    from app.settings import Budget

    batch = Batch(tmp_path, monkeypatch, tasks=TEN)
    with ModelServer(competent()) as server:
        batch.run(server, budget=Budget(usd=usd, price="0.15,0.60"))
    billed = sum(
        bill["prompt_tokens"] * 0.15e-6 + bill["completion_tokens"] * 0.60e-6
        for bill in server.ledger.bills
    )
    assert billed <= usd
    assert len(batch.results) == TEN
    assert all(re.search(r"\w", entry["final_answer"]) for entry in batch.results)


CAPS = {
    "run's calls": ({"calls": 3}, 3),
    "task's calls": ({"task_calls": 1}, TEN),
    "run's seconds": ({"seconds": 0.0}, 0),
    "task's seconds": ({"task_seconds": 0.0}, 0),
    "task's tokens": ({"task_tokens": 10}, 0),
    "task's money": ({"task_usd": 1e-6, "price": "1,1"}, 0),
}


@pytest.mark.parametrize(("caps", "most"), CAPS.values(), ids=CAPS)
def test_each_cap_ends_the_models_calls_and_every_task_has_a_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caps: dict[str, Any], most: int
) -> None:
    from app.settings import Budget

    batch = Batch(tmp_path, monkeypatch, tasks=TEN)
    with ModelServer(competent()) as server:
        batch.run(server, budget=Budget(**caps))
    assert server.ledger.calls <= most
    assert len(batch.results) == TEN
    assert all(re.search(r"\w", entry["final_answer"]) for entry in batch.results)
