"""A whole batch whose runs lie on a disk that fills up, or that may only be read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.faults.agent import Ended
from tests.faults.batch import Batch
from tests.faults.checker import violations, violations_at_any_time
from tests.faults.classes import QUICK_TO_RECONCILE, TOOLS, task_of, wanted_of
from tests.faults.storage.small_disk import remount, small_disk

pytestmark = pytest.mark.faults
STEP_KIB = 24
PLENTY = "size=40m"


@pytest.fixture
def disk(batch: Batch) -> Iterator[Path]:
    """The file system on which the batch keeps its runs."""
    kinds = list(TOOLS)
    batch.write(
        [task_of(kind, kind, f"O-{n}", kind) for n, kind in enumerate(kinds, start=1)],
        [wanted_of(kind, kind, kind) for kind in kinds],
        changes=QUICK_TO_RECONCILE,
    )
    with small_disk(batch.folder / "runs", STEP_KIB) as place:
        yield place


def _ends_clearly(ended: Ended) -> bool:
    complaint = (ended.stderr.splitlines() or [""])[-1]
    return ended.code == 4 and complaint.startswith("surefoot: ") and "defect" not in complaint


def _cut_off(batch: Batch) -> int:
    """Kill the batch at its first answer; returns the requests made so far."""
    assert batch.with_flags("--concurrency", "1").run(kill=("after_effect", 1)).killed
    return batch.server.requests().total()


def test_a_batch_that_fills_its_disk_stops_clearly_and_goes_on_with_room(
    batch: Batch, disk: Path
) -> None:
    stopped = at_work = 0
    for size in count(2):
        ended = batch.run()
        if ended.code == 0:
            break
        stopped += 1
        at_work += bool(batch.server.requests())
        assert _ends_clearly(ended), ended
        remount(disk, PLENTY)  # to read a log, SQLite needs room as well
        assert violations_at_any_time(batch.evidence()) == []
        remount(disk, f"size={size * STEP_KIB}k")
    assert stopped > at_work >= 2
    assert violations(batch.evidence()) == []


def test_a_run_on_a_disk_that_became_read_only_is_not_begun_anew_elsewhere(
    batch: Batch, disk: Path
) -> None:
    remount(disk, PLENTY)
    made = _cut_off(batch)
    remount(disk, "ro")

    ended = batch.run()

    assert _ends_clearly(ended), ended
    assert "write permission" in ended.stderr or "read-only" in ended.stderr
    assert batch.server.requests().total() == made
    remount(disk, "rw")
    batch.resume()
    assert violations(batch.evidence()) == []


def test_results_that_cannot_be_written_stop_a_batch_before_anything_is_called(
    batch: Batch, disk: Path
) -> None:
    remount(disk, PLENTY)
    remount(disk, "ro")

    ended = batch.run(*_command_with_output(disk / "results.json"))

    assert ended.code in (2, 4), ended
    assert str(disk) in ended.stderr or "results.json" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not batch.server.requests()


def _command_with_output(path: Path) -> tuple[str, ...]:
    words = "--tasks tasks.json --tools tools.json --bindings bindings.json --output"
    return (*words.split(), str(path))
