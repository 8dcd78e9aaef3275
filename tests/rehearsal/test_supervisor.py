"""The supervisor: limits hold, and whatever a job starts ends with it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import psutil
import pytest

from rehearsal.errors import RehearsalFailed
from rehearsal.job import Ended, Job
from rehearsal.log_file import last_line
from rehearsal.supervised import supervisor
from tests.rehearsal.conftest import wait_until

MIB = 1 << 20


def run(folder: Path, program: str, *, memory: int | None = None, seconds: float = 20.0) -> Ended:
    """Run a Python program under a supervisor; nothing of it may be left."""
    log = str(folder / "log")
    job = Job((sys.executable, "-c", program), str(folder), dict(os.environ), log, seconds, memory)
    with supervisor() as ready:
        ended = ready.run(job)
    assert still_in(folder) == []
    return ended


def still_in(folder: Path) -> list[int]:
    """Return the processes that work in a folder."""
    every = psutil.process_iter(["pid", "cwd"])
    return [one.info["pid"] for one in every if one.info["cwd"] == str(folder)]


def test_exit_code_and_words_are_the_programs(tmp_path: Path) -> None:
    ended = run(tmp_path, "import sys; sys.exit('so be it')")
    assert (ended.exit_code, ended.ended_by, ended.left_behind) == (1, "itself", 0)
    assert last_line(tmp_path / "log") == "so be it"


def test_a_program_that_cannot_be_started_is_a_problem(tmp_path: Path) -> None:
    job = Job(("/no/such/program",), str(tmp_path), {}, str(tmp_path / "log"), 1.0)
    with supervisor() as ready:
        ended = ready.run(job)
    assert ended.exit_code is None
    assert "/no/such/program" in ended.problem


def test_a_supervisor_killed_by_its_job_takes_it_along_and_is_missed(tmp_path: Path) -> None:
    program = "import os, signal; os.kill(os.getppid(), signal.SIGKILL); signal.pause()"
    with pytest.raises(RehearsalFailed, match="was ended from outside"):
        run(tmp_path, program)
    wait_until(lambda: not still_in(tmp_path))


def test_a_process_is_refused_more_than_the_memory_limit(tmp_path: Path) -> None:
    ended = run(tmp_path, f"bytearray({400 * MIB})", memory=200 * MIB)
    assert ended.exit_code == 1
    assert last_line(tmp_path / "log") == "MemoryError"


def test_the_peak_of_memory_is_measured(tmp_path: Path) -> None:
    ended = run(tmp_path, f"bytearray(b'x') * {150 * MIB}")
    assert 150 * MIB < ended.peak_bytes < 220 * MIB


def test_time_runs_out_for_a_program_that_ignores_signals(tmp_path: Path) -> None:
    deaf = "import signal; [signal.signal(n, signal.SIG_IGN) for n in (1, 2, 15)]; signal.pause()"
    ended = run(tmp_path, deaf, seconds=0.5)
    assert (ended.exit_code, ended.ended_by) == (-9, "time")


@pytest.mark.parametrize(
    "leave",
    [
        "subprocess.Popen(['sleep', '60'])",
        "subprocess.Popen(['sleep', '60'], start_new_session=True)",
        "os.fork() or os.setsid() or os.fork() or os.execlp('sleep', 'sleep', '60')",
    ],
    ids=["in its group", "in a session of its own", "a daemon"],
)
def test_a_process_left_behind_is_counted_and_ended(leave: str, tmp_path: Path) -> None:
    assert run(tmp_path, f"import os, subprocess; {leave}").left_behind >= 1


@pytest.mark.parametrize("on_the_way", ["pass", "os.setsid()"])
def test_a_program_that_runs_away_from_itself_is_ended(on_the_way: str, tmp_path: Path) -> None:
    runner = f"import os\nwhile True:\n    if os.fork():\n        os._exit(0)\n    {on_the_way}"
    ended = run(tmp_path, runner, seconds=5.0)
    assert ended.left_behind >= 1
