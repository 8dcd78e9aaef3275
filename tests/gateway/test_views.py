"""What an operator sees: /usage, /metrics, and the ledger when something is wrong with it."""

from __future__ import annotations

import asyncio
import math
import resource
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from core.clock import ManualClock
from gateway.ledger import Ledger
from gateway.money import PICO
from gateway.totals import bars
from gateway.writer import Writer
from tests.gateway import model
from tests.gateway.conftest import StartGateway, StartProcess
from tests.gateway.running import LocalGateway, send
from tests.gateway.test_keys import add
from tests.gateway.test_ledger import reservation, settlement
from tests.gateway.upstream import ScriptedUpstream

ASK: dict[str, Any] = {"model": "gpt-4o-mini", "messages": [], "max_tokens": 50}


def metrics(gateway: LocalGateway) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    """Every sample as a strict parser reads it: name -> labels -> value."""
    answer = gateway.get("/metrics")
    assert answer.header("content-type") == "text/plain; version=0.0.4; charset=utf-8"
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(answer.body.decode()):
        assert family.type in ("counter", "gauge") and family.documentation
        for sample in family.samples:
            labels = tuple(sorted(sample.labels.items()))
            found.setdefault(sample.name.removeprefix("surefoot_gateway_"), {})[labels] = (
                sample.value
            )
    return found


def test_usage_adds_up_in_every_dimension(
    gateway: LocalGateway, upstream: ScriptedUpstream
) -> None:
    for task in ("a", "b", "a"):
        gateway.call(ASK, X_Task_Id=task)

    usage = gateway.usage()
    for rows in (usage["keys"], usage["models"], usage["tasks"], usage["over_time"]["buckets"]):
        for field in ("calls", "prompt_tokens", "completion_tokens", "cost_usd"):
            assert sum(row[field] for row in rows) == pytest.approx(usage["total"][field])
    assert [row["task"] for row in usage["tasks"]] == ["a", "b"]


def test_usage_of_an_empty_ledger_is_empty(start: StartGateway) -> None:
    usage = start().usage()

    assert usage["total"]["calls"] == 0 and usage["total"]["first_byte_ms"] is None
    assert usage["models"] == usage["tasks"] == usage["over_time"]["buckets"] == []
    assert usage["keys"][0]["left_usd"] == 3.0


def test_the_account_of_callers_without_a_key_is_not_shown_once_none_can_call(
    start: StartGateway, upstream: ScriptedUpstream, tmp_path: Path
) -> None:
    upstream.script = model.answer
    unused = start(data=tmp_path / "unused")
    add(tmp_path / "unused", "team-a")
    assert [key["name"] for key in unused.usage()["keys"]] == ["team-a"]

    used = start(data=tmp_path / "used")
    used.call(ASK)
    add(tmp_path / "used", "team-a")
    assert [key["name"] for key in used.usage()["keys"]] == ["local", "team-a"]


def test_usage_is_not_to_be_stored_by_anyone(gateway: LocalGateway) -> None:
    assert gateway.get("/usage").header("cache-control") == "no-store"


def test_bars_widen_with_the_time_they_cover(
    start: StartGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = model.answer
    clock = ManualClock()
    gateway = start(clock=clock)
    gateway.call(ASK)
    assert gateway.usage()["over_time"]["bucket_seconds"] == 10

    clock.advance(3 * 86_400)
    gateway.call(ASK)

    over_time = gateway.usage()["over_time"]
    assert over_time["bucket_seconds"] == 3600
    assert [bucket["calls"] for bucket in over_time["buckets"]] == [1, 1]


class JumpingClock(ManualClock):
    """A clock that is set to another time of day."""

    jumped = 0.0

    def now(self) -> float:
        return super().now() + self.jumped


@pytest.mark.parametrize("jump", [-3 * 86_400, -1.7e9, 1.7e9])
def test_a_clock_that_jumps_loses_no_call_and_makes_few_bars(
    start: StartGateway, upstream: ScriptedUpstream, jump: float
) -> None:
    upstream.script = model.answer
    clock = JumpingClock()
    gateway = start(clock=clock)
    gateway.call(ASK)
    clock.jumped = jump
    gateway.call(ASK)

    over_time = gateway.usage()["over_time"]
    assert sum(bucket["calls"] for bucket in over_time["buckets"]) == 2
    span = over_time["buckets"][-1]["start"] - over_time["buckets"][0]["start"]
    assert span / over_time["bucket_seconds"] < 3_000


def test_a_year_of_calls_leaves_few_bars_behind(tmp_path: Path) -> None:
    first = 1.7e9
    hours = [bars(first + 3_600 * hour, first) for hour in range(365 * 24)]
    assert len({bar for each in hours for bar in each.items()}) < 400
    assert all("time 604800" in each for each in hours)


def test_a_long_list_of_tasks_is_cut_at_the_cheapest_and_says_so(
    start: StartGateway, tmp_path: Path
) -> None:
    asyncio.run(fill(tmp_path / "gateway" / "ledger.db", calls=250))

    usage = start().usage()
    assert len(usage["tasks"]) == 200
    assert usage["tasks_not_listed"] == 50
    assert usage["tasks"][0]["task"] == "t249"
    assert usage["total"]["calls"] == 250
    assert usage["total"]["cost_usd"] == pytest.approx(sum(range(250)) / PICO)


async def fill(file: Path, calls: int) -> None:
    """Book calls of a task each: call number i costs i picodollars."""
    writer = Writer(file)
    ledger = Ledger(writer)
    for i in range(calls):
        number = await ledger.reserve(reservation("local", f"t{i}", i), None)
        ledger.settle(number, settlement(i))
    writer.close()


def test_metrics_say_what_usage_says(gateway: LocalGateway, upstream: ScriptedUpstream) -> None:
    gateway.call(ASK)
    gateway.call({**ASK, "stream": True})
    gateway.call(b"{")

    found, total = metrics(gateway), gateway.usage()["total"]
    group = (("key", "local"), ("model", "gpt-4o-mini"), ("status", "200"))
    assert found["calls_total"] == {group: 2}
    assert found["prompt_tokens_total"] == {group: total["prompt_tokens"]}
    assert found["cached_tokens_total"] == {group: total["cached_tokens"]}
    assert found["completion_tokens_total"] == {group: total["completion_tokens"]}
    assert found["cost_usd_total"][group] == pytest.approx(total["cost_usd"])
    assert found["refused_total"] == {(("code", "invalid_request"),): 1}
    assert found["budget_usd"] == {(("key", "local"), ("name", "local")): 3.0}


def test_metrics_escape_what_callers_name(start: StartGateway, upstream: ScriptedUpstream) -> None:
    upstream.script = model.answer
    gateway = start(budget=None)

    gateway.call({**ASK, "model": 'odd"\\model'})

    ((labels, _),) = metrics(gateway)["calls_total"].items()
    assert dict(labels)["model"] == 'odd"\\model'
    assert list(metrics(gateway)["budget_usd"].values()) == [math.inf]


def test_a_ledger_that_cannot_grow_stops_every_further_call_and_loses_none(
    start_process: StartProcess, start: StartGateway, upstream: ScriptedUpstream
) -> None:
    upstream.script = model.answer
    gateway = start_process()
    assert send(gateway.base, "POST", "/v1/chat/completions", ASK).status == 200
    assert send(gateway.base, "GET", "/usage").json["total"]["open_calls"] == 0
    resource.prlimit(gateway.pid, resource.RLIMIT_FSIZE, (0, 0))

    answers = [send(gateway.base, "POST", "/v1/chat/completions", ASK) for _ in range(3)]
    usage = send(gateway.base, "GET", "/usage")
    gateway.kill()

    assert [(a.status, a.error["code"]) for a in answers] == [(503, "ledger_unavailable")] * 3
    assert (usage.status, usage.error["code"]) == (503, "ledger_unavailable")
    assert len(upstream.received) == 1
    assert start().usage()["total"]["completion_tokens"] == model.COMPLETION_TOKENS
