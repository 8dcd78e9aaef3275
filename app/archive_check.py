"""Examines a release archive, whoever made it: layout, size, what hides, escapes or leaks."""

from __future__ import annotations

import stat
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from app.release_archive import SIZE_LIMIT
from app.secret_keys import holds_secret, secrets_of
from core.errors import InputError

NEEDED_FILES: Final = ("run.py", "README.md", "requirements.txt")
NEEDED_FOLDERS: Final = ("graph", "nodes", "tool_adapters", "checkpoints", "tests")
# What unpacks to more than this is not a release: a small zip can hold a whole disk.
UNPACKED_LIMIT: Final = 20 * SIZE_LIMIT
# Encrypted entries and unknown methods of compression are RuntimeErrors.
UNREADABLE: Final = (OSError, zipfile.BadZipFile, RuntimeError, zlib.error)
_ENCRYPTED: Final = 1
_COMMON_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def check_archive(path: Path, environ: Mapping[str, str]) -> list[str]:
    """Return what is wrong, one line each; nothing is unpacked. Raises InputError for no zip."""
    if path.exists() and not path.is_file():
        raise InputError("is not a file", file=str(path))
    try:
        with zipfile.ZipFile(path) as archive:
            return list(_problems(path, archive, environ))
    except UNREADABLE as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise InputError(f"is not a readable zip archive: {reason}", file=str(path)) from None


def _problems(path: Path, archive: zipfile.ZipFile, environ: Mapping[str, str]) -> Iterator[str]:
    entries = archive.infolist()
    size = path.stat().st_size
    if size > SIZE_LIMIT:
        yield f"{size} bytes; at most {SIZE_LIMIT} are allowed"
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > UNPACKED_LIMIT:
        yield f"unpacks to {unpacked} bytes; at most {UNPACKED_LIMIT} are sensible"
        return
    yield from _missing([entry.filename for entry in entries])
    yield from _taken_twice([entry.filename for entry in entries])
    known = secrets_of(environ)
    for entry in entries:
        problem = _bad_entry(entry)
        if problem:
            yield f"{entry.filename!r}: {problem}"
        elif not entry.is_dir() and holds_secret(archive.read(entry), known):
            yield f"{entry.filename!r}: holds what looks like a secret key"


def _missing(names: Sequence[str]) -> Iterator[str]:
    for file in NEEDED_FILES:
        if file not in names:
            deeper = sorted(name for name in names if name.endswith(f"/{file}"))
            yield f"{file} is missing at the top" + "".join(f"; {d!r} is not" for d in deeper[:1])
    for folder in NEEDED_FOLDERS:
        if not any(name.startswith(f"{folder}/") and not name.endswith("/") for name in names):
            yield f"{folder}/ is missing at the top"


def _taken_twice(names: Sequence[str]) -> Iterator[str]:
    """Which of two entries is there after unpacking depends on the tool or on the disk."""
    files = Counter(_as_some_disks_do(name) for name in names if not name.endswith("/"))
    folders = {_as_some_disks_do(str(f)) for name in names for f in PurePosixPath(name).parents}
    for name in dict.fromkeys(names):
        same = _as_some_disks_do(name)
        if files[same] > 1 or (files[same] and same in folders):
            yield f"{name!r}: its name is taken twice"


def _as_some_disks_do(name: str) -> str:
    return unicodedata.normalize("NFC", str(PurePosixPath(name))).casefold()


def escape(entry: zipfile.ZipInfo) -> str:
    """Return in which way an entry would leave the folder it is unpacked in, "" for none."""
    name = PurePosixPath(entry.filename)
    if name.is_absolute() or ".." in name.parts or "\\" in entry.filename or ":" in entry.filename:
        return "leads out of the folder it is unpacked in"
    return "is a link" if stat.S_ISLNK(entry.external_attr >> 16) else ""


def _bad_entry(entry: zipfile.ZipInfo) -> str:
    if problem := escape(entry):
        return problem
    if any(part.startswith(".") for part in PurePosixPath(entry.filename).parts):
        return "is hidden"
    if not entry.filename.isprintable():
        return "has a name that cannot be shown"
    if entry.flag_bits & _ENCRYPTED:
        return "is encrypted"
    if entry.compress_type not in _COMMON_METHODS:
        return "is compressed as not every tool can read"
    return ""
