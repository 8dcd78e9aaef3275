"""A disk that is full, a limit on file sizes, a folder that cannot be written, a busy database."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from checkpoints.journal import SqliteJournal
from checkpoints.opening import create_store, open_store
from checkpoints.reading import JournalReader
from checkpoints.run_folder import create_run, writable_runs_folder
from core.clock import SystemClock
from core.errors import StoreError
from tests.contracts.journal_contract import DONE, RUN, write
from tests.faults.storage import writer
from tests.faults.storage.judge import wrongs_after_a_fault, wrongs_after_going_on
from tests.faults.storage.small_disk import remount, small_disk

pytestmark = pytest.mark.faults
NOBODY = 65534
MANY = 400  # effects that need more room than there is


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", 400) as place:
        yield place


def test_a_full_disk_stops_the_run_which_goes_on_once_there_is_room(
    disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert writer.main(disk, MANY) == 4
    assert "make room" in capsys.readouterr().out
    remount(disk, "size=40m")

    assert wrongs_after_a_fault(disk) == []
    assert wrongs_after_going_on(disk, MANY) == []


def test_a_limit_on_file_sizes_stops_the_run_which_goes_on_without_it(tmp_path: Path) -> None:
    limited = subprocess.run(
        [sys.executable, "-m", "tests.faults.storage.writer", str(tmp_path), str(MANY)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)),
    )

    assert limited.returncode == 4
    assert "limit on file sizes" in limited.stdout
    assert limited.stderr == ""
    assert wrongs_after_a_fault(tmp_path) == []
    assert wrongs_after_going_on(tmp_path, MANY) == []


def _as_nobody(work: Callable[[], None]) -> str:
    """Do `work` in a fork without root's rights, and return what it raised."""
    reader, sender = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setuid(NOBODY)
            work()
            os.write(sender, b"nothing was raised")
        except StoreError as refusal:
            os.write(sender, str(refusal).encode())
        except BaseException:
            os.write(sender, traceback.format_exc().encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    os.close(sender)
    with os.fdopen(reader, "rb") as pipe:
        return pipe.read().decode()


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """The folder of a finished run that may be read and not written."""
    for parent in tmp_path.parents[:3]:
        parent.chmod(parent.stat().st_mode | 0o055)
    tmp_path.chmod(0o755)
    run = create_run(tmp_path / "runs", tmp_path / "results.json", writer.PURPOSE, SystemClock())
    journal = SqliteJournal(run.store, run.run_id, SystemClock())
    journal.intend(write())
    journal.settle(write(), DONE)
    journal.close()
    run.store.close()
    for path in run.folder.iterdir():
        path.chmod(0o444)
    run.folder.chmod(0o555)
    yield run.folder
    run.folder.chmod(0o755)


def test_a_run_that_cannot_be_written_is_not_gone_on_with(read_only: Path) -> None:
    said = _as_nobody(lambda: open_store(read_only).close())
    assert "write permission" in said


def test_a_run_that_cannot_be_written_can_be_looked_back_at(read_only: Path) -> None:
    def look() -> None:
        with JournalReader(read_only) as reader:
            assert [record.outcome for record in reader.history("task-1")] == [DONE]

    assert _as_nobody(look) == "nothing was raised"


def test_nothing_begins_where_neither_folder_can_be_written(
    read_only: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(read_only))
    said = _as_nobody(lambda: _begin(read_only))
    assert "--run-dir" in said


def _begin(folder: Path) -> None:
    writable_runs_folder(folder / "runs")


def test_a_database_that_another_program_keeps_locked_stops_the_run(tmp_path: Path) -> None:
    store = create_store(tmp_path)
    store.read(lambda connection: connection.execute("PRAGMA busy_timeout = 20").fetchall())
    other = sqlite3.connect(tmp_path / "run.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another program holds it locked"):
        SqliteJournal(store, RUN, SystemClock())
    other.execute("ROLLBACK")
    other.close()
    store.close()
