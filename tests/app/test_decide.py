"""A person decides what no rule can settle."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from app.decision import taken
from app.given_answer import GivenAnswer
from app.stopping import StopRequest
from checkpoints.run_lock import RunLock
from tests.app.run_commands import TICKET_TOOL, RunsFolder
from tests.faults.tool_catalog import CATALOG, bindings
from tests.faults.tool_server_process import ToolServerProcess

LETTER = 'Send a letter with recipient "{}" and text "Hello".'


def lose_letters(
    folder: RunsFolder, server: ToolServerProcess, *recipients: str, **binding: object
) -> None:
    """Run a batch in which the answer to every letter is lost; tasks are named by recipient."""
    folder.write(
        {name: LETTER.format(name) for name in recipients},
        CATALOG,
        bindings(server.url, changes={"send_letter": {**binding}}),
    )
    server.control(faults=[{"kind": "drop_after", "tool": "send_letter", "times": None}])
    assert folder.batch().code == 0
    server.control(faults=[])


def test_a_call_in_doubt_is_listed_with_its_evidence_and_the_answers(
    runs_folder: RunsFolder, server: ToolServerProcess
) -> None:
    lose_letters(runs_folder, server, "Ada")
    listed = runs_folder.command("decide", "last")
    assert listed.code == 0
    for told in ("task Ada", 'recipient="Ada"', "attempt 1, in doubt", "ask a person"):
        assert told in listed.out
    for answer in ("--done", "--not-done", "--give-up"):
        assert answer in listed.out
    assert "--approve" not in listed.out


def test_what_was_done_is_not_done_again_and_its_output_reaches_the_answer(
    runs_folder: RunsFolder, server: ToolServerProcess
) -> None:
    lose_letters(runs_folder, server, "Ben")
    decided = runs_folder.command("decide", "last", "--done", '{"send_letter_id": "L-77"}')
    assert decided.code == 0, decided.err
    assert "L-77" in runs_folder.results()["Ben"]["final_answer"]
    assert server.requests()["send_letter:Ben"] == 1
    assert "finished" in runs_folder.command("runs").out


def test_what_was_done_with_an_unknown_reply_is_reported_so(
    runs_folder: RunsFolder, server: ToolServerProcess
) -> None:
    lose_letters(runs_folder, server, "Cleo")
    assert runs_folder.command("decide", "last", "--done").code == 0
    assert "its reply is not known" in runs_folder.results()["Cleo"]["final_answer"]
    assert server.requests()["send_letter:Cleo"] == 1


def test_what_was_not_done_is_called_again(
    runs_folder: RunsFolder, server: ToolServerProcess
) -> None:
    lose_letters(runs_folder, server, "Dan")
    assert runs_folder.command("decide", "last", "--not-done").code == 0
    entry = runs_folder.results()["Dan"]
    assert entry["tool_calls_count"] == 2
    assert server.requests()["send_letter:Dan"] == 2
    assert "Done" in entry["final_answer"]


def test_a_call_that_is_lost_again_waits_again(
    runs_folder: RunsFolder, server: ToolServerProcess
) -> None:
    lose_letters(runs_folder, server, "Edd")
    server.control(faults=[{"kind": "drop_after", "tool": "send_letter"}])
    decided = runs_folder.command("decide", "last", "--not-done")
    assert decided.code == 0
    assert "waits again" in decided.out
    assert "run.py decide" in decided.out
    assert runs_folder.command("decide", "last", "--give-up").code == 0
    assert server.requests()["send_letter:Edd"] == 2


def test_what_is_given_up_stays_undecided_in_the_answer(
    runs_folder: RunsFolder, server: ToolServerProcess
) -> None:
    lose_letters(runs_folder, server, "Eve")
    assert runs_folder.command("decide", "last", "--give-up").code == 0
    assert "could not be confirmed" in runs_folder.results()["Eve"]["final_answer"]
    assert server.requests()["send_letter:Eve"] == 1
    assert runs_folder.runs()[-1].state == "finished"


def test_of_several_one_is_chosen_by_task_or_key_and_the_others_go_on_waiting(
    runs_folder: RunsFolder, server: ToolServerProcess
) -> None:
    lose_letters(runs_folder, server, "Fay", "Gus", "Hal")
    unclear = runs_folder.command("decide", "last", "--done")
    assert unclear.code == 2
    assert "--action" in unclear.err and unclear.err.count("\n") == 1
    assert runs_folder.command("decide", "last", "--task", "Gus", "--give-up").code == 0
    assert runs_folder.runs()[-1].state == "waiting"
    key = unclear.err.split("these wait: ")[1].split(" ")[0]
    assert runs_folder.command("decide", "last", f"--action={key}", "--give-up").code == 0
    left = runs_folder.command("decide", "last")
    assert "task Hal" in left.out and "task Fay" not in left.out and "task Gus" not in left.out
    assert "Waits for a person" in runs_folder.results()["Hal"]["final_answer"]


def test_the_same_batch_command_calls_nothing_for_what_waits(
    runs_folder: RunsFolder, server: ToolServerProcess
) -> None:
    lose_letters(runs_folder, server, "Ida")
    again = runs_folder.batch()
    assert again.code == 0
    assert "run.py decide" in again.err
    assert server.requests()["send_letter:Ida"] == 1


@pytest.mark.parametrize("name", ["Jon", "Joe"])
def test_an_answer_outlives_a_crash_before_the_task_goes_on(
    runs_folder: RunsFolder, server: ToolServerProcess, name: str
) -> None:
    lose_letters(runs_folder, server, name)
    with taken(runs_folder.runs()[-1], StopRequest()) as run:
        run.answer(run.questions()[0], GivenAnswer("done", ({"send_letter_id": "L-9"},)))
    assert "answered: done" in runs_folder.command("decide", "last").out
    contrary = runs_folder.command("decide", "last", "--not-done")
    assert contrary.code == 2 and "answered by now: done" in contrary.err
    again = ["decide", "last", "--done"]
    ended = runs_folder.batch() if name == "Jon" else runs_folder.command(*again)
    assert ended.code == 0
    assert "L-9" in runs_folder.results()[name]["final_answer"]
    assert server.requests()[f"send_letter:{name}"] == 1


def test_what_waits_is_found_again_without_any_checkpoint(
    runs_folder: RunsFolder, server: ToolServerProcess
) -> None:
    lose_letters(runs_folder, server, "Kim")
    runs_folder.change_database("DELETE FROM checkpoints", "DELETE FROM writes")
    assert "task Kim" in runs_folder.command("decide", "last").out
    assert runs_folder.command("decide", "last", "--give-up").code == 0
    assert server.requests()["send_letter:Kim"] == 1


def test_deciding_needs_none_of_the_files_that_the_run_was_given(
    runs_folder: RunsFolder, server: ToolServerProcess
) -> None:
    lose_letters(runs_folder, server, "Lea")
    for name in ("tasks.json", "tools.json", "bindings.json", "results.json"):
        (runs_folder.path / name).unlink()
    assert runs_folder.command("decide", "last", "--not-done").code == 0
    assert "Done" in runs_folder.results()["Lea"]["final_answer"]


def test_a_run_that_a_process_works_on_is_refused(
    runs_folder: RunsFolder, server: ToolServerProcess
) -> None:
    lose_letters(runs_folder, server, "Max")
    lock = RunLock(runs_folder.runs()[-1].folder)
    refused = runs_folder.command("decide", "last", "--done")
    lock.release()
    assert refused.code == 4
    assert "in use by process" in refused.err and refused.err.count("\n") == 1


def test_a_secret_of_the_environment_is_needed_again_and_never_kept(
    runs_folder: RunsFolder, server: ToolServerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LETTER_TOKEN", "s3cr3t-in-the-environment")
    lose_letters(runs_folder, server, "Nia", headers={"Authorization": "Bearer ${LETTER_TOKEN}"})
    monkeypatch.delenv("LETTER_TOKEN")
    lacking = runs_folder.command("decide", "last", "--not-done")
    assert lacking.code == 2 and "LETTER_TOKEN" in lacking.err
    monkeypatch.setenv("LETTER_TOKEN", "s3cr3t-in-the-environment")
    assert runs_folder.command("decide", "last", "--not-done").code == 0
    assert_nowhere("s3cr3t-in-the-environment", runs_folder.path / "runs")


def test_a_header_value_written_out_is_read_from_the_bindings_again(
    runs_folder: RunsFolder, server: ToolServerProcess
) -> None:
    lose_letters(runs_folder, server, "Oda", headers={"X-Api-Key": "s3cr3t-written-out"})
    assert_nowhere("s3cr3t-written-out", runs_folder.path / "runs")
    shutil.move("bindings.json", "elsewhere.json")
    lacking = runs_folder.command("decide", "last", "--not-done")
    assert lacking.code == 2
    assert "send_letter" in lacking.err and "${NAME}" in lacking.err
    shutil.move("elsewhere.json", "bindings.json")
    assert runs_folder.command("decide", "last", "--not-done").code == 0


def assert_nowhere(secret: str, folder: Path) -> None:
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert files
    assert not [file for file in files if secret.encode() in file.read_bytes()]


def test_an_approved_call_is_made_once(runs_folder: RunsFolder) -> None:
    runs_folder.write_tickets("t1")
    runs_folder.batch("--approve", "writes")
    assert runs_folder.tickets() == 0
    listed = runs_folder.command("decide", "last").out
    assert "--approve" in listed and "--decline" in listed and "Printer t1 on fire" in listed
    assert runs_folder.command("decide", "last", "--approve").code == 0
    assert runs_folder.tickets() == 1
    assert "Done" in runs_folder.results()["t1"]["final_answer"]


def test_a_declined_call_is_never_made(runs_folder: RunsFolder) -> None:
    runs_folder.write_tickets("t1")
    runs_folder.batch("--approve", "writes")
    assert runs_folder.command("decide", "last", "--decline").code == 0
    assert runs_folder.tickets() == 0
    assert "declined" in runs_folder.results()["t1"]["final_answer"]
    assert runs_folder.runs()[-1].state == "finished"


def test_a_tool_that_always_asks_is_approved_task_by_task(runs_folder: RunsFolder) -> None:
    runs_folder.write(
        {i: f'Create a ticket with the subject "Printer {i}".' for i in ("t1", "t2")},
        [TICKET_TOOL | {"approve": True, "adapter": "mock", "ledger": "ledger.jsonl"}],
    )
    runs_folder.batch()
    assert runs_folder.command("decide", "last", "--task", "t2", "--approve").code == 0
    assert runs_folder.tickets() == 1
    first, second = runs_folder.results().values()
    assert first["tool_calls"] == [] and second["tool_calls_count"] == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--approve", "--decline"], "contradict"),
        (["7"], "--done"),
        (["--approve", "7"], "--done"),
        (["--done", "{"], "JSON"),
        (["--done", "[NaN]"], "JSON"),
        (["--done"], "--approve"),
        (["--approve", "--task", "t9"], "these wait"),
        (["--approve", "--action", "zzz"], "these wait"),
    ],
)
def test_an_answer_that_makes_no_sense_is_one_line(
    runs_folder: RunsFolder, words: list[str], told: str
) -> None:
    runs_folder.write_tickets("t1")
    runs_folder.batch("--approve", "writes")
    ended = runs_folder.command("decide", "last", *words)
    assert ended.code == 2
    assert told in ended.err and ended.err.count("\n") == 1
    assert runs_folder.tickets() == 0


def test_a_run_in_which_nothing_waits_says_so(runs_folder: RunsFolder) -> None:
    runs_folder.write_tickets("t1")
    runs_folder.batch()
    for words in ([], ["--done"]):
        ended = runs_folder.command("decide", "last", *words)
        assert ended.code == 2
        assert "nothing waits" in ended.err
