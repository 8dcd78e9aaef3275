"""Pauses before another attempt, and the times within which one is safe."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.errors import ToolBusy, ToolInDoubt, ToolLeftAlone, ToolRejected
from core.seams import ToolAdapter, ToolCall, ToolOutput
from core.services import Limits
from core.tool import Reconcile
from graph import build_graph
from nodes.backoff import BASE_S, LONGEST_S, pause
from tests.nodes.world import World, plan, ref, step, tool, world, write

ONE = plan(step("s1", "send", {"to": "a"}))
DOUBT = ToolInDoubt("timed out")


def _busy(retry_after: float | None, **keys: Any) -> World:
    here = world([tool("send", "to", **keys)], ONE)
    here.outside.on("send", {"to": "a"}, ToolBusy("busy", retry_after=retry_after), 1)
    here.run()
    return here


@pytest.mark.parametrize(("asked", "waited"), [(3.0, [3.0]), (0.0, []), (-5.0, []), (1e9, [20.0])])
def test_the_tools_own_time_is_kept_within_its_time_limit(
    asked: float, waited: list[float]
) -> None:
    assert _busy(asked, timeout_s=20.0).clock.slept == waited


def test_pauses_grow_with_full_jitter_up_to_a_limit() -> None:
    pauses = [pause("key", attempt, None, 30.0) for attempt in range(1, 30)]
    assert all(0 <= p <= min(LONGEST_S, BASE_S * 2.0**n) for n, p in enumerate(pauses))
    assert len(set(pauses)) == len(pauses)
    assert pauses == [pause("key", attempt, None, 30.0) for attempt in range(1, 30)]


def test_a_replay_does_not_wait_for_what_is_in_the_journal() -> None:
    here = _busy(3.0)
    here.restart(keep_checkpoints=False)
    here.run()
    assert here.clock.slept == [3.0]


def test_the_retries_of_one_wave_wait_once() -> None:
    both = plan(step("s1", "send", {"to": "a"}), step("s2", "send", {"to": "b"}))
    here = world([tool("send", "to")], both)
    here.outside.on("send", {"to": "a"}, ToolBusy("busy", retry_after=3.0), 1)
    here.outside.on("send", {"to": "b"}, ToolBusy("busy", retry_after=5.0), 1)
    here.run()
    assert here.clock.slept == [5.0]


def test_a_pause_that_would_outlast_the_task_is_not_begun() -> None:
    here = world([tool("send", "to")], ONE, limits=Limits(seconds=2.0, plans=1))
    here.outside.on("send", {"to": "a"}, ToolBusy("busy", retry_after=3.0))
    assert here.run()["ending"] == "failed"
    assert here.clock.slept == []


def test_a_task_out_of_time_makes_no_further_call() -> None:
    here = world([tool("send", "to")], ONE, limits=Limits(seconds=4.0, plans=1))
    here.outside.on("send", {"to": "a"}, *[ToolBusy("busy", retry_after=3.0)] * 2)
    assert here.run()["ending"] == "failed"
    assert here.clock.slept == [3.0]


class LeavesAlone:
    """Stands where the circuit breaker stands: outside of the journal."""

    def __init__(self, inner: ToolAdapter) -> None:
        self.inner, self.is_open = inner, True

    def call(self, call: ToolCall) -> ToolOutput:
        if self.is_open:
            raise ToolLeftAlone("left alone")
        return self.inner.call(call)


def test_refusals_by_the_circuit_breaker_use_up_nobodys_retries() -> None:
    many = 30  # tasks, of five refusals each: more than the retries that one tool has
    plans, answers = [ONE] * (many + 1), ["Here it is."] * (many + 1)
    here = world([tool("send", "to")], *plans, answers=answers, limits=Limits(plans=1))
    breaker = LeavesAlone(here.services.tools)
    here.graph = build_graph(replace(here.services, tools=breaker), here.saver)
    assert {here.run(f"task-{n}")["ending"] for n in range(many)} == {"failed"}
    breaker.is_open = False
    here.outside.on("send", {"to": "a"}, ToolBusy("busy"), 1)
    assert here.run("last")["ending"] == "finished"


@pytest.mark.parametrize(
    ("idempotency", "window"), [("key", "key_retention_s"), ("natural", "retry_window_s")]
)
@pytest.mark.parametrize(("outage", "repeated"), [(50.0, True), (70.0, False)])
def test_a_repeat_is_safe_only_within_the_tools_window(
    idempotency: str, window: str, outage: float, repeated: bool
) -> None:
    here = world([write("send", "to", idempotency=idempotency, **{window: 60.0})], ONE)
    here.outside.on("send", {"to": "a"}, KeyboardInterrupt(), 1)
    with pytest.raises(KeyboardInterrupt):
        here.run()
    here.clock.advance(outage)
    here.restart()
    here.go_on()
    assert len(here.outside.calls) == 1 + repeated
    assert bool(here.interrupts) is not repeated


@pytest.mark.parametrize(
    ("idempotency", "window"), [("key", "key_retention_s"), ("natural", "retry_window_s")]
)
@pytest.mark.parametrize(("asked", "repeated"), [(9.0, True), (11.0, False)])
def test_a_pause_counts_towards_the_tools_window(
    idempotency: str, window: str, asked: float, repeated: bool
) -> None:
    here = world([write("send", "to", idempotency=idempotency, **{window: 10.0})], ONE)
    doubt = ToolInDoubt("in progress", status=409, retry_after=asked)
    here.outside.on("send", {"to": "a"}, doubt, 1)
    here.run()
    assert len(here.outside.calls) == 1 + repeated
    assert bool(here.interrupts) is not repeated


def test_past_its_window_a_call_is_looked_for_where_it_can_be() -> None:
    back = Reconcile(tool="sent", args={"to": ref("args.to")}, match={"to": "a"}, settle_s=0)
    send = write("send", "to", idempotency="key", key_retention_s=60.0, reconcile=back)
    here = world([send, tool("sent", "to")], ONE)
    here.outside.on("send", {"to": "a"}, KeyboardInterrupt()).on("sent", {"to": "a"}, {"to": "a"})
    with pytest.raises(KeyboardInterrupt):
        here.run()
    here.clock.advance(70)
    here.restart()
    assert here.go_on()["ending"] == "finished"
    assert here.outside.called == ["send", "sent"]


def test_a_retry_chosen_before_a_long_outage_is_chosen_anew_after_it() -> None:
    here = world([write("send", "to", idempotency="key", key_retention_s=60.0)], ONE)
    here.outside.on("send", {"to": "a"}, DOUBT)

    def outage(seconds: float) -> None:
        raise KeyboardInterrupt

    sleep, here.clock.sleep = here.clock.sleep, outage  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        here.run()
    here.clock.sleep = sleep  # type: ignore[method-assign]
    here.clock.advance(70)
    here.restart()
    here.go_on()
    assert len(here.outside.calls) == 1
    assert "a repeat is not safe any more" in here.interrupts[0].value["evidence"]


def test_looking_waits_until_a_late_request_must_have_landed() -> None:
    back = Reconcile(tool="sent", args={}, match={"to": "a"}, settle_s=7)
    send = write("send", "to", idempotency="reconcile", reconcile=back, timeout_s=20.0)
    here = world([send, tool("sent")], ONE)
    here.outside.on("send", {"to": "a"}, KeyboardInterrupt()).on("sent", {}, {"to": "a"})
    with pytest.raises(KeyboardInterrupt):
        here.run()
    here.clock.advance(5)
    here.restart()
    here.go_on()
    assert here.clock.slept == [15 + 7]


def test_looking_that_would_come_too_late_is_left_to_a_person() -> None:
    back = Reconcile(tool="sent", args={}, match={"to": "a"}, settle_s=7)
    send = write("send", "to", idempotency="reconcile", reconcile=back)
    here = world([send, tool("sent")], ONE, limits=Limits(seconds=5.0))
    here.outside.on("send", {"to": "a"}, DOUBT)
    here.run()
    assert "too late for this task" in here.interrupts[0].value["evidence"]


def test_a_call_that_is_still_at_work_is_waited_for_and_not_looked_for() -> None:
    back = Reconcile(tool="sent", args={}, match={"to": "a"})
    send = write("send", "to", idempotency="key", reconcile=back)
    here = world([send, tool("sent")], ONE)
    working = ToolInDoubt("in progress", status=409, retry_after=1.0)
    here.outside.on("send", {"to": "a"}, *[working] * 5)
    here.run()
    assert here.clock.slept == [1.0, 2.0, 4.0, 8.0]
    assert here.outside.called == ["send"] * 5
    assert here.interrupts


def test_a_tool_that_fails_everybody_uses_up_what_all_may_retry() -> None:
    here = world(
        [tool("send", "to")], *[ONE] * 30, answers=["-"] * 30, limits=Limits(plans=1, attempts=5)
    )
    here.outside.on("send", {"to": "a"}, *[ToolBusy("busy")] * 200)
    for number in range(30):
        here.run(f"task-{number}")
    assert len(here.outside.calls) == 30 + 100


def test_a_rejected_write_is_never_sent_again_as_it_was() -> None:
    here = world([write("send", "to", idempotency="key")], ONE, ONE, ONE, repairs=[None])
    here.outside.on("send", {"to": "a"}, ToolRejected("no"))
    assert here.run()["ending"] == "failed"
    assert len(here.outside.calls) == 1


def test_a_cap_does_not_hide_a_doubt() -> None:
    here = world([write("send", "to", idempotency="key")], ONE, limits=Limits(calls=1))
    here.outside.on("send", {"to": "a"}, DOUBT)
    here.run()
    assert [one.value["kind"] for one in here.interrupts] == ["in_doubt"]
    assert len(here.outside.calls) == 1


def test_a_cap_ends_retries_and_that_is_said() -> None:
    here = world([write("send", "to")], ONE, limits=Limits(calls=1))
    here.outside.on("send", {"to": "a"}, ToolBusy("overloaded"))
    state = here.run()
    assert 'send (to "a") was not carried out: overloaded.' in state["answer"]
    assert len(here.outside.calls) == 1


def test_the_look_ups_of_reconcile_count_as_calls() -> None:
    back = Reconcile(tool="sent", args={}, match={"to": "a"}, settle_s=0)
    send = write("send", "to", idempotency="reconcile", reconcile=back)
    here = world([send, tool("sent")], ONE, limits=Limits(calls=2))
    here.outside.on("send", {"to": "a"}, DOUBT).on("sent", {}, ToolBusy("busy"))
    here.run()
    assert here.outside.called == ["send", "sent"]
    assert here.interrupts
