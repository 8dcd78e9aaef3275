"""The graph for use from Python and from LangGraph Studio, with a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.inputs import Inputs, read_catalog
from app.means import prepare_means
from app.open_run import bind
from app.settings import BatchSettings
from app.task_runner import Graph
from catalog.index import ToolCatalog
from checkpoints.journal import SqliteJournal
from checkpoints.opening import DATABASE_NAME, create_store, open_store
from checkpoints.saver import GroupCommitSaver
from core.clock import SystemClock
from core.crash_points import NO_CRASH_POINTS
from core.services import Services
from graph.build import build_graph


@contextmanager
def open_graph(tools: Path, folder: Path, bindings: Path | None = None) -> Iterator[Graph]:
    """Give the graph over a catalog, its journal and checkpoints kept in `folder`.

    A thread of the graph is a task, named by its id; the same folder goes on with it. Raises
    InputError for files of no use, StoreError for a folder in use or damaged.
    """
    settings = BatchSettings(tasks=Path(), tools=tools, output=Path(), bindings=bindings)
    with _services(settings, folder) as (services, saver):
        yield build_graph(services, saver)


@contextmanager
def _services(settings: BatchSettings, folder: Path) -> Iterator[tuple[Services, GroupCommitSaver]]:
    loaded = read_catalog(settings)
    inputs = Inputs((), (), ToolCatalog(loaded.tools), loaded.digest, loaded.warnings)
    clock = SystemClock()
    means = prepare_means(settings, inputs, clock, NO_CRASH_POINTS)
    folder.mkdir(parents=True, exist_ok=True)
    known = (folder / DATABASE_NAME).exists()
    store = open_store(folder) if known else create_store(folder)
    try:
        journal = SqliteJournal(store, folder.name, clock)
        services, _ = bind(settings, inputs, means, journal, folder.name, clock)
        yield services, GroupCommitSaver(store)
    finally:
        store.close()
