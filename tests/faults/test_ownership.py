"""One process at a time owns a run, also where it is paused and not dead."""

from __future__ import annotations

import signal

import pytest

from tests.faults.batch import Batch
from tests.faults.checker import violations
from tests.faults.classes import task_of, wanted_of

pytestmark = pytest.mark.faults
HANGS = {"kind": "hang_after", "tool": "refund", "seconds": 0.3}


@pytest.fixture
def paused(batch: Batch) -> Batch:
    batch.write([task_of("key", "t1", "O-7", "refund")], [wanted_of("key", "t1", "refund")])
    batch.server.control(faults=[HANGS])
    return batch


def test_a_paused_process_keeps_its_run_and_finishes_it(paused: Batch) -> None:
    owner = paused.start()
    paused.server.wait_for("effect", 1)
    owner.send(signal.SIGSTOP)
    for _ in range(3):
        other = paused.run()
        assert other.code == 4
        assert f"in use by process {owner.pid}" in other.stderr
        assert other.stderr.count("\n") == 1
    assert paused.server.requests()["refund"] == 1
    owner.send(signal.SIGCONT)
    assert owner.end().code == 0
    assert paused.server.effects() == {"refund": 1}
    assert violations(paused.evidence()) == []


def test_not_even_fresh_takes_the_results_from_a_process_that_writes_them(paused: Batch) -> None:
    owner = paused.start()
    paused.server.wait_for("effect", 1)
    owner.send(signal.SIGSTOP)
    other = paused.with_flags("--fresh").run()
    owner.send(signal.SIGCONT)
    assert other.code == 4
    assert f"in use by process {owner.pid}" in other.stderr and "--output" in other.stderr
    assert other.stderr.count("\n") == 1
    assert owner.end().code == 0
    assert paused.server.requests()["get_order:O-7"] == 1
    assert violations(paused.evidence()) == []


def test_a_process_killed_while_it_is_paused_leaves_its_run_to_the_next(paused: Batch) -> None:
    owner = paused.start()
    paused.server.wait_for("effect", 1)
    owner.send(signal.SIGSTOP)
    assert paused.run().code == 4
    assert owner.kill().killed
    paused.resume()
    assert paused.server.effects() == {"refund": 1}
    assert violations(paused.evidence()) == []


def test_a_person_cannot_decide_in_a_run_that_somebody_works_on(paused: Batch) -> None:
    owner = paused.start()
    paused.server.wait_for("effect", 1)
    owner.send(signal.SIGSTOP)
    refused = paused.run("decide", "last", "--done")
    owner.send(signal.SIGCONT)
    assert refused.code == 4
    assert f"in use by process {owner.pid}" in refused.stderr
    assert owner.end().code == 0
    assert violations(paused.evidence()) == []


def test_of_two_commands_started_together_one_works(batch: Batch) -> None:
    batch.write([task_of("none", "t1", "O-7", "letter")], [wanted_of("none", "t1", "letter")])
    assert batch.run(kill=("before_intent", 1)).killed
    both = [batch.start(), batch.start()]
    codes = sorted(process.end().code for process in both)
    assert codes in ([0, 4], [0, 0])  # the second may have come when the first was through
    assert batch.server.requests()["letter"] == 1
    assert violations(batch.evidence()) == []
