"""Records a run in which tools fail in many ways, as SQL text that later versions must replay.

    python -m tests.app.record_run

Give it again only together with new versions in app/version.py.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Final

from core.json_values import Json
from tests.faults.tool_catalog import CATALOG, bindings
from tests.faults.tool_server_process import PROJECT, tool_server

RECORDED: Final = Path(__file__).with_name("recorded_run.sql")
FAULTS: Final[list[dict[str, Json]]] = [
    {"kind": "drop_after", "tool": "refund"},
    {"kind": "fail_before", "tool": "refund", "status": 503, "retry_after": "0"},
    {"kind": "drop_before", "tool": "set_status"},
    {"kind": "drop_after", "tool": "create_ticket"},
    {"kind": "garbage", "tool": "cancel_order"},
    {"kind": "fail_after", "tool": "get_order", "times": 2},
]
PROMPTS: Final = {
    "refund": "Refund 12 of order O-21.",
    "status": 'Set the status of order O-22 to "shipped".',
    "ticket": 'Create a ticket with the subject "Printer on fire".',
    "cancel": "Cancel order O-23.",
    "order": "What is the status of order O-24?",
    "nobody": "What is the status of order O-999999999?",
}
_COMMAND: Final = "--tasks tasks.json --tools tools.json --bindings bindings.json --output r.json"


def dump(database: Path) -> str:
    """Return a database as SQL text, its own numbers included."""
    with closing(sqlite3.connect(database)) as connection:
        numbers = [
            f"PRAGMA {name} = {connection.execute(f'PRAGMA {name}').fetchone()[0]};"
            for name in ("application_id", "user_version")
        ]
        return "\n".join([*connection.iterdump(), *numbers]) + "\n"


def load(text: str, database: Path) -> None:
    """Make the database that `dump` was given."""
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(text)


def main() -> None:
    """Carry the run out against a tool server, and write it down."""
    with tempfile.TemporaryDirectory() as name, tool_server(Path(name)) as server:
        folder = Path(name)
        tasks = [{"id": i, "domain": "support", "prompt": text} for i, text in PROMPTS.items()]
        files = {"tasks": tasks, "tools": CATALOG, "bindings": bindings(server.url)}
        for stem, value in files.items():
            (folder / f"{stem}.json").write_text(json.dumps(value), encoding="utf-8")
        server.control(faults=FAULTS)
        command = [sys.executable, str(PROJECT / "run.py"), *_COMMAND.split()]
        subprocess.run(command, cwd=folder, check=True)
        (database,) = folder.glob("runs/*/run.sqlite")
        RECORDED.write_text(dump(database), encoding="utf-8")


if __name__ == "__main__":
    main()
