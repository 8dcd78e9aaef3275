"""A fault at the n-th system call, for n = 1, 2, 3 ... until a life of the writer meets none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal, TypeAlias

import pytest

from tests.faults.storage import writer
from tests.faults.storage.judge import wrongs_after_a_fault, wrongs_after_going_on

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
]
Stage: TypeAlias = Literal["begin", "go on"]
EFFECTS = 2
AT_ONCE = 4


@dataclass(frozen=True)
class Sweep:
    """What happens to the n-th `call` of any thread; with "+" `onwards`, to every later one, too.

    strace counts by thread: the main thread begins a run, the store's own thread does the rest. So
    a life either begins a run; or it goes on with one, and only the calls on its files count.
    """

    stage: Stage
    call: str
    fault: str
    onwards: str = ""
    program: str = "tests.faults.storage.writer"


@dataclass(frozen=True)
class Life:
    """How one life of the writer ended. `hit` tells whether it met the fault at all."""

    nth: int
    hit: bool
    code: int
    said: str
    wrongs: tuple[str, ...]


@pytest.mark.parametrize("stage", ["begin", "go on"])
@pytest.mark.parametrize("fault", ["signal=KILL", "error=EIO"])
def test_every_flush_may_be_the_last(stage: Stage, fault: str, tmp_path: Path) -> None:
    _hold(Sweep(stage, "fdatasync", fault), tmp_path, at_least=5)


@pytest.mark.parametrize("stage", ["begin", "go on"])
def test_every_write_may_be_the_last(stage: Stage, tmp_path: Path) -> None:
    _hold(Sweep(stage, "pwrite64", "signal=KILL"), tmp_path, at_least=20)


@pytest.mark.parametrize("stage", ["begin", "go on"])
def test_the_disk_may_be_full_from_any_write_on(stage: Stage, tmp_path: Path) -> None:
    _hold(Sweep(stage, "pwrite64", "error=ENOSPC", "+"), tmp_path, at_least=20)


def test_an_intent_written_after_the_effect_is_noticed(tmp_path: Path) -> None:
    program = "tests.faults.storage.careless_writer"
    careless = Sweep("go on", "pwrite64", "signal=KILL", program=program)
    lives = list(_lives(careless, tmp_path))

    wrongs = [wrong for life in lives for wrong in life.wrongs]

    assert any(wrong.startswith("no intent for effect") for wrong in wrongs)
    assert any(wrong.endswith("was made 2 times") for wrong in wrongs)


def _hold(sweep: Sweep, folder: Path, at_least: int) -> None:
    lives = list(_lives(sweep, folder))

    assert [life for life in lives if life.wrongs] == []
    hit = [life for life in lives if life.hit]
    assert len(hit) >= at_least, "the sweep did not do what it is for"
    if sweep.fault.startswith("error"):
        stopped = [life for life in hit if life.code == 4]
        assert len(stopped) >= at_least // 2
        assert all("; " in life.said for life in stopped), "says what is wrong and what to do"
        assert {life.code for life in hit} <= {0, 4}


def _lives(sweep: Sweep, folder: Path) -> Iterator[Life]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for start in count(1, AT_ONCE):
            batch = [
                pool.submit(_live, sweep, nth, folder / str(nth))
                for nth in range(start, start + AT_ONCE)
            ]
            lives = [one.result() for one in batch]
            yield from lives
            if not any(life.hit for life in lives):
                return


def _live(sweep: Sweep, nth: int, folder: Path) -> Life:
    folder.mkdir()
    only: list[str] = []
    if sweep.stage == "go on":
        writer.main(folder, 0)
        (run,) = (folder / "runs").iterdir()
        only = [f"--trace-path={run / name}" for name in ("run.sqlite", "run.sqlite-wal", "lock")]
    trace = folder.with_suffix(".trace")
    inject = f"inject={sweep.call}:{sweep.fault}:when={nth}{sweep.onwards}"
    command = [
        *("strace", "-f", "-o", str(trace), "-e", f"trace={sweep.call}", "-e", inject, *only),
        *(sys.executable, "-m", sweep.program, str(folder), str(EFFECTS)),
    ]
    ended = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **_home(folder)}
    )
    seen = trace.read_text(encoding="utf-8")
    wrongs = wrongs_after_a_fault(folder) + wrongs_after_going_on(folder, EFFECTS)
    hit = "INJECTED" in seen or "killed by SIGKILL" in seen
    return Life(nth, hit, ended.returncode, ended.stdout, tuple(wrongs))


def _home(folder: Path) -> dict[str, str]:
    return {"XDG_STATE_HOME": str(folder / "state")}
