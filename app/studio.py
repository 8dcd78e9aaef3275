"""The graph as LangGraph Studio opens it (`langgraph.json`, `make studio`).

The server keeps the checkpoints; the journal is kept here, one folder under runs/studio/ per
thread, so that an effect asked for in Studio happens once there, too. A thread holds one task.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from langchain_core.runnables import RunnableConfig

from app.library import open_graph
from app.task_runner import Graph
from graph.picture import unbound_graph

FOLDER: Final = Path("runs/studio")
TOOLS_VARIABLE: Final = "SUREFOOT_TOOLS"
BINDINGS_VARIABLE: Final = "SUREFOOT_BINDINGS"
DEFAULT_TOOLS: Final = "examples/tools.json"


@asynccontextmanager
async def studio_graph(config: RunnableConfig) -> AsyncIterator[Graph]:
    """Give the graph for one run of a thread; for reading and drawing, one that runs nothing."""
    given = config.get("configurable", {})
    if not given.get("__is_for_execution__", True) or "thread_id" not in given:
        yield unbound_graph()
        return
    with ExitStack() as opened:  # files are read and written beside the server's event loop
        yield await asyncio.to_thread(_open, opened, str(given["thread_id"]))


def _open(opened: ExitStack, thread_id: str) -> Graph:
    tools = Path(os.environ.get(TOOLS_VARIABLE, DEFAULT_TOOLS))
    bindings = os.environ.get(BINDINGS_VARIABLE)
    folder = FOLDER / thread_id
    return opened.enter_context(open_graph(tools, folder, Path(bindings) if bindings else None))
