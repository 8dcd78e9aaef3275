"""Machines that give too few open files, turn their clock, or end a process by asking twice."""

from __future__ import annotations

import signal

import pytest

from tests.faults.batch import Batch
from tests.faults.checker import violations
from tests.faults.classes import QUICK_TO_RECONCILE, TOOLS, task_of, wanted_of

pytestmark = pytest.mark.faults
DAY_S = 86_400.0
TASKS = 60
OUT_OF_ORDER = "sent before its intent"


def _one_of_each(batch: Batch) -> None:
    kinds = list(TOOLS)
    batch.write(
        [task_of(kind, kind, f"O-{n}", kind) for n, kind in enumerate(kinds, start=1)],
        [wanted_of(kind, kind, kind) for kind in kinds],
        changes=QUICK_TO_RECONCILE,
    )


def _many(batch: Batch, ids: list[str]) -> None:
    batch.write(
        [task_of("key", task, f"O-{n}", f"tag {n}") for n, task in enumerate(ids, start=1)],
        [wanted_of("key", task, f"tag {n}") for n, task in enumerate(ids, start=1)],
    )


def test_too_few_open_files_stop_a_run_clearly_and_it_goes_on_with_more(batch: Batch) -> None:
    _many(batch, [f"t{number}" for number in range(TASKS)])
    slow = {"kind": "late", "tool": "refund", "seconds": 0.5, "times": None}
    batch.server.control(faults=[slow])
    crowded = batch.with_flags("--concurrency", str(TASKS))
    ended = crowded.run(open_files=40)
    assert ended.code == 4, ended
    assert "open files" in ended.stderr and "--concurrency" in ended.stderr
    assert "defect" not in ended.stderr and "Traceback" not in ended.stderr
    crowded.resume()
    assert violations(batch.evidence()) == []


@pytest.mark.parametrize("turned", [-DAY_S, -60.0, 60.0, 2 * DAY_S])
@pytest.mark.parametrize("point", ["after_intent", "after_effect"])
def test_a_clock_that_was_turned_while_nobody_worked_repeats_and_loses_nothing(
    batch: Batch, point: str, turned: float
) -> None:
    _one_of_each(batch)
    one_by_one = batch.with_flags("--concurrency", "1")
    kills = 0
    for _ in TOOLS:
        kills += one_by_one.run(kill=(point, 2), clock_ahead=turned * (kills % 2)).killed
    batch.resume(clock_ahead=turned)
    assert kills >= 2
    # The tool server's clock was not turned, so that times cannot be compared.
    told = [one for one in violations(batch.evidence()) if not one.endswith(OUT_OF_ORDER)]
    assert told == []


def test_ids_that_mean_something_elsewhere_are_names_like_any_other(batch: Batch) -> None:
    ids = ["../x", "a/b", "CON", "-rf", "x'; DROP TABLE journal;--", "%", "_", "*", "a", "A"]
    ids += ["\u00e9", "e\u0301", "stra\u00dfe", "strasse", "result", "recover:1.s1", "{s1}", "#"]
    _many(batch, ids)
    assert batch.run(kill=("after_effect", 5)).killed
    batch.resume()
    assert [entry["id"] for entry in batch.results()] == ids
    assert violations(batch.evidence()) == []
    for task in ids:
        shown = batch.run("replay", "last", "--", task)
        assert shown.code == 0 and shown.stdout.startswith("identical: "), (task, shown)
    entries = {entry.name for entry in batch.folder.parent.iterdir()}
    assert "x" not in entries


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_request_to_end_ends_at_once_and_loses_nothing(
    batch: Batch, number: signal.Signals
) -> None:
    batch.write([task_of("key", "t1", "O-1", "refund")], [wanted_of("key", "t1", "refund")])
    batch.server.control(faults=[{"kind": "hang_after", "tool": "refund", "seconds": 2.0}])
    owner = batch.start()
    batch.server.wait_for("effect", 1)
    owner.send(number)
    assert not owner.ends_within(0.2)
    owner.send(number)
    assert owner.ends_within(1.0)
    assert owner.end().code == 128 + number
    batch.resume()
    assert violations(batch.evidence()) == []
