"""Forks agents: processes that run the command line, ready within milliseconds, killable as any.

    python -m tests.faults.fork_server

Reads orders as lines of JSON and answers each with one. `{"start": {...}}` (fields of
tests.faults.order.Order) gives a process id, `{"reap": pid}` the wait status of a process that has
ended. Everything heavy is imported once, before the first fork; no thread is ever started here.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import sys
from pathlib import Path
from typing import Any, Final

from tests.faults.order import Order

PRELOADED: Final = (
    "app.batch",
    "app.cli",
    "app.decide",
    "evaluation.expected",
    "anyio._backends._asyncio",
    "httpcore._async.http11",
    "jsonschema",
    "langchain_core.tracers.context",
    "langchain_core.tracers.run_collector",
    "langchain_core.tracers.stdout",
    "reasoners.modeling.settings",
    "reasoners.symbolic",
    "rich._emoji_codes",
    "tests.faults.changed_agent",
    "tool_adapters.http",
    "tool_adapters.python",
    "typer._adapters",
)


def main() -> None:
    """Serve until the orders end."""
    os.environ["LANGGRAPH_STRICT_MSGPACK"] = "true"
    _prepare()
    gc.freeze()
    for line in sys.stdin:
        order: dict[str, Any] = json.loads(line)
        if "start" in order:
            answer = _fork(Order(**order["start"]))
        else:
            answer = os.waitpid(order["reap"], 0)[1]
        print(json.dumps(answer), flush=True)


def _prepare() -> None:
    for name in PRELOADED:
        importlib.import_module(name)
    from core.clock import SystemClock
    from core.crash_points import NO_CRASH_POINTS
    from tool_adapters import http

    http.build([], SystemClock(), NO_CRASH_POINTS).close()  # loads certificates for all that follow


def _fork(order: Order) -> int:
    pid = os.fork()
    if pid == 0:
        code = 70
        try:
            code = _agent(order)
        finally:
            os._exit(code)
    return pid


def _agent(order: Order) -> int:
    from tests.faults.changed_agent import run_command

    os.setsid()
    os.chdir(order.folder)
    os.environ["XDG_STATE_HOME"] = str(Path("state").absolute())
    _redirect(0, Path(os.devnull), os.O_RDONLY)
    _redirect(1, Path("stdout"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    _redirect(2, Path("stderr"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    if order.file_limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order.file_limit, order.file_limit))
    if order.open_files is not None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (order.open_files, order.open_files))
    try:
        return run_command(order)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _redirect(descriptor: int, path: Path, flags: int) -> None:
    opened = os.open(path, flags, 0o644)
    os.dup2(opened, descriptor)
    os.close(opened)


if __name__ == "__main__":
    main()
