"""A store is opened only where it can be trusted; never is a new one made in its place."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from checkpoints.journal import SqliteJournal
from checkpoints.opening import create_store, open_store
from checkpoints.run_lock import owner_of
from checkpoints.store import Store
from core.action import Action
from core.clock import ManualClock
from core.errors import StoreError
from tests.contracts.journal_contract import DONE, RUN, write

DATABASE = "run.sqlite"


@pytest.fixture
def closed(folder: Path) -> Path:
    """The database of a run that ended cleanly, with rows."""
    store = create_store(folder)
    _journal_one_write(store)
    store.close()
    return folder / DATABASE


def _journal_one_write(store: Store) -> None:
    journal = SqliteJournal(store, RUN, ManualClock())
    journal.intend(write())
    journal.settle(write(), DONE)


def test_a_missing_database_is_an_error_and_not_a_new_one(closed: Path) -> None:
    closed.unlink()
    with pytest.raises(StoreError, match=r"missing.*--fresh"):
        open_store(closed.parent)
    assert not closed.exists()


def test_an_empty_database_is_an_error(closed: Path) -> None:
    closed.write_bytes(b"")
    with pytest.raises(StoreError, match="empty"):
        open_store(closed.parent)
    assert closed.read_bytes() == b""


def test_another_kind_of_file_is_an_error(closed: Path) -> None:
    closed.write_bytes(b"not a database at all" * 500)
    with pytest.raises(StoreError, match="not a SQLite database"):
        open_store(closed.parent)


def test_a_database_of_another_program_is_left_as_it_is(closed: Path) -> None:
    closed.unlink()
    with sqlite3.connect(closed) as connection:
        connection.execute("CREATE TABLE theirs (value)")
    connection.close()
    before = closed.read_bytes()
    with pytest.raises(StoreError, match="not the database of a run"):
        open_store(closed.parent)
    assert closed.read_bytes() == before


def test_another_schema_version_is_named(closed: Path) -> None:
    with sqlite3.connect(closed) as connection:
        connection.execute("PRAGMA user_version = 7")
    connection.close()
    with pytest.raises(StoreError, match="version 7"):
        open_store(closed.parent)


def test_another_database_is_not_taken_for_the_expected_one(closed: Path) -> None:
    with pytest.raises(StoreError, match="not the database of this run"):
        open_store(closed.parent, identity="another")


def test_the_expected_database_is_opened(closed: Path) -> None:
    store = open_store(closed.parent)
    store.close()
    again = open_store(closed.parent, identity=store.identity)
    assert again.identity == store.identity
    again.close()


def test_a_folder_holds_one_run(closed: Path) -> None:
    with pytest.raises(StoreError, match="exists already"):
        create_store(closed.parent)


def test_a_run_in_use_names_the_process_that_uses_it(folder: Path, store: Store) -> None:
    _journal_one_write(store)
    with pytest.raises(StoreError, match=f"in use by process {os.getpid()}"):
        open_store(folder)
    assert owner_of(folder) == os.getpid()


def test_a_run_in_use_by_another_process_is_refused(folder: Path, store: Store) -> None:
    _journal_one_write(store)
    program = (
        "import sys, pathlib\n"
        "from checkpoints.opening import open_store\n"
        "try: open_store(pathlib.Path(sys.argv[1]))\n"
        "except Exception as refusal: print(refusal)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True
    )
    assert f"in use by process {os.getpid()}" in said.stdout


def test_a_closed_run_belongs_to_nobody(closed: Path) -> None:
    assert owner_of(closed.parent) is None


def test_a_lock_that_was_deleted_is_not_made_anew_in_silence(closed: Path) -> None:
    (closed.parent / "lock").unlink()
    with pytest.raises(StoreError, match="lock is missing"):
        open_store(closed.parent)


def test_a_lost_write_ahead_log_is_noticed(folder: Path, store: Store) -> None:
    _journal_one_write(store)
    image = folder.with_name("image")
    shutil.copytree(folder, image)
    (image / "run.sqlite-wal").unlink()
    (image / "run.sqlite-shm").unlink()
    with pytest.raises(StoreError, match="damaged"):
        open_store(image)


def test_an_older_write_ahead_log_is_noticed(folder: Path, store: Store) -> None:
    _journal_one_write(store)
    older = (folder / "run.sqlite-wal").read_bytes()
    SqliteJournal(store, RUN, ManualClock()).intend(write(1, Action(RUN, "task-2", "1.s1")))
    image = folder.with_name("image")
    shutil.copytree(folder, image)
    (image / "run.sqlite-wal").write_bytes(older)
    with pytest.raises(StoreError, match="confirmed"):
        open_store(image)


def test_what_a_killed_process_left_is_recovered(folder: Path, store: Store) -> None:
    _journal_one_write(store)
    image = folder.with_name("image")
    shutil.copytree(folder, image)
    survivor = open_store(image)
    journal = SqliteJournal(survivor, RUN, ManualClock())
    assert journal.recall(write().action) == DONE
    survivor.close()
