"""Where everything of a rehearsal lies: temporary folders, gone with it."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import InputError


@dataclass(frozen=True)
class Folders:
    """The command sees `project` (its working folder), `given`, `taken`, `home` and `scratch`.

    `installing` is for what installers leave when they are interrupted.
    `meter` holds the gateway's files and lies elsewhere; `logs` what was printed.
    """

    top: Path
    meter: Path

    @property
    def project(self) -> Path:
        return self.top / "project"

    @property
    def environment(self) -> Path:
        return self.top / "environment"

    @property
    def home(self) -> Path:
        return self.top / "home"

    @property
    def scratch(self) -> Path:
        return self.top / "scratch"

    @property
    def installing(self) -> Path:
        return self.top / "installing"

    @property
    def logs(self) -> Path:
        return self.meter / "logs"

    @property
    def log(self) -> Path:
        return self.logs / "command.log"

    @property
    def gateway(self) -> Path:
        return self.meter / "gateway"

    @property
    def tasks(self) -> Path:
        return self.top / "given" / "requests_of_the_day.json"

    @property
    def tools(self) -> Path:
        return self.top / "given" / "what_can_be_called.json"

    @property
    def results(self) -> Path:
        return self.top / "taken" / "answers.json"


@contextlib.contextmanager
def folders() -> Iterator[Folders]:
    """Make them, empty, and remove them at the end whatever was done to their permissions."""
    with (
        tempfile.TemporaryDirectory(prefix="rehearsal-", ignore_cleanup_errors=True) as top,
        tempfile.TemporaryDirectory(prefix="meter-", ignore_cleanup_errors=True) as meter,
    ):
        made = Folders(Path(top), Path(meter))
        inside = (
            made.project,
            made.home,
            made.scratch,
            made.installing,
            made.logs,
            made.tasks.parent,
        )
        for folder in (*inside, made.results.parent):
            folder.mkdir()
        yield made


def give_read_only(source: Path, target: Path) -> None:
    """Copy a file that the command may read but not change. Raises InputError."""
    try:
        shutil.copyfile(source, target)
    except OSError as problem:
        raise InputError(f"cannot be read: {problem.strerror}", file=str(source)) from None
    target.chmod(0o444)
