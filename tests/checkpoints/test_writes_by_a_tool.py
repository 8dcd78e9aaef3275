"""Looking back needs the writes of one tool, whichever task made them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checkpoints.journal import SqliteJournal
from checkpoints.memory import MemoryJournal
from checkpoints.store import Store
from core.clock import ManualClock
from core.seams import Journal
from tests.contracts.journal_contract import DONE, REFUND, RUN, read, write


@pytest.fixture(params=["store", "memory"])
def journal(request: pytest.FixtureRequest, clock: ManualClock) -> Journal:
    if request.param == "memory":
        return MemoryJournal(clock)
    store: Store = request.getfixturevalue("store")
    return SqliteJournal(store, RUN, clock)


def test_the_writes_of_a_tool_are_found_in_every_task(journal: Journal) -> None:
    elsewhere = write(action=replace(REFUND, task_id="task-2"))
    other_tool = write(action=replace(REFUND, slot="1.s3"), tool="send_letter")
    for attempt in (write(), elsewhere, other_tool):
        journal.intend(attempt)
    journal.settle(write(), DONE)
    journal.settle(read(), DONE)
    found = journal.writes("refund")
    assert {one.attempt.action.task_id: one.outcome for one in found} == {
        "task-1": DONE,
        "task-2": None,
    }
