"""The batch command as a user meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.cli import main

PROJECT = Path(__file__).parents[2]
EXAMPLES = PROJECT / "examples"
KEYS = [
    "id",
    "plan",
    "tool_calls",
    "final_answer",
    "latency_ms",
    "tokens_used",
    "tool_calls_count",
]
TASK = {"id": "t1", "domain": "support", "prompt": "Which plan is alex@acme.test on?"}
TOOL = {
    "name": "lookup_account",
    "description": "Look up an account by email. Returns account_id, plan, status.",
    "args_schema": {"email": "string"},
}


class Folder:
    """A folder with the three files of the command."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.output = path / "results.json"

    def write(self, tasks: Any, tools: Any, bindings: Any = None) -> None:
        """Write JSON values, or text as it stands."""
        for name, value in (("tasks", tasks), ("tools", tools), ("bindings", bindings)):
            if value is not None:
                text = value if isinstance(value, str) else json.dumps(value)
                (self.path / f"{name}.json").write_text(text, encoding="utf-8")

    def run(self, *flags: str) -> int:
        """Run the command in this process."""
        arguments = ["--tasks", "tasks.json", "--tools", "tools.json", "--output", "results.json"]
        if (self.path / "bindings.json").exists():
            arguments += ["--bindings", "bindings.json"]
        sys.argv = ["run.py", *arguments, *flags]
        return main()

    def results(self) -> list[dict[str, Any]]:
        loaded: list[dict[str, Any]] = json.loads(self.output.read_text(encoding="utf-8"))
        return loaded


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.chdir(tmp_path)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "MODEL_GATEWAY_URL", "MODEL_GATEWAY_KEY"):
        monkeypatch.delenv(name, raising=False)
    return Folder(tmp_path)


def test_a_single_tool_without_bindings_gives_every_task_its_seven_keys(folder: Folder) -> None:
    other = {"id": "t/2", "domain": "ops", "prompt": "Water the plants, please."}
    folder.write([TASK, other], [TOOL | {"name": "find_client"}])
    assert folder.run() == 0
    results = folder.results()
    assert [entry["id"] for entry in results] == ["t1", "t/2"]
    assert [list(entry) for entry in results] == [KEYS, KEYS]
    assert "find_client" in results[0]["plan"]
    assert results[0]["tool_calls"] == []
    assert "find_client" in results[0]["final_answer"]


def test_a_tool_that_nothing_is_bound_to_makes_a_strict_run_exit_1(folder: Folder) -> None:
    folder.write([TASK], [TOOL | {"name": "find_client"}])
    assert folder.run("--strict") == 1


def test_the_shipped_bindings_serve_a_tool_named_like_a_sample(folder: Folder) -> None:
    folder.write([TASK], [TOOL])
    assert folder.run() == 0
    (entry,) = folder.results()
    assert entry["tool_calls"] == [{"tool": "lookup_account", "args": {"email": "alex@acme.test"}}]


def test_a_tool_with_a_samples_name_and_other_arguments_is_not_taken_for_it(
    folder: Folder,
) -> None:
    folder.write([TASK], [TOOL | {"args_schema": {"mail": "string", "tenant": "string?"}}])
    assert folder.run() == 0
    (entry,) = folder.results()
    assert entry["tool_calls"] == []
    assert "not bound" in entry["final_answer"]


def test_no_tasks_give_an_empty_array(folder: Folder) -> None:
    folder.write([], [TOOL])
    assert folder.run() == 0
    assert folder.results() == []


def test_nothing_is_printed_on_standard_output(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.write([TASK], [TOOL])
    folder.run()
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "no model" in printed.err
    assert "results.json" in printed.err


def test_streaming_prints_one_json_line_for_each_update(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.write([TASK], [TOOL])
    folder.run("--stream", "updates")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    nodes = [node for line in lines for node in line["update"]]
    assert nodes == ["plan", "select_tool", "call_tool", "select_tool", "finalize"]
    assert {line["task"] for line in lines} == {"t1"}


def test_explaining_calls_nothing_and_writes_nothing(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.write([TASK], [TOOL])
    assert folder.run("--explain") == 0
    shown = capsys.readouterr().out
    assert "lookup_account" in shown and "t1" in shown
    assert not folder.output.exists()
    assert not (folder.path / "runs").exists()


def test_bad_input_is_one_line_and_leaves_the_results_alone(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.output.write_text("[]", encoding="utf-8")
    folder.write([TASK, TASK], [TOOL])
    assert folder.run() == 2
    complaint = capsys.readouterr().err.strip()
    assert "\n" not in complaint
    assert "tasks.json" in complaint and "t1" in complaint
    assert folder.output.read_text(encoding="utf-8") == "[]"
    assert not (folder.path / "runs").exists()


@pytest.mark.parametrize(
    ("bound", "flags", "told"),
    [
        ({"adapter": "mock", "fixture": "tasks.json"}, [], "tasks.json, lookup_account"),
        (
            {"adapter": "python", "target": "json:nope"},
            [],
            "bindings.json or tools.json, lookup_account, field 'target'",
        ),
        ({}, ["--reasoner", "model"], "--reasoner model needs a model"),
        ({}, ["--embeddings", "nowhere/at all"], "--embeddings"),
    ],
)
def test_what_cannot_serve_is_found_before_a_run_is_made(
    folder: Folder,
    capsys: pytest.CaptureFixture[str],
    bound: dict[str, str],
    flags: list[str],
    told: str,
) -> None:
    folder.write([TASK], [TOOL], {"tools": {"lookup_account": bound}})
    before = sorted(folder.path.iterdir())
    assert folder.run(*flags) == 2
    assert told in capsys.readouterr().err
    assert sorted(folder.path.iterdir()) == before


@pytest.mark.parametrize(
    ("output", "told"),
    [
        ("no/such/results.json", "there is no folder no/such; make it"),
        (".", "is a folder; name a file in it"),
        ("./tasks.json", "would replace tasks.json; choose another file"),
        ("tools.json", "would replace tools.json; choose another file"),
    ],
)
def test_an_output_that_cannot_be_is_refused_before_a_run_is_made(
    folder: Folder, capsys: pytest.CaptureFixture[str], output: str, told: str
) -> None:
    folder.write([TASK], [TOOL])
    before = {path: path.read_text(encoding="utf-8") for path in folder.path.iterdir()}
    assert folder.run("--output", output) == 2
    assert told in capsys.readouterr().err
    assert {path: path.read_text(encoding="utf-8") for path in folder.path.iterdir()} == before


def test_only_the_selected_task_is_worked_on(folder: Folder) -> None:
    folder.write([TASK, TASK | {"id": "t2"}], [TOOL])
    assert folder.run("--task", "t2") == 0
    first, second = folder.results()
    assert first["tool_calls_count"] == 0
    assert second["tool_calls_count"] == 1


def test_a_selected_task_that_does_not_exist_is_named(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.write([TASK], [TOOL])
    assert folder.run("--task", "t9") == 2
    assert "t9" in capsys.readouterr().err


def test_the_same_command_after_a_finished_run_of_look_ups_starts_anew(folder: Folder) -> None:
    folder.write([TASK], [TOOL])
    folder.run()
    folder.run()
    assert len(list((folder.path / "runs").iterdir())) == 2


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys; sys.argv = ['run.py', '--help']\n"
        "from app.cli import main\n"
        "main()\n"
        "heavy = {'langgraph', 'langchain_core', 'pydantic', 'httpx', 'rich.table', 'numpy'}\n"
        "sys.exit(1 if heavy & set(sys.modules) else 0)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True)
    assert ended.returncode == 0
    assert b"--tasks" in ended.stdout
