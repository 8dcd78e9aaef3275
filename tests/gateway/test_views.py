"""What an operator sees: /usage, /metrics, and the ledger when something is wrong with it."""

from __future__ import annotations

import math
import resource
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from core.clock import ManualClock, SystemClock
from core.errors import StoreError
from gateway.money import PICO
from gateway.writer import Writer
from tests.gateway import model
from tests.gateway.conftest import StartGateway, StartProcess
from tests.gateway.running import LocalGateway, send
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


def test_a_long_list_of_tasks_is_cut_at_the_cheapest_and_says_so(
    start: StartGateway, tmp_path: Path
) -> None:
    with_rows(start, tmp_path, rows=5_000)

    usage = start().usage()
    assert len(usage["tasks"]) == 200
    assert usage["tasks_not_listed"] == 4_800
    assert usage["tasks"][0]["task"] == "t4999"
    assert usage["total"]["calls"] == 5_000
    assert usage["total"]["cost_usd"] == pytest.approx(sum(range(5_000)) / PICO)


def with_rows(start: StartGateway, tmp_path: Path, rows: int) -> None:
    """Fill a ledger: call number i cost i picodollars."""
    start().stop()
    connection = sqlite3.connect(tmp_path / "gateway" / "ledger.db")
    now = SystemClock().now()
    connection.executemany(
        "INSERT INTO calls (key_id, task, endpoint, model, started_at, ends_by, reserved,"
        " bound_prompt, bound_completion, open, priced, cost)"
        " VALUES ('local', ?, 'chat', 'm', ?, ?, 0, 0, 0, 0, 1, ?)",
        [(f"t{i}", now, now, i) for i in range(rows)],
    )
    connection.commit()
    connection.close()


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


def test_a_file_that_is_no_ledger_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    file.write_bytes(b"these are my notes, not a database" * 100)

    with pytest.raises(StoreError, match="ledger.db"):
        Writer(file)
    assert file.read_bytes().startswith(b"these are my notes")


def test_a_ledger_of_another_version_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "ledger.db")
    connection.execute("PRAGMA user_version=99")
    connection.close()

    with pytest.raises(StoreError, match="not a ledger of this version"):
        Writer(tmp_path / "ledger.db")


def test_work_that_refuses_leaves_the_others_of_its_group_alone(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "ledger.db")

    def refuse(_: sqlite3.Connection) -> int:
        raise ValueError("no")

    def count(connection: sqlite3.Connection) -> int:
        return int(connection.execute("SELECT count(*) FROM calls").fetchone()[0])

    futures = [writer.submit(work) for work in (count, refuse, count)]
    assert (futures[0].result(), futures[2].result()) == (0, 0)
    with pytest.raises(ValueError, match="no"):
        futures[1].result()
    writer.close()
