"""Takes a release archive apart into an empty folder, unless that would be unsafe."""

from __future__ import annotations

import zipfile
from pathlib import Path

from app.archive_check import UNPACKED_LIMIT, UNREADABLE, escape
from app.release_archive import write_archive
from core.errors import InputError
from rehearsal.telling import tell

_RUN = ("run.py", "requirements.txt")


def own_archive(folder: Path) -> Path:
    """Make the project's own archive and return where it is."""
    path = folder / "surefoot.zip"
    for left_out in write_archive(path):
        tell(f"left out of the archive, since git does not know it: {left_out}")
    return path


def unpack(archive: Path, folder: Path) -> None:
    """Unpack. Raises InputError where it is no archive, would leave the folder or fill the disk,
    and where nothing in it can be run.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            _check_safe(archive, opened)
            opened.extractall(folder)
    except UNREADABLE as problem:
        raise InputError(f"cannot be unpacked: {problem}", file=str(archive)) from None
    for name in _RUN:
        if not (folder / name).is_file():
            raise InputError(f"{name} is missing at the top", file=str(archive))


def _check_safe(path: Path, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    for entry in entries:
        problem = escape(entry)
        if problem:
            raise InputError(f"{problem}: not unpacked", file=str(path), entry=entry.filename)
    size = sum(entry.file_size for entry in entries)
    if size > UNPACKED_LIMIT:
        raise InputError(f"unpacks to {size} bytes: not unpacked", file=str(path))
