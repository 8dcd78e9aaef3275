"""Answers that never came, came late or made no sense: each class does what it may, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.faults.agent import Agents
from tests.faults.batch import Batch, ref
from tests.faults.checker import UNDECIDED, violations
from tests.faults.classes import QUICK_TO_RECONCILE, TOOLS, task_of, wanted_of
from tests.faults.tool_server_process import ToolServerProcess, tool_server

pytestmark = pytest.mark.faults
_orders = count(1)
AFTER = ("fail_after", "drop_after", "hang_after", "garbage")
BEFORE = ("fail_before", "drop_before", "hang_before")
QUICK = {**QUICK_TO_RECONCILE, **{tool: {"timeout_s": 0.4} for tool in ("refund", "set_status")}}
QUICK["send_letter"] = {"timeout_s": 0.4}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ToolServerProcess]:
    with tool_server(tmp_path_factory.mktemp("doubts")) as running:
        yield running


@pytest.fixture
def batch(agents: Agents, server: ToolServerProcess, tmp_path: Path) -> Batch:
    server.control(faults=[], flaky=None, dedup=True, key_retention_s=86_400.0, advance_s=0.0)
    return Batch(agents, server, tmp_path / "batch", flags=("--concurrency", "1"))


def prepared(batch: Batch, kind: str, changes: dict[str, dict[str, Any]] | None = None) -> str:
    """Write a batch of one task and return the tag of its change."""
    number = next(_orders)
    tag = f"doubt {number}"
    batch.write(
        [task_of(kind, "t1", f"O-{number}", tag)],
        [wanted_of(kind, "t1", tag)],
        changes=changes or QUICK,
    )
    return tag


@pytest.mark.parametrize("fault", [*AFTER, *BEFORE])
@pytest.mark.parametrize("kind", TOOLS)
def test_an_answer_lost_or_unreadable_repeats_and_loses_nothing(
    batch: Batch, server: ToolServerProcess, kind: str, fault: str
) -> None:
    tag = prepared(batch, kind)
    server.control(faults=[{"kind": fault, "tool": TOOLS[kind]}])
    played = server.faults()[fault]
    batch.resume()
    assert server.faults()[fault] == played + 1
    assert violations(batch.evidence()) == []
    left_open = kind == "none" and fault != "garbage"
    assert (UNDECIDED in batch.answers()["t1"]) == left_open
    assert server.effects()[tag] == (0 if left_open and fault in BEFORE else 1)
    # A ticket that a look-up does not find is created again; one that it finds is not.
    again = {"key": True, "natural": True, "none": False}.get(kind, fault in BEFORE)
    assert server.requests()[tag] == (2 if again and fault != "garbage" else 1)


def test_an_effect_that_comes_after_its_retry_happens_once(
    batch: Batch, server: ToolServerProcess
) -> None:
    tag = prepared(batch, "key")
    server.control(faults=[{"kind": "late", "tool": "refund", "seconds": 1.0}])
    batch.resume()
    assert server.effects()[tag] == 1
    assert server.requests()[tag] >= 3  # one of them met the key in use
    assert UNDECIDED not in batch.answers()["t1"]
    assert violations(batch.evidence()) == []


@pytest.mark.parametrize("looks", [False, True])
def test_a_key_that_the_tool_forgot_during_the_outage_is_not_used_again(
    batch: Batch, server: ToolServerProcess, looks: bool
) -> None:
    look_up = {
        "tool": "list_refunds",
        "args": {"order_id": ref("args.order_id")},
        "list": "refunds",
        "match": {"amount": ref("args.amount")},
        "settle_s": 0.1,
    }
    forgets: dict[str, Any] = {"key_retention_s": 100, "timeout_s": 0.4}
    if looks:
        forgets["reconcile"] = look_up
    tag = prepared(batch, "key", {"refund": forgets})
    server.control(key_retention_s=100.0)
    assert batch.run(kill=("after_effect", 2)).killed
    server.control(advance_s=101.0)
    batch.resume(clock_ahead=101.0)
    assert server.requests()[tag] == server.effects()[tag] == 1
    assert (UNDECIDED in batch.answers()["t1"]) == (not looks)


def test_the_same_outage_would_have_cost_a_second_effect(
    batch: Batch, server: ToolServerProcess
) -> None:
    """The judge is not lenient: a binding that claims more than the tool keeps is found out."""
    tag = prepared(batch, "key")
    server.control(key_retention_s=100.0)
    assert batch.run(kill=("after_effect", 2)).killed
    server.control(advance_s=101.0)
    batch.resume(clock_ahead=101.0)
    assert server.effects()[tag] == 2
    assert any("happened 2 times" in wrong for wrong in violations(batch.evidence()))


@pytest.mark.parametrize("kind", TOOLS)
@pytest.mark.parametrize("point", ["after_outcome", "saver_put", "saver_put_writes", None])
def test_nothing_rests_on_the_tool_seeing_through_repeats(
    batch: Batch, server: ToolServerProcess, kind: str, point: str | None
) -> None:
    tag = prepared(batch, kind)
    server.control(dedup=False)
    if point is not None:
        assert batch.run(kill=(point, {"after_outcome": 7, "saver_put": 7}.get(point, 6))).killed
    batch.resume()
    assert server.requests()[tag] == server.effects()[tag] == 1


def test_a_server_that_is_down_loses_nothing_and_is_not_asked_for_ever(
    batch: Batch, server: ToolServerProcess
) -> None:
    tag = prepared(batch, "key")
    server.control(down=True)
    try:
        batch.resume()
    finally:
        server.control(down=False)
    assert server.effects()[tag] == 0
    assert violations(batch.evidence()) == []
