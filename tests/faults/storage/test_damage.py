"""A damaged store is refused in one clear line, or gives back all that was confirmed: never less.

The run that is damaged was killed in the middle: half of its rows are in the database itself, half
still in the write-ahead log.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from checkpoints.journal import SqliteJournal
from checkpoints.opening import create_store, open_store
from checkpoints.reading import JournalReader
from checkpoints.run_record import RunPurpose, RunRecord, write_record
from checkpoints.saver import GroupCommitSaver
from checkpoints.store import Store
from core.action import Action, Attempt, Outcome
from core.clock import ManualClock
from core.errors import StoreError
from tests.faults.storage.damage import (
    Damage,
    bit_flip,
    damaged_copy,
    removal,
    replacement,
    truncation,
    zeroed,
)

DATABASE, LOG = "run.sqlite", "run.sqlite-wal"
PAGE = 4096
TASKS = 16


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run that was killed."""
    folder = tmp_path_factory.mktemp("made")
    store = create_store(folder)
    write_record(store, RunRecord("run", 0.0, "results.json", RunPurpose("t", "c", {}, {})))
    _work(store, range(TASKS // 2))
    store.close()
    store = open_store(folder)
    _work(store, range(TASKS // 2, TASKS))
    killed = tmp_path_factory.mktemp("killed") / "run"
    shutil.copytree(folder, killed)
    store.close()
    return killed


@pytest.fixture(scope="module")
def confirmed(run: Path) -> Any:
    """All that the run had confirmed."""
    with damaged_copy(run, lambda folder: None) as copy:
        return _all_of(copy)


def _work(store: Store, tasks: Iterable[int]) -> None:
    journal = SqliteJournal(store, "run", ManualClock())
    saver = GroupCommitSaver(store)
    for task in tasks:
        action = Action("run", f"task-{task}", "1.s1")
        attempt = Attempt(action, 1, "refund", {"order": f"A-{task}"}, "write", timeout_s=30.0)
        journal.intend(attempt)
        if task % 4:
            journal.settle(attempt, Outcome("done", output={"refund": "x" * 300 * (task % 5)}))
        config: Any = {"configurable": {"thread_id": action.task_id, "checkpoint_ns": ""}}
        checkpoint: Any = {"v": 4, "id": f"1-{task}", "channel_values": {"amount": task}}
        saver.put(config, checkpoint, {"step": task}, {})
    journal.close()


def _all_of(folder: Path) -> Any:
    """Everything that going on with the run would build on."""
    store = open_store(folder)
    try:
        journal = SqliteJournal(store, "run", ManualClock())
        tasks = {f"task-{task}": journal.history(f"task-{task}") for task in range(TASKS)}
        journal.close()
        saver = GroupCommitSaver(store)
        states = {
            task: saver.get_tuple({"configurable": {"thread_id": task, "checkpoint_ns": ""}})
            for task in tasks
        }
        with JournalReader(folder) as reader:
            return tasks, states, reader.record, reader.identity
    finally:
        store.close()


def _survives(run: Path, confirmed: Any, damages: Iterable[Damage]) -> Counter[str]:
    """Do each damage; count what was refused and what was harmless. Everything else fails."""
    ends: Counter[str] = Counter()
    for damage in damages:
        with damaged_copy(run, damage) as copy:
            try:
                found = _all_of(copy)
            except StoreError as refusal:
                assert "\n" not in str(refusal)
                ends["refused"] += 1
            else:
                assert _without_newest_states(found) == _without_newest_states(confirmed)
                assert _no_state_is_wrong(found, confirmed)
                ends["harmless"] += 1
    return ends


def _without_newest_states(found: Any) -> Any:
    tasks, _, record, identity = found
    return tasks, record, identity


def _no_state_is_wrong(found: Any, confirmed: Any) -> bool:
    """A checkpoint may be missing, as the journal knows all it knew; but it may not differ."""
    return all(state is None or state == confirmed[1][task] for task, state in found[1].items())


def test_the_undamaged_run_has_everything(run: Path, confirmed: Any) -> None:
    tasks, states, _, _ = confirmed
    assert all(tasks.values())
    assert all(states.values())
    assert (run / LOG).stat().st_size > PAGE


@pytest.mark.parametrize("name", [DATABASE, LOG])
def test_cut_off_at_every_512_bytes(run: Path, confirmed: Any, name: str) -> None:
    sizes = range(0, (run / name).stat().st_size, 512)
    ends = _survives(run, confirmed, (truncation(name, size) for size in sizes))
    assert ends["refused"] > len(sizes) * 3 // 4


@pytest.mark.parametrize(("name", "stride"), [(DATABASE, 401), (LOG, 401), ("lock", 3)])
def test_a_bit_flipped(run: Path, confirmed: Any, name: str, stride: int) -> None:
    offsets = range(0, (run / name).stat().st_size, stride)
    flips = (bit_flip(name, offset, 1 << offset % 8) for offset in offsets)
    ends = _survives(run, confirmed, flips)
    assert ends["refused"] > 0


@pytest.mark.parametrize("name", [DATABASE, LOG])
def test_a_page_of_zeros(run: Path, confirmed: Any, name: str) -> None:
    offsets = range(0, (run / name).stat().st_size, PAGE)
    ends = _survives(run, confirmed, (zeroed(name, offset, PAGE) for offset in offsets))
    assert ends["refused"] > len(offsets) // 3


def test_a_deleted_log(run: Path, confirmed: Any) -> None:
    gone = [removal(LOG), removal(LOG, "run.sqlite-shm")]
    assert _survives(run, confirmed, gone) == {"refused": 2}


def test_a_log_of_another_database(run: Path, confirmed: Any, tmp_path: Path) -> None:
    other = create_store(tmp_path)
    _work(other, range(3))
    stale = (tmp_path / LOG).read_bytes()
    other.close()
    assert _survives(run, confirmed, [replacement(LOG, stale)]) == {"refused": 1}


def test_a_deleted_index_of_the_log_is_made_anew(run: Path, confirmed: Any) -> None:
    assert _survives(run, confirmed, [removal("run.sqlite-shm")]) == {"harmless": 1}


def test_notes_of_open_calls_that_make_no_sense_are_passed_over(run: Path, confirmed: Any) -> None:
    nonsense = [replacement("calls", b"\xff" * 500), removal("calls"), replacement("calls", b"")]
    assert _survives(run, confirmed, nonsense) == {"harmless": 3}
