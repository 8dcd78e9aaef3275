"""Makes the release archive: what the batch command needs, the same bytes every time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
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


def write_archive(path: Path, project: Path = PROJECT) -> int:
    """Write the archive and return its size in bytes. Raises InputError where it cannot be."""
    try:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name in _names(project):
                entry = zipfile.ZipInfo(str(name), _DATE)
                entry.external_attr = _FILE_MODE
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, (project / name).read_bytes())
    except OSError as problem:
        raise InputError(f"cannot be written: {problem.strerror}", file=str(path)) from None
    return path.stat().st_size


def _names(project: Path) -> Iterator[PurePosixPath]:
    """Yield what goes into the archive, sorted."""
    for top in sorted(CONTENT):
        place = project / top
        files = [place] if place.is_file() else sorted(place.rglob("*"))
        for file in files:
            name = PurePosixPath(file.relative_to(project).as_posix())
            if file.is_file() and not file.is_symlink() and _belongs(name):
                yield name


def _belongs(name: PurePosixPath) -> bool:
    hidden = any(part.startswith(".") for part in name.parts)
    return not hidden and "__pycache__" not in name.parts
