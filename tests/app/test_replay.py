"""`replay`: the same result to the byte from the journal alone, or where it diverges."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path
from typing import NoReturn

import pytest

from checkpoints.run_lock import create_lock
from tests.app.record_run import FAULTS, PROMPTS, RECORDED, load
from tests.app.run_commands import PLAN, PLAN_TOOL, RunsFolder
from tests.faults.tool_catalog import CATALOG, bindings
from tests.faults.tool_server_process import ToolServerProcess

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object, **named: object) -> NoReturn:
        raise AssertionError("a replay used the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def test_every_sample_is_replayed_to_the_byte_without_its_files(runs_folder: RunsFolder) -> None:
    copied = runs_folder.path / "examples"
    shutil.copytree(EXAMPLES, copied)
    names = ("tasks.json", "tools.json", "bindings.json")
    tasks, tools, bound = (str(copied / name) for name in names)
    words = ["--tasks", tasks, "--tools", tools, "--bindings", bound, "--output", "results.json"]
    assert runs_folder.command(*words, "--quiet").code == 0
    shutil.rmtree(copied)
    for task_id in runs_folder.results():
        replayed = runs_folder.command("replay", "last", task_id)
        assert replayed.out.startswith("identical: "), replayed.out


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize("task_id", PROMPTS)
def test_what_an_earlier_program_of_these_versions_recorded_is_replayed(
    runs_folder: RunsFolder, task_id: str
) -> None:
    """Where this fails, runs under way would be gone on with wrongly: raise the versions in
    app/version.py, and record anew (tests.app.record_run)."""
    folder = runs_folder.path / "runs" / "recorded"
    folder.mkdir(parents=True)
    load(RECORDED.read_text(encoding="utf-8"), folder / "run.sqlite")
    create_lock(folder)
    replayed = runs_folder.command("replay", "last", task_id)
    assert replayed.out.startswith("identical: "), replayed


def test_retries_doubts_and_look_ups_are_replayed_without_the_network(
    runs_folder: RunsFolder, server: ToolServerProcess, request: pytest.FixtureRequest
) -> None:
    runs_folder.write(PROMPTS, CATALOG, bindings(server.url))
    server.control(faults=FAULTS)
    runs_folder.batch()
    played = sum(server.faults().values())
    assert played >= len(FAULTS)
    requests = server.requests()
    request.getfixturevalue("no_network")
    for task_id in PROMPTS:
        replayed = runs_folder.command("replay", "last", task_id)
        assert replayed.code == 0, replayed.out
    assert server.requests() == requests


def test_calls_that_were_refused_before_they_were_sent_are_refused_again(
    runs_folder: RunsFolder, server: ToolServerProcess
) -> None:
    prompts = {f"t{n}": f"What is the status of order O-{n}?" for n in range(4)}
    runs_folder.write(prompts, CATALOG, bindings(server.url, timeout_s=0.3))
    server.control(faults=[{"kind": "drop_before", "tool": "get_order", "times": None}])
    runs_folder.batch("--concurrency", "4")
    server.control(faults=[])
    shown = [runs_folder.command("show", "last", task_id).out for task_id in prompts]
    assert "left alone" in "".join(shown)
    for task_id in prompts:
        replayed = runs_folder.command("replay", "last", task_id)
        assert replayed.code == 0, replayed.out


def test_what_a_person_decided_is_replayed(
    runs_folder: RunsFolder, server: ToolServerProcess
) -> None:
    answers = {"done": ["--done", '{"send_letter_id": "L-1"}'], "again": ["--not-done"]}
    answers |= {"unknown": ["--done"], "left": ["--give-up"]}
    letter = 'Send a letter with recipient "R-{}" and text "Hello".'
    prompts = {name: letter.format(name) for name in answers}
    runs_folder.write(prompts, CATALOG, bindings(server.url))
    server.control(faults=[{"kind": "drop_after", "tool": "send_letter", "times": None}])
    runs_folder.batch()
    server.control(faults=[])
    for name, words in answers.items():
        assert runs_folder.command("decide", "last", "--task", name, *words).code == 0
    for name in answers:
        replayed = runs_folder.command("replay", "last", name)
        assert replayed.code == 0, replayed.out


@pytest.mark.parametrize("answer", ["--approve", "--decline"])
def test_an_approval_is_replayed(runs_folder: RunsFolder, answer: str) -> None:
    runs_folder.write_tickets("t1")
    runs_folder.batch("--approve", "writes")
    runs_folder.command("decide", "last", answer)
    made = runs_folder.tickets()
    assert runs_folder.command("replay", "last", "t1").code == 0
    assert runs_folder.tickets() == made


def test_a_task_that_went_on_in_a_second_process_is_replayed(runs_folder: RunsFolder) -> None:
    runs_folder.write_tickets("t1", "t2")
    runs_folder.batch_until("after_intent")
    runs_folder.batch()
    assert runs_folder.command("decide", "last", "--not-done").code == 0
    assert runs_folder.tickets() == 2
    for task_id in ("t1", "t2"):
        assert runs_folder.command("replay", "last", task_id).code == 0


def test_other_words_of_the_answer_are_named(
    runs_folder: RunsFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs_folder.write({"t1": PLAN}, [PLAN_TOOL])
    runs_folder.batch()
    monkeypatch.setattr("nodes.finalize.left_unsaid", lambda *given: ["And more."])
    replayed = runs_folder.command("replay", "last", "t1")
    assert replayed.code == 1
    assert "diverged" in replayed.out and "final_answer: recorded" in replayed.out
    assert "And more." in replayed.out


def test_a_call_that_the_journal_lacks_is_named_and_not_made(runs_folder: RunsFolder) -> None:
    runs_folder.write_tickets("t1")
    runs_folder.batch()
    runs_folder.change_database("DELETE FROM journal WHERE slot LIKE '1.%'")
    replayed = runs_folder.command("replay", "last", "t1")
    assert replayed.code == 1
    assert "create_ticket" in replayed.out and "not in the journal" in replayed.out
    assert runs_folder.tickets() == 1


def test_a_thought_that_the_journal_lacks_is_named(runs_folder: RunsFolder) -> None:
    runs_folder.write({"t1": PLAN}, [PLAN_TOOL])
    runs_folder.batch()
    runs_folder.change_database("DELETE FROM journal WHERE slot LIKE 'answer:%'")
    replayed = runs_folder.command("replay", "last", "t1")
    assert replayed.code == 1
    assert "answer:1 would be asked" in replayed.out


def test_a_task_without_a_result_cannot_be_replayed(runs_folder: RunsFolder) -> None:
    runs_folder.write_tickets("t1")
    runs_folder.batch("--approve", "writes")
    replayed = runs_folder.command("replay", "last", "t1")
    assert replayed.code == 2
    assert "no result yet" in replayed.err
