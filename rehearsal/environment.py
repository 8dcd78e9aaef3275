"""A fresh virtual environment with what an archive's requirements.txt asks for."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from app.secret_keys import is_secret
from core.errors import InputError
from rehearsal.folders import Folders
from rehearsal.job import Job
from rehearsal.log_file import last_line
from rehearsal.supervised import supervisor

# Takes the folders of a rehearsal, returns the interpreter to run the archive with.
MakeEnvironment: TypeAlias = Callable[[Folders], Path]
_LONGEST_S = 1800.0


def fresh_environment(folders: Folders) -> Path:
    """Make it and return its interpreter. Raises InputError where it cannot be installed."""
    environment = str(folders.environment)
    python = folders.environment / "bin" / "python"
    quietly = ("install", "--quiet", "-r", "requirements.txt")
    uv = shutil.which("uv")
    if uv:
        _run(folders, (uv, "venv", "--quiet", "--python", sys.executable, environment))
        _run(folders, (uv, "pip", *quietly, "--python", str(python)))
    else:
        _run(folders, (sys.executable, "-m", "venv", environment))
        pip = (str(python), "-m", "pip", "--disable-pip-version-check", "--no-input")
        _run(folders, (*pip, *quietly))
    return python


def _run(folders: Folders, command: tuple[str, ...]) -> None:
    """Run a command of the installation; code of packages runs in it, so it gets no secret."""
    environ = {name: value for name, value in os.environ.items() if _may_know(name)}
    environ["TMPDIR"] = str(folders.installing)
    log = folders.logs / "installation.log"
    job = Job(command, str(folders.project), environ, str(log), _LONGEST_S)
    with supervisor() as ready:
        ended = ready.run(job)
    if ended.exit_code != 0:
        reason = ended.problem or last_line(log) or f"it took over {_LONGEST_S:.0f} s"
        raise InputError(f"cannot be installed: {reason}", file="requirements.txt")


def _may_know(variable: str) -> bool:
    """The installers' own settings pass: an index of packages may ask for a password."""
    return variable.startswith(("PIP_", "UV_")) or not is_secret(variable)
