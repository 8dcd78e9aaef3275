"""Runs are found again by the content of their tasks, and never silently begun a second time."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from checkpoints.run_folder import (
    FoundRun,
    OpenRun,
    UnreadableRun,
    create_run,
    delete_run,
    find_run,
    finish_run,
    list_runs,
    mark,
    open_run,
    user_runs_folder,
    writable_runs_folder,
)
from checkpoints.run_marker import marker_path
from checkpoints.run_record import RunPurpose
from core.clock import ManualClock
from core.errors import StoreError

PURPOSE = RunPurpose("tasks", "catalog", {"planner": "1"}, {"refund": "http:shop"})


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "results.json"


def _begin(runs: Path, output: Path, clock: ManualClock, purpose: RunPurpose = PURPOSE) -> OpenRun:
    return create_run(runs, output, purpose, clock)


def _find(runs: Path, output: Path) -> FoundRun | None:
    return find_run(runs, output, "tasks", "catalog")


def test_a_first_run_finds_none(runs: Path, output: Path) -> None:
    assert _find(runs, output) is None


def test_an_unfinished_run_is_found_with_what_it_was_begun_for(
    runs: Path, output: Path, clock: ManualClock
) -> None:
    run = _begin(runs, output, clock)
    run.store.close()

    found = _find(runs, output)

    assert found is not None
    assert found.record == run.record
    assert found.record.purpose == PURPOSE
    assert (found.state, found.owner) == ("running", None)


def test_a_found_run_can_be_gone_on_with(runs: Path, output: Path, clock: ManualClock) -> None:
    run = _begin(runs, output, clock)
    run.store.close()
    found = _find(runs, output)
    assert found is not None

    again = open_run(found)

    assert again.run_id == run.run_id
    assert again.store.identity == run.store.identity
    again.store.close()


def test_a_run_that_is_being_worked_on_names_its_owner(
    runs: Path, output: Path, clock: ManualClock
) -> None:
    run = _begin(runs, output, clock)
    run.store.write().result()
    found = _find(runs, output)
    assert found is not None
    with pytest.raises(StoreError, match="in use"):
        open_run(found)
    run.store.close()


def test_other_tasks_are_another_run(runs: Path, output: Path, clock: ManualClock) -> None:
    _begin(runs, output, clock).store.close()
    assert find_run(runs, output, "other tasks", "catalog") is None
    assert find_run(runs, output, "tasks", "other catalog") is None


def test_a_run_is_found_without_its_marker_and_for_another_output(
    runs: Path, output: Path, clock: ManualClock
) -> None:
    run = _begin(runs, output, clock)
    run.store.close()
    marker_path(output).unlink()

    found = _find(runs, output.with_name("elsewhere.json"))

    assert found is not None
    assert found.record.run_id == run.run_id


def test_the_last_of_several_runs_is_found(runs: Path, output: Path, clock: ManualClock) -> None:
    _begin(runs, output, clock).store.close()
    clock.advance(1)
    last = _begin(runs, output, clock)
    last.store.close()
    marker_path(output).unlink()

    found = _find(runs, output)

    assert found is not None
    assert found.record.run_id == last.run_id


@pytest.mark.parametrize("finished", [False, True])
def test_a_deleted_folder_is_no_clean_slate_where_effects_may_have_happened(
    runs: Path, output: Path, clock: ManualClock, finished: bool
) -> None:
    run = _begin(runs, output, clock)
    if finished:
        finish_run(run, "finished", changed_world=True)
    run.store.close()
    shutil.rmtree(run.folder)

    with pytest.raises(StoreError, match=r"missing.*--fresh"):
        _find(runs, output)


def test_a_finished_run_that_changed_nothing_may_be_deleted(
    runs: Path, output: Path, clock: ManualClock
) -> None:
    run = _begin(runs, output, clock)
    finish_run(run, "finished", changed_world=False)
    run.store.close()
    delete_run(run.folder)

    assert _find(runs, output) is None


def test_another_database_in_the_folder_is_refused(
    runs: Path, output: Path, clock: ManualClock
) -> None:
    run = _begin(runs, output, clock)
    run.store.close()
    other = _begin(runs, output.with_name("other.json"), clock)
    other.store.close()
    shutil.copy(other.folder / "run.sqlite", run.folder / "run.sqlite")

    with pytest.raises(StoreError, match="another run"):
        _find(runs, output)


def test_a_marker_that_cannot_be_read_is_an_error(
    runs: Path, output: Path, clock: ManualClock
) -> None:
    _begin(runs, output, clock).store.close()
    marker_path(output).write_text("{half", encoding="utf-8")

    with pytest.raises(StoreError, match="cannot be read"):
        _find(runs, output)


def test_the_marker_names_the_run_before_anything_is_called(
    runs: Path, output: Path, clock: ManualClock
) -> None:
    run = _begin(runs, output, clock)
    marker = json.loads(marker_path(output).read_text(encoding="utf-8"))
    assert marker["run_id"] == run.run_id
    assert marker["identity"] == run.store.identity
    assert marker["folder"] == str(run.folder)
    assert not marker["finished"]
    run.store.close()


def _marks_finished(output: Path) -> bool:
    finished: bool = json.loads(marker_path(output).read_text(encoding="utf-8"))["finished"]
    return finished


def test_a_finished_run_says_so_beside_every_output_it_was_given(
    runs: Path, output: Path, clock: ManualClock
) -> None:
    other = output.with_name("other.json")
    run = _begin(runs, output, clock)
    mark(run, other)
    finish_run(run, "finished", changed_world=True, outputs=[other])
    run.store.close()

    assert _marks_finished(output)
    assert _marks_finished(other)


def test_a_finished_run_leaves_an_output_alone_that_another_run_has_taken(
    runs: Path, output: Path, clock: ManualClock
) -> None:
    run = _begin(runs, output, clock)
    mark(run, output.with_name("other.json"))
    _begin(runs, output, clock).store.close()
    taken = marker_path(output).read_text(encoding="utf-8")
    finish_run(run, "finished", changed_world=True)
    run.store.close()

    assert marker_path(output).read_text(encoding="utf-8") == taken


def test_where_the_run_folder_cannot_be_made_the_users_own_serves(
    tmp_path: Path, output: Path, clock: ManualClock
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    run = _begin(tmp_path / "file" / "runs", output, clock)
    run.store.close()

    assert run.folder.parent == user_runs_folder()
    assert [one.folder for one in list_runs(tmp_path / "file" / "runs")] == [run.folder]


def test_nothing_begins_where_no_folder_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    with pytest.raises(StoreError, match="--run-dir"):
        writable_runs_folder(tmp_path / "file" / "runs")


def test_runs_are_listed_oldest_first_with_what_is_wrong(
    runs: Path, output: Path, clock: ManualClock
) -> None:
    first = _begin(runs, output, clock)
    first.store.close()
    clock.advance(60)
    second = _begin(runs, output, clock)
    finish_run(second, "waiting", changed_world=True)
    second.store.close()
    (first.folder / "run.sqlite").write_bytes(b"")

    broken, waiting = list_runs(runs)

    assert isinstance(broken, UnreadableRun)
    assert "empty" in broken.problem
    assert isinstance(waiting, FoundRun)
    assert waiting.state == "waiting"


def test_a_run_in_use_is_not_deleted(runs: Path, output: Path, clock: ManualClock) -> None:
    run = _begin(runs, output, clock)
    with pytest.raises(StoreError, match="in use"):
        delete_run(run.folder)
    run.store.close()
    delete_run(run.folder)
    assert not run.folder.exists()
