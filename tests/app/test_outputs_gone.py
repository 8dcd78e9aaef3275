"""Standard output or standard error that nobody reads, that is full, or that was never opened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
COMMAND = (
    *(sys.executable, str(PROJECT / "run.py"), "--tasks", "tasks.json", "--tools", "tools.json"),
    *("--output", "results.json"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    prompts = {f"t{n}": f"Which plan is alex{n}@acme.test on?" for n in range(3)}
    tasks = [{"id": i, "domain": "support", "prompt": text} for i, text in prompts.items()]
    tool = {
        "name": "lookup_account",
        "description": "Look up an account by email. Returns account_id, plan, status.",
        "args_schema": {"email": "string"},
    }
    (tmp_path / "tasks.json").write_text(json.dumps(tasks), encoding="utf-8")
    (tmp_path / "tools.json").write_text(json.dumps([tool]), encoding="utf-8")
    return tmp_path


def _nobody_reads() -> int:
    reader, writer = os.pipe()
    os.close(reader)
    return writer


def _full() -> int:
    return os.open("/dev/full", os.O_WRONLY)


@pytest.mark.parametrize("gone", [_nobody_reads, _full])
def test_updates_that_cannot_be_written_stop_the_run_which_goes_on(
    folder: Path, gone: Callable[[], int]
) -> None:
    place = gone()
    ended = subprocess.run(
        [*COMMAND, "--quiet", "--stream", "updates"],
        cwd=folder,
        stdout=place,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(place)
    assert ended.returncode == 4
    assert ended.stderr.startswith("surefoot: the updates cannot be written")
    assert ended.stderr.count("\n") == 1
    again = subprocess.run([*COMMAND, "--quiet"], cwd=folder, capture_output=True)
    assert (again.returncode, again.stdout, again.stderr) == (0, b"", b"")
    assert len(list((folder / "runs").iterdir())) == 1


def test_without_standard_error_a_batch_is_carried_out_in_silence(folder: Path) -> None:
    closed = ["sh", "-c", 'exec "$@" 2>&-', "sh", *COMMAND]
    ended = subprocess.run(closed, cwd=folder, stdout=subprocess.PIPE)
    assert (ended.returncode, ended.stdout) == (0, b"")
    assert len(json.loads((folder / "results.json").read_text(encoding="utf-8"))) == 3


def test_a_list_that_finds_no_room_ends_in_one_line(folder: Path) -> None:
    subprocess.run([*COMMAND, "--quiet"], cwd=folder, check=True)
    place = _full()
    ended = subprocess.run(
        [*COMMAND[:2], "runs"], cwd=folder, stdout=place, stderr=subprocess.PIPE, text=True
    )
    os.close(place)
    assert ended.returncode == 4
    assert ended.stderr == "surefoot: output: No space left on device; nothing is lost\n"
