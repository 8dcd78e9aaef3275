"""Rehearsals through the command line, after each of which nothing may be left."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from app.cli import main
from core.clock import SystemClock
from rehearsal import environment
from tests.rehearsal.archives import archive_of
from tests.rehearsal.quick import interpreter_at_hand

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30.0
TOOLS = ROOT / "examples" / "tools.json"
MODEL_VARIABLES = (
    *("OPENAI_API_KEY", "OPENAI_BASE_URL", "CHAT_MODEL"),
    *("MODEL_GATEWAY_URL", "MODEL_GATEWAY_KEY"),
)


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    card: str
    err: str


class Rehearsals:
    """A folder with two sample tasks, in which archives are rehearsed."""

    def __init__(self, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.path, self.temporary = path, path / "temporary"
        self.temporary.mkdir()
        self.tasks = path / "tasks.json"
        samples = json.loads((ROOT / "examples" / "tasks.json").read_text("utf-8"))
        self.tasks.write_text(json.dumps(samples[:2]), encoding="utf-8")
        self._capsys = capsys

    def words(self, archive: Path, *more: str) -> list[str]:
        """Return the command that rehearses an archive."""
        given = ["--tasks", str(self.tasks), "--tools", str(TOOLS)]
        return ["rehearse", str(archive), *given, *more]

    def archive(self, program: str, *, without: str = "", extra: str = "") -> Path:
        """Make an archive that runs `program`."""
        return archive_of(self.path / "made.zip", program, without=without, extra=extra)

    def program(self, program: str, *more: str) -> Ended:
        """Rehearse an archive that runs `program`."""
        return self.command(*self.words(self.archive(program), *more))

    def command(self, *words: str) -> Ended:
        """Give a command in this process."""
        self._capsys.readouterr()
        sys.argv = ["run.py", *words]
        code = main()
        printed = self._capsys.readouterr()
        assert "Traceback" not in printed.err
        return Ended(code, printed.out, printed.err)

    def left(self) -> list[str]:
        """Return what is left of rehearsals: processes that know the folder, and files."""
        return [*self.processes(), *(path.name for path in self.temporary.iterdir())]

    def processes(self) -> list[str]:
        """Return the command lines of processes with the folder in their environment."""
        return [" ".join(one.cmdline()) for one in psutil.process_iter() if self._knows(one)]

    def _knows(self, process: psutil.Process) -> bool:
        try:
            return any(str(self.temporary) in value for value in process.environ().values())
        except psutil.Error:
            return False


@pytest.fixture
def rehearsals(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Rehearsals]:
    for name in MODEL_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    made = Rehearsals(tmp_path, capsys)
    monkeypatch.setenv("TMPDIR", str(made.temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(made.temporary))
    monkeypatch.setattr(environment, "fresh_environment", interpreter_at_hand)
    yield made
    assert made.left() == []


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait for another process."""
    clock = SystemClock()
    until = clock.monotonic() + PATIENCE_S
    while not holds():
        assert clock.monotonic() < until
        clock.sleep(0.05)
