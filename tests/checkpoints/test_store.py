"""Group commit: who joins, who waits, and what a failure does."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import threading
from pathlib import Path

import pytest

from checkpoints.opening import create_store, open_store
from checkpoints.store import Store
from checkpoints.transactions import Row
from core.errors import StoreError


def _note(key: str) -> Row:
    return "INSERT INTO cut_calls VALUES {rows}", (1, key)


def _notes(store: Store) -> set[str]:
    return store.read(
        lambda connection: {row[1] for row in connection.execute("SELECT * FROM cut_calls")}
    )


class GateKeeper:
    """Crash points that hold the writer before its commit until the gate opens."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.commits = 0

    def reach(self, point: str) -> None:
        if point == "before_commit":
            self.commits += 1
            assert self.gate.wait(10)


class Told:
    """Crash points that tell when one was reached."""

    def __init__(self, point: str) -> None:
        self._point = point
        self.told = threading.Event()

    def reach(self, point: str) -> None:
        if point == self._point:
            self.told.set()


def _crash_image(folder: Path) -> Path:
    """What the disk would hold if the process died now."""
    image = folder.with_name("image")
    shutil.copytree(folder, image)
    return image


def test_a_row_is_on_disk_when_its_future_is_done(folder: Path, store: Store) -> None:
    store.write(_note("a")).result()

    survivor = open_store(_crash_image(folder))
    assert _notes(survivor) == {"a"}
    survivor.close()


def test_every_commit_waits_for_the_disk_itself(store: Store) -> None:
    pragmas = store.read(
        lambda connection: (
            connection.execute("PRAGMA journal_mode").fetchone()[0],
            connection.execute("PRAGMA synchronous").fetchone()[0],
        )
    )
    assert pragmas == ("wal", 2)


def test_what_arrives_during_a_commit_shares_the_next_one(folder: Path) -> None:
    keeper = GateKeeper()
    store = create_store(folder, keeper)
    first = store.write(_note("first"))
    while keeper.commits == 0:
        pass
    rest = [store.write(_note(f"{n}")) for n in range(100)]
    assert not first.done()
    keeper.gate.set()
    for future in rest:
        future.result()

    assert keeper.commits == 2
    assert len(_notes(store)) == 101
    store.close()


def test_added_rows_go_with_the_next_group_that_somebody_waits_for(
    folder: Path, store: Store
) -> None:
    store.add(_note("added"))
    store.write(_note("waited")).result()

    survivor = open_store(_crash_image(folder))
    assert _notes(survivor) == {"added", "waited"}
    survivor.close()


def test_added_rows_are_on_disk_soon_even_if_nobody_waits(folder: Path) -> None:
    on_disk = Told("after_commit")
    store = create_store(folder, on_disk)
    store.add(_note("a"), _note("b"))
    assert on_disk.told.wait(10)

    survivor = open_store(_crash_image(folder))
    assert _notes(survivor) == {"a", "b"}
    survivor.close()
    store.close()


def test_rows_added_one_by_one_share_a_commit(folder: Path) -> None:
    keeper = GateKeeper()
    keeper.gate.set()
    store = create_store(folder, keeper)
    for number in range(50):
        store.add(_note(f"{number}"))
    store.close()

    assert keeper.commits <= 3


def test_closing_commits_what_was_added(folder: Path) -> None:
    store = create_store(folder)
    store.add(_note("added"))
    store.close()

    again = open_store(folder)
    assert _notes(again) == {"added"}
    again.close()


def test_a_reader_sees_what_was_given_before(store: Store) -> None:
    store.add(_note("added"))
    assert _notes(store) == {"added"}


def test_a_change_sees_and_follows_the_rows_before_it(store: Store) -> None:
    store.add(_note("a"), _note("b"))
    store.change(lambda connection: _delete(connection, "a")).result()
    assert _notes(store) == {"b"}


def _delete(connection: sqlite3.Connection, key: str) -> None:
    connection.execute("DELETE FROM cut_calls WHERE task_digest = ?", (key,))


def test_rows_go_in_blocks_of_any_number(store: Store) -> None:
    for count in (1, 2, 3, 63, 64, 65, 200):
        store.write(*(_note(f"{count}-{n}") for n in range(count))).result()
    assert len(_notes(store)) == 398


def test_a_failure_fails_every_caller_of_the_group(folder: Path) -> None:
    keeper = GateKeeper()
    store = create_store(folder, keeper)
    first = store.write(_note("first"))
    while keeper.commits == 0:
        pass
    good, bad = store.write(_note("good")), store.write(_note("first"))
    keeper.gate.set()

    first.result()
    for future in (good, bad):
        with pytest.raises(StoreError, match="UNIQUE"):
            future.result()
    store.close()


def test_after_a_failure_nothing_is_written_any_more(folder: Path) -> None:
    store = create_store(folder)
    store.write(_note("before")).result()
    with pytest.raises(StoreError):
        store.write(_note("before")).result()

    with pytest.raises(StoreError):
        store.write(_note("after"))
    with pytest.raises(StoreError):
        store.add(_note("after"))
    with pytest.raises(StoreError):
        _notes(store)
    store.close()
    again = open_store(folder)
    assert _notes(again) == {"before"}
    again.close()


def test_a_closed_store_refuses(store: Store) -> None:
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.write(_note("late"))


def test_one_caller_cannot_cancel_the_group(store: Store) -> None:
    future = store.write(_note("a"))
    assert not future.cancel()
    future.result()


def test_a_coroutine_can_wait_for_the_disk(store: Store) -> None:
    async def write() -> None:
        await asyncio.wrap_future(store.write(_note("a")))

    asyncio.run(write())
    assert _notes(store) == {"a"}


def test_a_fork_may_not_use_the_store_of_its_parent(folder: Path, store: Store) -> None:
    store.write(_note("a")).result()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            store.write(_note("b"))
            os.write(writer, b"written")
        except StoreError as refusal:
            os.write(writer, str(refusal).encode())
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert b"fork" in os.read(reader, 1000)
    os.close(reader)
    os.close(writer)
    assert _notes(store) == {"a"}


@pytest.mark.parametrize("name", ["run.sqlite", "run.sqlite-wal", "lock"])
def test_a_store_whose_file_is_replaced_under_it_stops(
    folder: Path, store: Store, name: str
) -> None:
    store.write(_note("a")).result()
    (folder / name).rename(folder / "elsewhere")
    (folder / name).write_bytes((folder / "elsewhere").read_bytes())

    with pytest.raises(StoreError, match="replaced"):
        store.write(_note("b")).result()


def test_a_store_whose_folder_is_deleted_under_it_stops(folder: Path, store: Store) -> None:
    store.write(_note("a")).result()
    shutil.rmtree(folder)

    with pytest.raises(StoreError, match="removed"):
        store.write(_note("b")).result()
