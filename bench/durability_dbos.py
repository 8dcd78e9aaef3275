"""DBOS Transact on SQLite: eight steps a workflow, in a process of its own.

The process (python -m bench.durability_dbos FOLDER) reads lines "TASKS AT_ONCE" and answers each
with the seconds it took: DBOS keeps one instance per process, and starting it takes a while.
"""

from __future__ import annotations

import subprocess
import sys
from itertools import count
from pathlib import Path
from typing import IO, Any

from bench.durability_tasks import STEPS, look_up, run_tasks


class DbosProcess:
    """A process that runs DBOS workflows; to be closed by `stop`."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.durability_dbos", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def measure(self, folder: Path, tasks: int, at_once: int) -> float:
        """Return the seconds that so many workflows took."""
        questions, answers = self._process.stdin, self._process.stdout
        assert questions is not None
        assert answers is not None
        print(tasks, at_once, file=questions, flush=True)
        return float(answers.readline())

    def stop(self) -> None:
        """End the process."""
        self._process.communicate()


def serve(folder: Path, questions: IO[str]) -> None:
    """Answer until the questions end."""
    from dbos import DBOS

    numbers = count()

    @DBOS.step()
    def step(task_id: str, number: int) -> Any:
        return look_up(task_id, number)

    @DBOS.workflow()
    def workflow(task_id: str) -> int:
        return len([step(task_id, number) for number in range(STEPS)])

    url = f"sqlite:///{folder / 'dbos.sqlite'}"
    DBOS(config={"name": "bench", "system_database_url": url, "log_level": "ERROR"})
    DBOS.launch()
    for question in questions:
        tasks, at_once = map(int, question.split())
        print(run_tasks(lambda _: workflow(f"task-{next(numbers)}"), tasks, at_once), flush=True)
    DBOS.destroy()


if __name__ == "__main__":
    serve(Path(sys.argv[1]), sys.stdin)
