"""Makes the release archive: what the batch command needs, the same bytes every time."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Final

from core.errors import InputError

PROJECT: Final = Path(__file__).parents[1]
SIZE_LIMIT: Final = 20 * 1024 * 1024
CONTENT: Final = (
    *("run.py", "README.md", "requirements.txt", "pyproject.toml", "LICENSE", "langgraph.json"),
    *("app", "catalog", "checkpoints", "core", "docs", "evaluation", "examples", "gateway"),
    *("graph", "nodes", "reasoners", "rehearsal", "tests", "tool_adapters"),
)
# The earliest date a zip can hold: the bytes must not tell when they were packed.
_DATE: Final = (1980, 1, 1, 0, 0, 0)
_FILE_MODE: Final = 0o100644 << 16
_GIT_WITHIN_S: Final = 30.0


def write_archive(path: Path, project: Path = PROJECT) -> list[str]:
    """Write the archive; return what lies beside its files and was left out, unknown to git.

    Raises InputError where it cannot be written; what was there before then stays.
    """
    found = _found(project)
    tracked = _tracked(project)
    names = found if tracked is None else [name for name in found if name in tracked]
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.is_dir():
            raise InputError("is a folder; name the file in it", file=str(path))
        _write(draft, project, names)
        os.replace(draft, path)
    except OSError as problem:
        raise InputError(f"cannot be written: {problem.strerror}", file=str(path)) from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()
    return sorted(set(found) - set(names))


def _write(path: Path, project: Path, names: Iterable[str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in names:
            entry = zipfile.ZipInfo(name, _DATE)
            entry.external_attr = _FILE_MODE
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, (project / name).read_bytes())


def _found(project: Path) -> list[str]:
    """Return the files that may go into the archive, sorted."""
    found = []
    for top in sorted(CONTENT):
        place = project / top
        for file in [place] if place.is_file() else sorted(place.rglob("*")):
            name = PurePosixPath(file.relative_to(project).as_posix())
            if file.is_file() and not file.is_symlink() and _belongs(name):
                found.append(str(name))
    return found


def _belongs(name: PurePosixPath) -> bool:
    hidden = any(part.startswith(".") for part in name.parts)
    return not hidden and "__pycache__" not in name.parts


def _tracked(project: Path) -> set[str] | None:
    """Return the files that git knows, None where the project is no checkout: then all belong."""
    git = shutil.which("git")
    if git is None or not (project / ".git").exists():
        return None
    asked = [git, "-C", str(project), "ls-files", "-z"]
    try:
        listed = subprocess.run(asked, capture_output=True, check=True, timeout=_GIT_WITHIN_S)
    except (OSError, subprocess.SubprocessError):
        return None
    return {os.fsdecode(name) for name in listed.stdout.split(b"\0")}
