"""LangGraph's own SQLite savers, and no saver at all."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

from bench.durability_tasks import (
    Durability,
    chain,
    chain_of_coroutines,
    look_up,
    run_coroutines,
    run_graph,
)


def nothing_durable(folder: Path, tasks: int, at_once: int) -> float:
    """The same graph without any checkpointer."""
    return run_graph(chain(None, look_up), None, tasks, at_once)


def nothing_durable_in_a_loop(folder: Path, tasks: int, at_once: int) -> float:
    """The same from coroutines."""
    return asyncio.run(run_coroutines(chain_of_coroutines(None, look_up), None, tasks, at_once))


def stock(durability: Durability, folder: Path, tasks: int, at_once: int) -> float:
    """SqliteSaver, as it comes: WAL and SQLite's default `synchronous=FULL`."""
    with closing(sqlite3.connect(folder / "stock.sqlite", check_same_thread=False)) as connection:
        saver = SqliteSaver(connection)
        saver.setup()
        return run_graph(chain(saver, look_up), durability, tasks, at_once)


def stock_async(durability: Durability, folder: Path, tasks: int, at_once: int) -> float:
    """AsyncSqliteSaver in one event loop."""

    async def run() -> float:
        async with AsyncSqliteSaver.from_conn_string(str(folder / "stock.sqlite")) as saver:
            graph = chain_of_coroutines(saver, look_up)
            return await run_coroutines(graph, durability, tasks, at_once)

    return asyncio.run(run())
