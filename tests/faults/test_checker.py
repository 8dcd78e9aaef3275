"""The checker is itself checked: on histories that are wrong on purpose, and on planted defects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.faults.agent import Agents
from tests.faults.batch import Batch
from tests.faults.checker import violations, violations_at_any_time
from tests.faults.classes import QUICK_TO_RECONCILE, task_of, wanted_of
from tests.faults.evidence import Call, Evidence, Wanted

ARGS = {"order_id": "O-1", "amount": 5, "tag": "refund"}
DONE = Call("t1", "k1", "refund", ARGS, "write", "key", 1, 10.0, "done", "tool")
REQUEST = {"event": "request", "tool": "refund", "tag": "refund", "key": "k1", "args": ARGS}
REQUEST_AT = {**REQUEST, "time": 11.0}
EFFECT = {**REQUEST_AT, "event": "effect"}
RESULT: dict[str, Any] = {
    "id": "t1",
    "plan": ["refund"],
    "tool_calls": [{"tool": "refund", "args": ARGS}],
    "final_answer": 'Done: refund (order_id "O-1").',
    "latency_ms": 1,
    "tokens_used": 0,
    "tool_calls_count": 1,
}
RIGHT = Evidence(
    calls=(DONE,),
    ledger=(REQUEST_AT, EFFECT),
    results=(RESULT,),
    tasks=("t1",),
    wanted=(Wanted("t1", "refund", "refund"),),
    sound=True,
)
DOUBT = replace(DONE, outcome="in_doubt")


def result(**changed: Any) -> tuple[dict[str, Any], ...]:
    return ({**RESULT, **changed},)


def test_a_right_history_is_left_alone() -> None:
    assert violations(RIGHT) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (replace(RIGHT, calls=()), "sent without an intent"),
        (replace(RIGHT, calls=(replace(DONE, intended=None),)), "sent without an intent"),
        (replace(RIGHT, calls=(replace(DONE, args={"amount": 6}),)), "sent without an intent"),
        (replace(RIGHT, calls=(replace(DONE, intended=12.0),)), "sent before its intent"),
        (replace(RIGHT, wanted=()), "nobody asked for it"),
        (replace(RIGHT, calls=(replace(DONE, task="t2"),)), "done for task t2"),
        (replace(RIGHT, ledger=(REQUEST_AT, EFFECT, EFFECT)), "happened 2 times"),
        (replace(RIGHT, ledger=(REQUEST_AT,)), "recorded as done, and never happened"),
        (
            replace(RIGHT, calls=(replace(DONE, outcome="rejected"),)),
            "recorded as not done, and happened",
        ),
        (replace(RIGHT, sound=False), "integrity"),
        (
            replace(RIGHT, calls=(), ledger=(), results=result(final_answer="Fine.")),
            "never happened, and the result does not say so",
        ),
        (replace(RIGHT, results=()), "not one per task"),
        (replace(RIGHT, results=(RESULT, RESULT)), "not one per task"),
        (replace(RIGHT, results=result(extra=1)), "keys"),
        (replace(RIGHT, results=result(final_answer="Not finished yet: x")), "not finished"),
        (replace(RIGHT, results=result(tool_calls=[])), "shows calls"),
        (replace(RIGHT, results=result(tool_calls_count=2)), "shows calls"),
        (replace(RIGHT, ledger=(REQUEST_AT, REQUEST_AT, EFFECT)), "2 requests for 1 attempts"),
        (
            replace(RIGHT, calls=(DOUBT,), results=result(final_answer="Fine.")),
            "in doubt, and the result does not say so",
        ),
        (replace(RIGHT, calls=(DOUBT,)), "is said to be done"),
    ],
)
def test_a_wrong_history_is_told(wrong: Evidence, told: str) -> None:
    assert any(told in violation for violation in violations(wrong)), violations(wrong)


def test_an_effect_in_doubt_that_is_reported_is_neither_repeated_nor_lost() -> None:
    answer = "refund could not be confirmed: it may or may not have been done."
    for ledger in ((REQUEST_AT,), (REQUEST_AT, EFFECT)):
        undecided = replace(
            RIGHT, calls=(DOUBT,), ledger=ledger, results=result(final_answer=answer)
        )
        assert violations(undecided) == []


def prepared(batch: Batch, kind: str) -> Batch:
    batch.write(
        [task_of(kind, "t1", "O-7", "t1/change")],
        [wanted_of(kind, "t1", "t1/change")],
        changes=QUICK_TO_RECONCILE,
    )
    return batch


def _kill_after_effect(batch: Batch, planted: str) -> list[str]:
    assert batch.run(kill=("after_effect", 2), planted=planted).killed
    return violations_at_any_time(batch.evidence())


def _lose_an_answer(batch: Batch, planted: str) -> list[str]:
    batch.server.control(faults=[{"kind": "drop_after", "tool": "*", "nth": [1]}])
    batch.run(planted=planted)
    assert batch.server.faults() == {"drop_after": 2}
    return violations(batch.evidence())


def _lose_a_request(batch: Batch, planted: str) -> list[str]:
    batch.server.control(faults=[{"kind": "drop_before", "tool": "send_letter"}])
    batch.run(planted=planted)
    assert batch.server.faults() == {"drop_before": 1}
    return violations(batch.evidence())


@pytest.mark.faults
@pytest.mark.parametrize(
    ("planted", "kind", "fault", "told"),
    [
        ("intent after send", "key", _kill_after_effect, "sent without an intent"),
        ("intent after send", "none", _kill_after_effect, "sent without an intent"),
        ("retry under a new key", "key", _lose_an_answer, "happened 2 times"),
        ("doubt taken for failure", "none", _lose_an_answer, "happened 2 times"),
        ("doubt taken for success", "none", _lose_a_request, "never happened"),
    ],
)
def test_a_planted_defect_is_caught(
    agents: Agents,
    batch: Batch,
    planted: str,
    kind: str,
    fault: Callable[[Batch, str], list[str]],
    told: str,
) -> None:
    found = fault(prepared(batch, kind), planted)
    assert any(told in violation for violation in found), found
