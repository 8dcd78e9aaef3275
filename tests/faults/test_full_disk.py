"""A disk that fills up at any byte: a clear end, nothing repeated, and on it goes with room."""

from __future__ import annotations

from itertools import count

import pytest

from tests.faults.batch import Batch
from tests.faults.checker import violations, violations_at_any_time
from tests.faults.classes import QUICK_TO_RECONCILE, TOOLS, task_of, wanted_of

pytestmark = pytest.mark.faults
PAGE = 4096


def _write(batch: Batch) -> None:
    kinds = list(TOOLS)
    batch.write(
        [task_of(kind, kind, f"O-{n}", kind) for n, kind in enumerate(kinds, start=1)],
        [wanted_of(kind, kind, kind) for kind in kinds],
        changes=QUICK_TO_RECONCILE,
    )


def test_wherever_room_runs_out_the_run_stops_clearly_and_goes_on(batch: Batch) -> None:
    """Each command gets a few pages more than the last, until one needs no more."""
    _write(batch)
    stopped = at_work = 0
    for pages in count(0):
        ended = batch.run(file_limit=512 + pages * 3 * PAGE)
        assert violations_at_any_time(batch.evidence()) == []
        if ended.code == 0:
            break
        stopped += 1
        at_work += bool(batch.server.requests())
        assert ended.code == 4, ended
        complaint = ended.stderr.splitlines()[-1]
        assert complaint.startswith("surefoot: ")
        assert "defect" not in complaint and "Traceback" not in ended.stderr
    assert stopped > at_work >= 3
    assert violations(batch.evidence()) == []
    requests = batch.server.requests()
    batch.resume()
    assert batch.server.requests() == requests
