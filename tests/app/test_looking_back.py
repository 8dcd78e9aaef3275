"""`runs` and `show`: how far each run is, how to go on, and why all happened as it did."""

from __future__ import annotations

import json
import shlex

import pytest

from checkpoints.opening import open_store
from tests.app.run_commands import PLAN, PLAN_TOOL, TICKET, TICKET_TOOL, RunsFolder
from tests.faults.tool_catalog import CATALOG, bindings
from tests.faults.tool_server_process import ToolServerProcess


def test_a_folder_without_runs_says_so(runs_folder: RunsFolder) -> None:
    listed = runs_folder.command("runs")
    assert listed.code == 0
    assert "no runs in runs" in listed.out


def test_a_finished_run_is_listed_with_its_results(runs_folder: RunsFolder) -> None:
    runs_folder.write_tickets("t1", "t2")
    runs_folder.batch()
    listed = runs_folder.command("runs").out
    assert f"{runs_folder.runs()[0].record.run_id}  finished  2/2 tasks" in listed
    assert str(runs_folder.path / "results.json") in listed


def test_a_run_that_waits_is_listed_with_the_command_that_decides(runs_folder: RunsFolder) -> None:
    runs_folder.write_tickets("t1", "t2")
    runs_folder.batch("--approve", "writes")
    listed = runs_folder.command("runs").out
    assert "waiting  0/2 tasks" in listed
    assert f"python run.py decide {runs_folder.runs()[0].record.run_id}" in listed


def test_the_command_shown_for_an_unfinished_run_finishes_it(runs_folder: RunsFolder) -> None:
    runs_folder.write_tickets("t1", "t2")
    runs_folder.batch_until("before_intent")
    listed = runs_folder.command("runs").out
    assert "unfinished  0/2 tasks" in listed
    command = shlex.split(listed.split("go on: ")[1].splitlines()[0])
    assert command[:2] == ["python", "run.py"]
    assert runs_folder.command(*command[2:]).code == 0
    assert len(runs_folder.runs()) == 1
    assert "finished  2/2 tasks" in runs_folder.command("runs").out
    assert runs_folder.tickets() == 2


def test_a_run_that_is_worked_on_is_listed_with_its_process_and_can_be_shown(
    runs_folder: RunsFolder,
) -> None:
    runs_folder.write_tickets("t1", "t2")
    runs_folder.batch_until("before_intent")
    store = open_store(runs_folder.runs()[0].folder)
    listed, shown = runs_folder.command("runs"), runs_folder.command("show", "last", "t1")
    store.close()
    assert "running (process " in listed.out
    assert "create_ticket" in shown.out and "no result yet" in shown.out


def test_a_run_that_stopped_before_any_work_says_how_it_goes_on(runs_folder: RunsFolder) -> None:
    runs_folder.write_tickets("t1")
    runs_folder.batch_until("before_outcome")
    assert "the batch command that began it goes on" in runs_folder.command("runs").out
    assert runs_folder.batch().code == 0
    assert len(runs_folder.runs()) == 1
    assert "finished  1/1 tasks" in runs_folder.command("runs").out


def test_a_damaged_run_is_listed_with_the_reason_beside_the_others(
    runs_folder: RunsFolder,
) -> None:
    runs_folder.write_tickets("t1")
    runs_folder.batch()
    runs_folder.batch("--fresh")
    damaged = runs_folder.runs()[-1].folder / "run.sqlite"
    damaged.write_bytes(b"")
    listed = runs_folder.command("runs")
    assert listed.code == 0
    assert "unreadable" in listed.out and "is empty" in listed.out
    assert "finished  1/1 tasks" in listed.out
    shown = runs_folder.command("show", damaged.parent.name)
    assert shown.code == 4
    assert shown.err.count("\n") == 1


def test_a_changed_journal_row_is_noticed_by_whoever_looks(runs_folder: RunsFolder) -> None:
    runs_folder.write_tickets("t1")
    runs_folder.batch()
    runs_folder.change_database("UPDATE journal SET outcome = '{}' WHERE slot = 'result'")
    for words in (["show", "last"], ["show", "last", "t1"], ["replay", "last", "t1"]):
        ended = runs_folder.command(*words)
        assert ended.code == 4
        assert "not as it was written" in ended.err
    assert "unreadable" in runs_folder.command("runs").out


def test_another_folder_of_runs_is_part_of_every_command_shown(runs_folder: RunsFolder) -> None:
    runs_folder.write_tickets("t1")
    ended = runs_folder.batch("--run-dir", "elsewhere", "--approve", "writes")
    assert "--run-dir elsewhere" in ended.err
    listed = runs_folder.command("runs", "--run-dir", "elsewhere").out
    assert "--run-dir elsewhere" in listed


def test_a_run_is_named_by_its_beginning_or_as_the_last(runs_folder: RunsFolder) -> None:
    runs_folder.write_tickets("t1")
    runs_folder.batch()
    runs_folder.batch("--fresh")
    older, newer = (run.record.run_id for run in runs_folder.runs())
    assert f"run {newer}:" in runs_folder.command("show", "last").out
    assert f"run {older}:" in runs_folder.command("show", older).out
    assert f"run {older}:" in runs_folder.command("show", older[:-1]).out


@pytest.mark.parametrize(
    ("name", "told"), [("nope", "no run is called 'nope'"), ("20", "names of 2 runs")]
)
def test_a_name_that_fits_no_run_or_several_is_one_line(
    runs_folder: RunsFolder, name: str, told: str
) -> None:
    runs_folder.write_tickets("t1")
    runs_folder.batch()
    runs_folder.batch("--fresh")
    for command in (["show", name], ["decide", name], ["replay", name, "t1"]):
        ended = runs_folder.command(*command)
        assert ended.code == 2
        assert told in ended.err and ended.err.count("\n") == 1


def test_a_task_that_the_run_does_not_have_is_named(runs_folder: RunsFolder) -> None:
    runs_folder.write_tickets("t1")
    runs_folder.batch()
    for command in ("show", "replay"):
        ended = runs_folder.command(command, "last", "t9")
        assert ended.code == 2
        assert "t9" in ended.err


def test_a_run_is_shown_with_each_task_and_where_changes_go(runs_folder: RunsFolder) -> None:
    runs_folder.write_tickets("t1", "t2")
    runs_folder.batch_until("before_intent")
    shown = runs_folder.command("show", "last").out
    assert "create_ticket  mock:" in shown
    assert "t1  not finished  0 calls" in shown
    assert "t2  not begun" in shown


def test_a_task_is_shown_with_plan_attempts_and_the_reasons_of_recovery(
    runs_folder: RunsFolder, server: ToolServerProcess
) -> None:
    runs_folder.write({"t1": "Refund 12 of order O-4."}, CATALOG, bindings(server.url))
    server.control(faults=[{"kind": "drop_after", "tool": "refund"}])
    runs_folder.batch()
    shown = runs_folder.command("show", "last", "t1").out
    assert "Refund 12 of order O-4." in shown
    assert "s1  refund(" in shown
    assert "attempt 1, in doubt after" in shown and "attempt 2, done after" in shown
    assert "recover: call again" in shown and "may or may not have been done" in shown
    assert "safe until" in shown
    assert "write, idempotency key" in shown
    keys = {line.split()[1] for line in shown.splitlines() if line.strip().startswith("key ")}
    assert keys == {entry["key"] for entry in server.entries("request")}
    assert "result: finished" in shown


def test_secrets_are_shown_nowhere(
    runs_folder: RunsFolder, server: ToolServerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "hidden-in-a-header")
    row = {"door": "north", "api_key": "hidden-in-an-output", "note": "Bearer hidden-in-a-note"}
    (runs_folder.path / "doors.json").write_text(
        json.dumps({"returns": "one", "rows": [row]}), encoding="utf-8"
    )
    tool = {
        "name": "get_door",
        "description": "Get a door by its name. Returns door, api_key, note.",
        "args_schema": {"door": "string"},
        "adapter": "mock",
        "fixture": "doors.json",
    }
    headers = {"headers": {"Authorization": "Bearer ${SHOP_TOKEN}"}}
    runs_folder.write(
        {"t1": 'What is the note of the door "north"?', "t2": "Refund 12 of order O-5."},
        [tool, *CATALOG],
        bindings(server.url, changes={"refund": headers}),
    )
    batch = runs_folder.batch()
    assert batch.code == 0, batch.err
    monkeypatch.delenv("SHOP_TOKEN")
    first, second = (runs_folder.command("show", "last", task).out for task in ("t1", "t2"))
    assert 'get_door(door="north")' in first and '"api_key":"***"' in first
    assert "attempt 1, done" in second
    assert "hidden" not in first.split("result:")[0] + second


def test_what_foreign_files_say_cannot_drive_the_terminal(runs_folder: RunsFolder) -> None:
    runs_folder.write({"t1": f"{TICKET}\x1b]0;owned\x07\nsecond line"}, [TICKET_TOOL])
    runs_folder.batch()
    shown = runs_folder.command("show", "last", "t1").out
    assert "\x1b" not in shown and "\x07" not in shown
    assert "\\x1b" in shown and "\\nsecond line" in shown


def test_looking_back_changes_nothing(runs_folder: RunsFolder) -> None:
    runs_folder.write({"t1": PLAN}, [PLAN_TOOL])
    runs_folder.batch()
    database = runs_folder.runs()[0].folder / "run.sqlite"
    before = database.read_bytes()
    for words in (["runs"], ["show", "last"], ["show", "last", "t1"], ["replay", "last", "t1"]):
        assert runs_folder.command(*words).code == 0
    assert database.read_bytes() == before
