"""The shipped samples, and the same with other values and other names: all accepted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evaluation.expected import judge, table
from evaluation.rename import write_variant

PROJECT = Path(__file__).parents[2]
EXAMPLES = PROJECT / "examples"
NO_MODEL = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(("OPENAI_", "MODEL_GATEWAY_", "CHAT_MODEL"))
}


def run_samples(folder: Path, output: Path, tasks: str) -> list[dict[str, Any]]:
    """Run the batch command in a process of its own, as a user would."""
    command = [sys.executable, str(PROJECT / "run.py"), "--fresh", "--quiet"]
    command += ["--tasks", str(folder / f"{tasks}.json"), "--tools", str(folder / "tools.json")]
    command += ["--bindings", str(folder / "bindings.json"), "--output", str(output)]
    ended = subprocess.run(
        command, cwd=output.parent, env=NO_MODEL, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
    results: list[dict[str, Any]] = json.loads(output.read_text(encoding="utf-8"))
    return results


def expected(folder: Path, tasks: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((folder / f"{tasks}.json").read_text("utf-8"))
    return loaded


def assert_all_accepted(results: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    verdicts = judge(results, wanted)
    assert all(verdict.accepted for verdict in verdicts), table(verdicts)


@pytest.mark.parametrize("tasks", ["tasks", "tasks_small"])
def test_every_sample_is_accepted(tasks: str, tmp_path: Path) -> None:
    results = run_samples(EXAMPLES, tmp_path / "results.json", tasks)
    assert_all_accepted(results, expected(PROJECT / "evaluation" / "expected", tasks))


def test_the_flaky_tool_is_called_again(tmp_path: Path) -> None:
    results = run_samples(EXAMPLES, tmp_path / "results.json", "tasks")
    repeated = [
        entry["id"]
        for entry in results
        if any(entry["tool_calls"].count(call) > 1 for call in entry["tool_calls"])
    ]
    assert repeated


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_sample_is_accepted_with_other_values_and_names(seed: int, tmp_path: Path) -> None:
    write_variant(seed, tmp_path)
    results = run_samples(tmp_path, tmp_path / "results.json", "tasks")
    assert_all_accepted(results, expected(tmp_path / "expected", "tasks"))
