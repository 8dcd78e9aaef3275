"""A batch in a folder of its own: written, run by real processes, killed, and run again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.faults.agent import AgentProcess, Agents, Ended
from tests.faults.evidence import Evidence, Wanted, read_evidence
from tests.faults.order import Order
from tests.faults.tool_catalog import write_catalog
from tests.faults.tool_server_process import ToolServerProcess

COMMAND = (
    *("--tasks", "tasks.json", "--tools", "tools.json", "--bindings", "bindings.json"),
    *("--output", "results.json"),
)
Changes = Mapping[str, dict[str, Any]]


class Batch:
    """Tasks over the tools of a tool server. `wanted` is what its prompts ask for."""

    def __init__(
        self, agents: Agents, server: ToolServerProcess, folder: Path, *, flags: Iterable[str] = ()
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.server = folder, server
        self._agents = agents
        self._flags = tuple(flags)
        self.wanted: list[Wanted] = []

    def with_flags(self, *flags: str) -> Batch:
        """Return the same batch under a command with further flags."""
        batch = Batch(self._agents, self.server, self.folder, flags=(*self._flags, *flags))
        batch.wanted = self.wanted
        return batch

    @property
    def output(self) -> Path:
        return self.folder / "results.json"

    @property
    def run_folder(self) -> Path:
        """The folder of its one run."""
        (folder,) = (self.folder / "runs").iterdir()
        return folder

    def write(
        self,
        tasks: Iterable[tuple[str, Mapping[str, Any]]],
        wanted: Iterable[Wanted],
        *,
        timeout_s: float = 5.0,
        changes: Changes | None = None,
        url: str | None = None,
    ) -> None:
        """Write its files: tasks as (id, what the prompt says)."""
        written = [
            {"id": task_id, "domain": "support", "prompt": json.dumps(prompt)}
            for task_id, prompt in tasks
        ]
        (self.folder / "tasks.json").write_text(json.dumps(written), encoding="utf-8")
        write_catalog(self.folder, url or self.server.url, timeout_s, dict(changes or {}))
        self.wanted = list(wanted)

    def start(self, *words: str, **changed: Any) -> AgentProcess:
        """Start the batch command, or another command made of `words`."""
        argv = words or (*COMMAND, *self._flags)
        return self._agents.start(Order(tuple(argv), str(self.folder), **changed))

    def run(self, *words: str, **changed: Any) -> Ended:
        """Run the batch command, or another one, to its end."""
        return self.start(*words, **changed).end()

    def resume(self, **changed: Any) -> Ended:
        """Run the same command, which must end properly."""
        ended = self.run(**changed)
        assert ended.code == 0, (ended.code, ended.stderr)
        return ended

    def crash_all_the_way(self, point: str, nth: int, most: int = 40) -> int:
        """Run the same command again and again, each process killed at its `nth` arrival at a
        point, until one ends. Returns the number of kills."""
        for kills in range(most):
            ended = self.run(kill=(point, nth))
            if not ended.killed:
                assert ended.code == 0, (ended.code, ended.stderr)
                return kills
        raise AssertionError(f"{most} processes in a row got nowhere")

    def results(self) -> list[dict[str, Any]]:
        loaded: list[dict[str, Any]] = json.loads(self.output.read_text(encoding="utf-8"))
        return loaded

    def answers(self) -> dict[str, str]:
        """Return what was answered, by task."""
        return {entry["id"]: entry["final_answer"] for entry in self.results()}

    def change_database(self, script: str) -> None:
        """Change the database of its run, while nobody works on it."""
        connection = sqlite3.connect(self.run_folder / "run.sqlite")
        connection.executescript(script)
        connection.close()

    def evidence(self) -> Evidence:
        """Read what journal, ledger and results say."""
        return read_evidence(self.folder, self.server.ledger, self.wanted)


def step(step_id: str, tool: str, args: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """One planned call."""
    return {"id": step_id, "tool": tool, "args": dict(args), **more}


def plan(*steps: dict[str, Any], needs: Iterable[str] = ()) -> dict[str, Any]:
    """A plan of these steps."""
    return {"steps": list(steps), "answer_needs": list(needs)}


def ref(reference: str) -> dict[str, str]:
    return {"$ref": reference}
