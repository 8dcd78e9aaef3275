"""The saver under real graphs: what it keeps, what it drops, and what it refuses to build."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, TypedDict

import ormsgpack
import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command, interrupt

from checkpoints.opening import create_store, open_store
from checkpoints.saver import GroupCommitSaver
from checkpoints.store import Store
from core.errors import StoreError

Durability = Literal["sync", "async", "exit"]
CONFIG: RunnableConfig = {"configurable": {"thread_id": "task-1"}}


class Count(TypedDict):
    n: int


def _one_more(state: Count) -> Count:
    return {"n": state["n"] + 1}


def _ask(state: Count) -> Count:
    return {"n": state["n"] + int(interrupt({"question": state["n"]}))}


def _graph(
    saver: GroupCommitSaver, last: Any = _one_more
) -> CompiledStateGraph[Count, None, Count, Count]:
    builder = StateGraph(Count)
    names = [f"step{number}" for number in range(5)]
    for name in names:
        builder.add_node(name, _one_more)
    builder.add_node("last", last)
    for before, after in zip([START, *names, "last"], [*names, "last", END], strict=True):
        builder.add_edge(before, after)
    return builder.compile(checkpointer=saver)


def _rows(store: Store, table: str) -> int:
    return store.read(
        lambda connection: int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    )


@pytest.mark.parametrize("durability", ["sync", "async", "exit"])
def test_a_thread_keeps_its_last_two_checkpoints_and_no_writes(
    store: Store, durability: Durability
) -> None:
    graph = _graph(GroupCommitSaver(store))

    assert graph.invoke({"n": 0}, CONFIG, durability=durability) == {"n": 6}

    assert _rows(store, "checkpoints") == (1 if durability == "exit" else 2)
    assert _rows(store, "writes") == 0


def test_storage_does_not_grow_with_a_threads_steps(store: Store) -> None:
    graph = _graph(GroupCommitSaver(store))
    for _ in range(10):
        graph.invoke({"n": 0}, CONFIG, durability="sync")

    assert _rows(store, "checkpoints") == 2


def test_history_keeps_every_checkpoint_with_its_writes(store: Store) -> None:
    graph = _graph(GroupCommitSaver(store, history=True))
    graph.invoke({"n": 0}, CONFIG, durability="sync")

    values = [snapshot.values for snapshot in graph.get_state_history(CONFIG)]

    assert values == [*({"n": n} for n in range(6, -1, -1)), {}]
    assert _rows(store, "writes") > 6


def test_a_coroutine_gets_the_same_from_the_same_tables(store: Store) -> None:
    graph = _graph(GroupCommitSaver(store))

    assert asyncio.run(graph.ainvoke({"n": 0}, CONFIG, durability="sync")) == {"n": 6}

    assert graph.get_state(CONFIG).values == {"n": 6}
    assert _rows(store, "checkpoints") == 2


@pytest.mark.parametrize("durability", ["sync", "exit"])
def test_an_interrupt_outlives_the_process(folder: Path, durability: Durability) -> None:
    store = create_store(folder)
    _graph(GroupCommitSaver(store), _ask).invoke({"n": 0}, CONFIG, durability=durability)
    store.close()
    again = open_store(folder)
    graph = _graph(GroupCommitSaver(again), _ask)

    (question,) = graph.get_state(CONFIG).interrupts
    result = graph.invoke(Command(resume={question.id: 10}), CONFIG, durability=durability)

    assert question.value == {"question": 5}
    assert result == {"n": 15}
    again.close()


def test_a_failed_node_leaves_the_state_before_it(store: Store) -> None:
    def fail(state: Count) -> Count:
        raise RuntimeError("broken node")

    graph = _graph(GroupCommitSaver(store), fail)
    with pytest.raises(RuntimeError, match="broken node"):
        graph.invoke({"n": 0}, CONFIG, durability="sync")

    assert graph.get_state(CONFIG).values == {"n": 5}
    assert graph.get_state(CONFIG).next == ("last",)


def test_the_tools_of_the_stock_saver_read_our_tables(folder: Path) -> None:
    store = create_store(folder)
    _graph(GroupCommitSaver(store)).invoke({"n": 0}, CONFIG, durability="sync")
    store.close()
    connection = sqlite3.connect(folder / "run.sqlite", check_same_thread=False)

    found = SqliteSaver(connection).get_tuple(CONFIG)

    assert found is not None
    assert found.checkpoint["channel_values"] == {"n": 6}
    connection.close()


def test_a_failed_store_stops_the_graph(store: Store) -> None:
    def poison(state: Count) -> Count:
        store.change(lambda connection: _fail(connection))
        return state

    with pytest.raises(StoreError):
        _graph(GroupCommitSaver(store), poison).invoke({"n": 0}, CONFIG, durability="sync")


def _fail(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO nowhere VALUES (1)")


@pytest.fixture
def marker(tmp_path: Path) -> Iterator[Path]:
    """A file that only code hidden in a checkpoint would make."""
    path = tmp_path / "executed"
    yield path
    assert not path.exists()


def test_code_hidden_in_a_checkpoint_is_not_run(store: Store, marker: Path) -> None:
    saver = GroupCommitSaver(store)
    _graph(saver).invoke({"n": 0}, CONFIG, durability="sync")
    call = ormsgpack.packb(("os", "system", f"touch {marker}"))
    poisoned = ormsgpack.packb(
        {"v": 4, "id": "x", "channel_values": {"n": ormsgpack.Ext(0, call)}},
        option=ormsgpack.OPT_NON_STR_KEYS,
    )
    _plant(store, "msgpack", poisoned)

    found = saver.get_tuple(CONFIG)

    assert found is not None
    assert found.checkpoint["channel_values"]["n"] != 0


def test_a_pickled_checkpoint_is_refused(store: Store, marker: Path) -> None:
    saver = GroupCommitSaver(store)
    _graph(saver).invoke({"n": 0}, CONFIG, durability="sync")
    _plant(store, "pickle", f"cos\nsystem\n(S'touch {marker}'\ntR.".encode())

    with pytest.raises(NotImplementedError):
        saver.get_tuple(CONFIG)


def _plant(store: Store, kind: str, blob: bytes) -> None:
    """Put a foreign blob, without a checksum, where the last checkpoint is."""
    store.change(
        lambda connection: _execute(
            connection, "UPDATE checkpoints SET type = ?, checkpoint = ?, crc = NULL", (kind, blob)
        )
    ).result()


def _execute(connection: sqlite3.Connection, statement: str, values: tuple[Any, ...]) -> None:
    connection.execute(statement, values)


@pytest.mark.parametrize("column", ["checkpoint", "metadata"])
def test_a_checkpoint_that_was_changed_is_refused(store: Store, column: str) -> None:
    saver = GroupCommitSaver(store)
    _graph(saver).invoke({"n": 0}, CONFIG, durability="sync")
    store.change(
        lambda connection: _execute(
            connection,
            f"UPDATE checkpoints SET {column} = CAST(replace({column}, ?, ?) AS BLOB)",
            (b"step", b"stop"),
        )
    ).result()

    with pytest.raises(StoreError, match="task-1"):
        saver.get_tuple(CONFIG)


def test_an_unknown_way_to_prune_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="keep_latest"):
        GroupCommitSaver(store).prune(["task-1"], strategy="everything")


def test_ancestors_stay_where_the_last_checkpoint_is_rebuilt_from_them(store: Store) -> None:
    saver = GroupCommitSaver(store)
    config = CONFIG
    for step in range(4):
        metadata: Any = {"step": step, "counters_since_delta_snapshot": {"messages": [step, step]}}
        checkpoint: Any = {"v": 4, "id": f"{step}", "channel_values": {}}
        config = saver.put(config, checkpoint, metadata, {})
        saver.put_writes(config, [("messages", step)], "task")
    saver.prune(["task-1"])

    history = saver.get_delta_channel_history(config=config, channels=["messages"])

    assert [value for _, _, value in history["messages"]["writes"]] == [0, 1, 2]
