"""`gc` deletes finished runs and nothing else."""

from __future__ import annotations

import pytest

from checkpoints.opening import open_store
from checkpoints.run_folder import FoundRun
from tests.app.run_commands import PLAN, PLAN_TOOL, RunsFolder
from tests.faults.tool_catalog import CATALOG, bindings
from tests.faults.tool_server_process import ToolServerProcess

LONG_AGO = "UPDATE journal SET at = at - 40 * 86400"


def finish_runs(folder: RunsFolder, count: int) -> list[FoundRun]:
    folder.write({"t1": PLAN}, [PLAN_TOOL])
    for _ in range(count):
        folder.batch("--fresh")
    return folder.runs()


def names(runs: list[FoundRun]) -> list[str]:
    return [run.record.run_id for run in runs]


def test_the_newest_finished_runs_are_kept(runs_folder: RunsFolder) -> None:
    runs = finish_runs(runs_folder, 3)
    ended = runs_folder.command("gc", "--keep", "1")
    assert ended.code == 0
    assert "deleted 2 of 3 finished runs" in ended.out
    assert names(runs_folder.runs()) == names(runs)[-1:]


def test_only_runs_beyond_the_age_are_deleted(runs_folder: RunsFolder) -> None:
    finish_runs(runs_folder, 1)
    runs_folder.change_database(LONG_AGO)
    runs = finish_runs(runs_folder, 1)
    assert "deleted 0 of 2" in runs_folder.command("gc", "--older-than", "6w").out
    assert "deleted 1 of 2" in runs_folder.command("gc", "--older-than", "30d").out
    assert names(runs_folder.runs()) == names(runs)[-1:]


def test_with_both_a_run_must_be_beyond_both(runs_folder: RunsFolder) -> None:
    finish_runs(runs_folder, 1)
    runs_folder.change_database(LONG_AGO)
    finish_runs(runs_folder, 1)
    assert "deleted 0 of 2" in runs_folder.command("gc", "--keep", "2", "--older-than", "30d").out
    assert "deleted 1 of 2" in runs_folder.command("gc", "--keep", "0", "--older-than", "30d").out


def test_a_dry_run_deletes_nothing_and_names_what_it_would(runs_folder: RunsFolder) -> None:
    runs = finish_runs(runs_folder, 2)
    ended = runs_folder.command("gc", "--keep", "0", "--dry-run")
    assert "would delete 2 of 2" in ended.out
    assert all(name in ended.out for name in names(runs))
    assert names(runs_folder.runs()) == names(runs)


def test_runs_that_wait_or_go_on_or_cannot_be_read_are_left_alone(runs_folder: RunsFolder) -> None:
    runs_folder.write_tickets("t1")
    runs_folder.batch("--approve", "writes")
    runs_folder.batch("--fresh")
    damaged = runs_folder.runs()[-1].folder
    (damaged / "run.sqlite").write_bytes(b"")
    runs_folder.write_tickets("t1", "t2")
    (runs_folder.path / "results.json.run").unlink()
    runs_folder.batch_until("before_intent")
    left = names(runs_folder.runs())
    assert len(left) == 2
    assert "deleted 0 of 0" in runs_folder.command("gc", "--keep", "0").out
    assert names(runs_folder.runs()) == left and damaged.exists()


def test_a_finished_run_that_a_process_has_open_is_left_alone(runs_folder: RunsFolder) -> None:
    (run,) = finish_runs(runs_folder, 1)
    store = open_store(run.folder)
    assert "deleted 0 of 0" in runs_folder.command("gc", "--keep", "0").out
    store.close()
    assert "deleted 1 of 1" in runs_folder.command("gc", "--keep", "0").out


def test_the_effects_of_a_deleted_run_are_not_repeated_unasked(
    runs_folder: RunsFolder, server: ToolServerProcess
) -> None:
    runs_folder.write({"t1": "Refund 12 of order O-31."}, CATALOG, bindings(server.url))
    runs_folder.batch()
    assert "--fresh" in runs_folder.command("gc", "--keep", "0").out
    refused = runs_folder.batch()
    assert refused.code == 4
    assert "--fresh" in refused.err
    assert server.requests()["refund:O-31"] == 1


@pytest.mark.parametrize(
    "words", [[], ["--older-than", "soon"], ["--older-than", "30"], ["--keep", "-1"]]
)
def test_what_is_to_be_kept_must_be_said_clearly(runs_folder: RunsFolder, words: list[str]) -> None:
    finish_runs(runs_folder, 1)
    ended = runs_folder.command("gc", *words)
    assert ended.code == 2
    assert len(runs_folder.runs()) == 1
