"""The journal in SQLite: the contract of every journal, and what only a durable one can do."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from checkpoints.journal import SqliteJournal
from checkpoints.opening import create_store, open_store
from checkpoints.reading import JournalReader
from checkpoints.run_record import RunPurpose, RunRecord, write_record
from checkpoints.store import Store
from core.action import Action, Attempt, InDoubt, Outcome
from core.clock import ManualClock
from core.errors import StoreError
from core.seams import Journal
from tests.contracts.journal_contract import (
    BUSY,
    DONE,
    DOUBT,
    REFUND,
    REQUIREMENTS,
    RUN,
    fact,
    read,
    write,
)


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda one: one.__name__)
def test_the_contract(
    requirement: Callable[[Journal], None], store: Store, clock: ManualClock
) -> None:
    requirement(SqliteJournal(store, RUN, clock))


def _next_process(folder: Path, store: Store, clock: ManualClock) -> tuple[Store, SqliteJournal]:
    store.close()
    again = open_store(folder)
    return again, SqliteJournal(again, RUN, clock)


def test_history_is_the_same_in_the_next_process(
    folder: Path, store: Store, clock: ManualClock
) -> None:
    journal = SqliteJournal(store, RUN, clock)
    journal.intend(write(1, idempotency="key", target="http:shop", origin="2.s1"))
    clock.advance(1)
    journal.settle(write(1, idempotency="key", target="http:shop", origin="2.s1"), DOUBT)
    journal.intend(write(2, idempotency="key"))
    journal.settle(write(2, idempotency="key"), BUSY)
    journal.settle(read(), Outcome("done", output={"z": 1, "a": [1.0, None, "ü\x00"]}))
    before = journal.history("task-1")

    again, journal = _next_process(folder, store, clock)

    assert journal.history("task-1") == before
    assert list(before[2].outcome.output) == ["z", "a"]  # type: ignore[union-attr, arg-type]
    again.close()


def test_a_call_cut_off_may_have_run_until_its_time_limit(
    folder: Path, store: Store, clock: ManualClock
) -> None:
    started = clock.now()
    SqliteJournal(store, RUN, clock).intend(write())
    clock.advance(10)

    again, journal = _next_process(folder, store, clock)

    doubt = journal.recall(REFUND)
    assert isinstance(doubt, InDoubt)
    assert (doubt.started_at, doubt.ended_at) == (started, started + 30)
    again.close()


def test_a_call_cut_off_may_have_run_until_the_resume(
    folder: Path, store: Store, clock: ManualClock
) -> None:
    SqliteJournal(store, RUN, clock).intend(write())
    clock.advance(100)
    resumed = clock.now()
    again, journal = _next_process(folder, store, clock)
    clock.advance(100)
    third, journal = _next_process(folder, again, clock)

    doubt = journal.recall(REFUND)

    assert isinstance(doubt, InDoubt)
    assert doubt.ended_at == resumed
    third.close()


def test_processes_are_numbered_in_their_records(
    folder: Path, store: Store, clock: ManualClock
) -> None:
    first = SqliteJournal(store, RUN, clock)
    first.settle(read(1), BUSY)
    again, second = _next_process(folder, store, clock)
    second.settle(read(2), DONE)

    assert [record.process for record in second.history("task-1")] == [1, 2]
    again.close()


def test_the_duration_of_a_read_is_known_when_it_was_intended(
    store: Store, clock: ManualClock
) -> None:
    journal = SqliteJournal(store, RUN, clock)
    started = clock.now()
    journal.intend(read())
    clock.advance(3)
    journal.settle(read(), DONE)

    (record,) = journal.history("task-1")

    assert (record.started_at, record.ended_at) == (started, started + 3)


def test_repeating_an_outcome_adds_no_row(store: Store, clock: ManualClock) -> None:
    journal = SqliteJournal(store, RUN, clock)
    journal.settle(*fact("now", 1))
    journal.settle(*fact("now", 1))

    assert _rows(store) == 1


def test_what_contradicts_a_final_outcome_is_kept_as_evidence(
    folder: Path, store: Store, clock: ManualClock
) -> None:
    journal = SqliteJournal(store, RUN, clock)
    journal.intend(write())
    journal.settle(write(), DOUBT)
    journal.settle(write(), Outcome("given_up", by="person"))
    journal.settle(write(), DONE)

    assert _rows(store) == 4
    again, journal = _next_process(folder, store, clock)
    assert journal.recall(REFUND) == Outcome("given_up", by="person")
    again.close()


def test_what_a_read_gave_is_on_disk_before_an_intent_that_follows_it(
    folder: Path, store: Store, clock: ManualClock
) -> None:
    journal = SqliteJournal(store, RUN, clock)
    for number in range(1, 20):
        journal.settle(read(number), Outcome("done", output=number))
    journal.intend(write())
    shutil.copytree(folder, folder.with_name("image"))

    survivor = open_store(folder.with_name("image"))
    journal = SqliteJournal(survivor, RUN, clock)
    assert len(journal.history("task-1")) == 20
    survivor.close()


def test_many_outcomes_wait_for_the_disk_together(store: Store, clock: ManualClock) -> None:
    journal = SqliteJournal(store, RUN, clock)
    accepted = [
        (Attempt(Action(RUN, f"task-{n}", "accepted"), 1, "", {}, "fact"), DONE) for n in range(500)
    ]

    journal.settle_all(accepted)

    assert all(journal.recall(attempt.action) == DONE for attempt, _ in accepted)


def test_a_forgotten_task_is_read_again(store: Store, clock: ManualClock) -> None:
    journal = SqliteJournal(store, RUN, clock)
    journal.intend(write())
    journal.settle(write(), DONE)
    before = journal.history("task-1")
    journal.forget("task-1")
    journal.settle(read(), BUSY)

    assert journal.history("task-1")[0] == before[0]
    assert journal.recall(read().action) == BUSY


def test_threads_share_one_sequence_without_gaps(store: Store, clock: ManualClock) -> None:
    journal = SqliteJournal(store, RUN, clock)

    def work(task: int) -> None:
        for number in range(20):
            action = Action(RUN, f"task-{task}", f"1.s{number}")
            journal.intend(write(1, action))
            journal.settle(write(1, action), DONE)

    threads = [threading.Thread(target=work, args=(task,)) for task in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(journal.history("task-3")) == 20
    assert store.read(
        lambda connection: connection.execute(
            "SELECT count(*), min(sequence), max(sequence) FROM journal"
        ).fetchone()
    ) == (320, 1, 320)


def test_five_deaths_over_an_open_read_are_counted(folder: Path, clock: ManualClock) -> None:
    store = create_store(folder)
    for _ in range(5):
        journal = SqliteJournal(store, RUN, clock)
        journal.intend(read())
        store, journal = _next_process(folder, store, clock)

    assert journal.deaths("task-1") == 5
    assert journal.deaths("task-2") == 0
    store.close()


def test_a_row_gained_ends_the_count_of_deaths(folder: Path, clock: ManualClock) -> None:
    store = create_store(folder)
    for _ in range(3):
        journal = SqliteJournal(store, RUN, clock)
        journal.intend(read())
        store, journal = _next_process(folder, store, clock)
    journal.settle(read(), BUSY)
    store, journal = _next_process(folder, store, clock)

    assert journal.deaths("task-1") == 0
    store.close()


def test_a_call_that_ended_is_not_what_killed_the_process(
    folder: Path, store: Store, clock: ManualClock
) -> None:
    journal = SqliteJournal(store, RUN, clock)
    journal.intend(read(slot="1.s1"))
    journal.settle(read(slot="1.s1"), DONE)

    again, journal = _next_process(folder, store, clock)

    assert journal.deaths("task-1") == 0
    again.close()


def test_another_process_reads_while_this_one_works(
    folder: Path, store: Store, clock: ManualClock
) -> None:
    write_record(store, RunRecord(RUN, 0.0, "results.json", RunPurpose("t", "c", {}, {})))
    journal = SqliteJournal(store, RUN, clock)
    journal.intend(write())
    with JournalReader(folder) as reader:
        assert reader.history("task-1") == journal.history("task-1")
        journal.settle(write(), DONE)
        assert reader.history("task-1") == journal.history("task-1")
        assert reader.task_ids() == ("task-1",)


def test_a_failed_store_makes_every_later_intent_fail(store: Store, clock: ManualClock) -> None:
    journal = SqliteJournal(store, RUN, clock)
    with pytest.raises(StoreError):
        store.write(("INSERT INTO nowhere VALUES (1)", ())).result()

    with pytest.raises(StoreError):
        journal.intend(write())
    assert journal.recall(REFUND) is None


def _rows(store: Store) -> int:
    return store.read(
        lambda connection: int(connection.execute("SELECT count(*) FROM journal").fetchone()[0])
    )
