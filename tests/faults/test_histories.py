"""Histories that defeat simpler designs, with real processes that die in the middle of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.faults.batch import Batch, plan, ref, step
from tests.faults.checker import violations
from tests.faults.evidence import Wanted
from tests.faults.scripted_planner import TOMORROW
from tests.faults.tool_server_process import tool_server

pytestmark = pytest.mark.faults
REFUND = {"order_id": "O-7", "amount": 5, "tag": "t1/refund"}
LETTER = {"recipient": "Ada", "text": "Good day.", "tag": "t1/letter"}
NO_SUCH_ORDER = {"order_id": "nonsense", "status": "held", "tag": "t1/never"}
REFUSED = step("s2", "set_status", NO_SUCH_ORDER)
WANTED = [Wanted("t1", "t1/refund", "refund"), Wanted("t1", "t1/letter", "send_letter")]
NEW_PROCESS_COMMITS = 4  # those of a resumed process before it goes on where the last one died


def one_task(*plans: dict[str, Any], **more: Any) -> list[tuple[str, Mapping[str, Any]]]:
    return [("t1", {"plans": list(plans), **more})]


@pytest.mark.parametrize("commits", range(NEW_PROCESS_COMMITS, 10))
def test_a_replan_that_numbers_its_steps_anew_repeats_no_effect(batch: Batch, commits: int) -> None:
    first = plan(step("s1", "refund", REFUND), REFUSED)
    anew = plan(step("s1", "refund", REFUND), step("s2", "create_ticket", _ticket("t1", "s")))
    wanted = [WANTED[0], Wanted("t1", "t1/ticket", "create_ticket")]
    batch.write(one_task(first, anew, repairs={"1.s2": None}), wanted)
    assert batch.crash_all_the_way("after_commit", commits) >= 2
    assert batch.server.effects()["t1/refund"] == 1
    assert violations(batch.evidence()) == []


def test_a_done_effect_asked_for_in_other_words_waits_for_a_person_through_crashes(
    batch: Batch,
) -> None:
    reworded = {**REFUND, "amount": 5.5}
    first = plan(step("s1", "refund", REFUND), REFUSED)
    again = plan(step("s1", "refund", reworded), step("s2", "send_letter", LETTER))
    batch.write(one_task(first, again, repairs={"1.s2": None}), WANTED)
    assert batch.crash_all_the_way("saver_put", 3) >= 2
    assert "needs a person's approval" in batch.answers()["t1"]
    assert batch.server.effects() == {"t1/refund": 1}
    decided = batch.run("decide", "last", "--decline")
    assert decided.code == 0, decided.stderr
    assert batch.server.effects() == {"t1/refund": 1}
    assert "a person declined it" in batch.answers()["t1"]


def test_a_list_that_comes_back_in_another_order_after_a_crash_repeats_no_effect(
    batch: Batch,
) -> None:
    def refund_all(last: dict[str, Any]) -> dict[str, Any]:
        args = {"order_id": ref("item.order_id"), "amount": ref("item.amount")}
        return plan(
            step("s1", "list_orders", {"customer": "C-2"}),
            step("s2", "refund", args, for_each="s1.orders"),
            last,
        )

    last = step("s3", "send_letter", LETTER)
    refused = {**REFUSED, "id": "s3"}
    wanted = [Wanted("t1", f"refund:O-{n}", "refund") for n in range(10, 15)]
    batch.write(
        one_task(refund_all(refused), refund_all(last), repairs={"1.s3": None}),
        [*wanted, WANTED[1]],
    )
    assert batch.run(kill=("after_effect", 4)).killed
    batch.server.control(reverse_lists=True)
    batch.change_database("DELETE FROM checkpoints; DELETE FROM writes")
    batch.resume()
    assert batch.server.requests()["list_orders:"] == 2
    effects = batch.server.effects()
    assert effects == {**{one.tag: 1 for one in wanted}, "t1/letter": 1}
    assert batch.server.requests()["refund:O-12"] == 2
    assert violations(batch.evidence()) == []


def test_the_refusal_of_a_retry_of_a_call_that_had_succeeded_is_no_refusal(batch: Batch) -> None:
    cancel = {"order_id": "O-7", "tag": "t1/cancel"}
    batch.write(
        one_task(plan(step("s1", "cancel_order", cancel))),
        [Wanted("t1", "t1/cancel", "cancel_order")],
    )
    assert batch.run(kill=("after_effect", 1)).killed
    batch.resume()
    assert batch.server.requests() == {"t1/cancel": 2}
    assert "already cancelled" in batch.answers()["t1"]
    assert "could not be confirmed" in batch.answers()["t1"]
    assert violations(batch.evidence()) == []
    assert batch.run("decide", "last", "--done").code == 0
    assert batch.server.requests() == {"t1/cancel": 2}
    assert "could not be confirmed" not in batch.answers()["t1"]


def _ticket(task: str, subject: str) -> dict[str, Any]:
    return {"subject": subject, "tag": f"{task}/ticket"}


@pytest.mark.parametrize(("point", "requests"), [("after_intent", 1), ("after_effect", 1)])
def test_of_two_tasks_with_equal_effects_one_in_doubt_does_not_claim_the_others(
    batch: Batch, point: str, requests: int
) -> None:
    by_subject = {
        "tool": "list_tickets",
        "args": {"subject": ref("args.subject")},
        "list": "tickets",
        "match": {"subject": ref("args.subject")},
        "settle_s": 0.1,
    }
    changes = {"create_ticket": {"key_arg": None, "timeout_s": 0.6, "reconcile": by_subject}}
    tasks = [
        (task, {"plans": [plan(step("s1", "create_ticket", _ticket(task, "The same")))]})
        for task in ("t1", "t2")
    ]
    wanted = [Wanted(task, f"{task}/ticket", "create_ticket") for task in ("t1", "t2")]
    batch = _one_at_a_time(batch)
    batch.write(tasks, wanted, changes=changes)
    assert batch.run(kill=(point, 2)).killed
    batch.resume()
    assert batch.server.effects() == {"t1/ticket": 1, "t2/ticket": 1}
    assert batch.server.requests()["t2/ticket"] == requests
    assert violations(batch.evidence()) == []


def _one_at_a_time(batch: Batch) -> Batch:
    return batch.with_flags("--concurrency", "1")


@pytest.mark.parametrize("point", ["results_written", "before_finish", "saver_put_writes"])
def test_an_approval_that_is_pending_at_a_crash_stays_pending(batch: Batch, point: str) -> None:
    batch = batch.with_flags("--approve", "writes")
    batch.write(one_task(plan(step("s1", "refund", REFUND))), WANTED[:1])
    nth = {"results_written": 2, "before_finish": 1, "saver_put_writes": 3}[point]
    assert batch.run(kill=(point, nth)).killed
    batch.resume()
    batch.resume()
    assert batch.server.requests() == {}
    assert violations(batch.evidence()) == []
    assert batch.run("decide", "last", "--approve").code == 0
    batch.resume()
    assert batch.server.requests() == {"t1/refund": 1}
    assert violations(batch.evidence()) == []


@pytest.mark.parametrize("outcomes", [5, 6, 7])  # of the plan, the refund, the letter
def test_tomorrow_is_the_day_after_the_run_began_even_past_midnight(
    batch: Batch, outcomes: int
) -> None:
    letter = {**LETTER, "text": f"We come on {TOMORROW}."}
    batch.write(one_task(plan(step("s1", "refund", REFUND), step("s2", "send_letter", letter))), [])
    before = datetime.now(UTC)
    assert batch.run(kill=("before_outcome", outcomes)).killed
    after = datetime.now(UTC)
    batch.resume(clock_ahead=86_400.0)
    days = {f"We come on {day + timedelta(days=1):%Y-%m-%d}." for day in (before, after)}
    letters = [line["args"] for line in batch.server.entries("effect") if "text" in line["args"]]
    assert {letter["text"] for letter in letters} <= days
    # A refund in doubt is not sent again either: a day later its key protects no more.
    assert len(letters) == (0 if outcomes == 6 else 1)
    assert ("could not be confirmed" in batch.answers()["t1"]) == (outcomes > 5)


def test_of_two_busy_and_one_done_in_a_wave_the_two_are_asked_again(batch: Batch) -> None:
    orders = ["O-1", "O-2", "O-3"]
    steps = [step(f"s{order[2:]}", "get_order", {"order_id": order}) for order in orders]
    batch.write(one_task(plan(*steps, step("s9", "refund", REFUND))), WANTED[:1])
    busy = {"kind": "fail_before", "status": 429, "retry_after": "0", "nth": [1, 2]}
    batch.server.control(faults=[{**busy, "tool": "get_order"}])
    assert batch.run(kill=("after_commit", 18)).killed
    batch.resume()
    requests = sorted(batch.server.requests()[f"get_order:{order}"] for order in orders)
    assert requests[0] == 1 and requests[1] >= 2
    assert sum(requests) <= 1 + 2 + 2 + 2  # the kill may have cut both retries
    assert batch.server.effects() == {"t1/refund": 1}
    assert violations(batch.evidence()) == []


def test_a_batch_begun_against_a_sandbox_does_not_go_on_against_production(
    batch: Batch, tmp_path: Path
) -> None:
    tasks = one_task(plan(step("s1", "refund", REFUND)))
    batch.write(tasks, WANTED[:1])
    assert batch.run(kill=("after_effect", 1)).killed
    (tmp_path / "production").mkdir()
    with tool_server(tmp_path / "production") as production:
        batch.write(tasks, WANTED[:1], url=production.url)
        for finished in (False, True):
            refused = batch.run()
            assert refused.code == 2
            for told in (batch.server.url, production.url, "--fresh"):
                assert told in refused.stderr
            assert refused.stderr.count("\n") == 1
            assert production.requests() == {}
            if not finished:
                batch.write(tasks, WANTED[:1])
                batch.resume()
                batch.write(tasks, WANTED[:1], url=production.url)
        assert batch.server.effects() == {"t1/refund": 1}
        assert batch.with_flags("--fresh").run().code == 0
        assert production.effects() == {"t1/refund": 1}


def _remove(folder: Path) -> None:
    for entry in folder.iterdir():
        entry.unlink()
    folder.rmdir()


def _empty(folder: Path) -> None:
    (folder / "run.sqlite").write_bytes(b"")


@pytest.mark.parametrize("harm", [_remove, _empty])
def test_a_run_that_is_gone_between_crash_and_resume_is_no_clean_slate(
    batch: Batch, harm: Callable[[Path], None]
) -> None:
    batch.write(one_task(plan(step("s1", "refund", REFUND))), WANTED[:1])
    assert batch.run(kill=("after_effect", 1)).killed
    harm(batch.run_folder)
    for _ in range(2):
        refused = batch.run()
        assert refused.code == 4
        assert str(batch.folder / "runs") in refused.stderr
        assert refused.stderr.count("\n") == 1
    assert batch.server.requests() == {"t1/refund": 1}


def test_a_task_that_five_processes_died_over_is_given_up(batch: Batch) -> None:
    """The way a call that kills its own process is kept from being made for ever."""
    batch.write(one_task(plan(step("s1", "get_order", {"order_id": "O-1"}))), [])
    deaths = 0
    while deaths < 10 and batch.run(kill=("after_send", 1)).killed:
        deaths += 1
    assert deaths == 6  # the first process still gained the task a row, its plan
    assert "died" in batch.answers()["t1"]


def test_a_task_that_waits_says_what_it_has_done_by_then(batch: Batch) -> None:
    batch.write(
        one_task(plan(step("s1", "refund", REFUND), step("s2", "send_letter", LETTER))), WANTED
    )
    assert batch.run(kill=("after_effect", 2)).killed
    batch.resume()
    answer = batch.answers()["t1"]
    assert answer.startswith("Waits for a person. send_letter")
    assert 'Done: refund (order_id "O-7"' in answer
    assert violations(batch.evidence()) == []


def test_a_person_settles_the_items_of_a_list_one_by_one(batch: Batch) -> None:
    """None of a list's changes can be confirmed: each waits by itself, and is made once."""
    letter = {**LETTER, "recipient": ref("item.order_id"), "tag": ref("item.order_id")}
    letters = step("s2", "send_letter", letter, for_each="s1.orders")
    orders = [f"O-{number}" for number in range(10, 15)]
    wanted = [Wanted("t1", order, "send_letter") for order in orders]
    batch.write(one_task(plan(step("s1", "list_orders", {"customer": "C-2"}), letters)), wanted)
    batch.server.control(faults=[{"kind": "drop_after", "tool": "send_letter", "times": None}])
    batch.resume()
    for number, order in enumerate(orders, start=1):
        assert batch.server.effects() == {one: 1 for one in orders[:number]}
        listed = batch.run("decide", "last").stdout
        assert f'recipient="{order}"' in listed and "1 wait for a person" in listed
        assert batch.run("decide", "last", "--done", '{"sent": true}').code == 0
        batch.change_database("DELETE FROM checkpoints; DELETE FROM writes")
    assert batch.run("decide", "last").code == 2
    assert batch.server.effects() == {order: 1 for order in orders}
    assert violations(batch.evidence()) == []
