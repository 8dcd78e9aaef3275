"""A run that one command began and another finishes with its results in another place."""

from __future__ import annotations

from pathlib import Path

from checkpoints.run_marker import read_marker
from tests.app.run_commands import RunsFolder


def test_a_run_finished_under_another_output_is_finished_beside_both(
    runs_folder: RunsFolder,
) -> None:
    runs_folder.write_tickets("a", "b")
    runs_folder.batch_until("before_intent")

    assert runs_folder.batch("--output", "other.json").code == 0

    (run,) = runs_folder.runs()
    markers = [read_marker(Path(name)) for name in ("results.json", "other.json")]
    assert [marker and (marker.run_id, marker.finished) for marker in markers] == [
        (run.record.run_id, True),
        (run.record.run_id, True),
    ]
    assert runs_folder.tickets() == 2
