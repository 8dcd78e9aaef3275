"""Examines a release archive, whoever made it: layout, size, what hides, escapes or leaks."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from app.release_archive import SIZE_LIMIT
from core.errors import InputError

NEEDED_FILES: Final = ("run.py", "README.md", "requirements.txt")
NEEDED_FOLDERS: Final = ("graph", "nodes", "tool_adapters", "checkpoints", "tests")
# What unpacks to more than this is not a release: a small zip can hold a whole disk.
UNPACKED_LIMIT: Final = 20 * SIZE_LIMIT
KEY_VARIABLES: Final = ("OPENAI_API_KEY", "MODEL_GATEWAY_KEY", "SUREFOOT_UPSTREAM_KEY")
# Encrypted entries and unknown methods of compression are RuntimeErrors.
UNREADABLE: Final = (OSError, zipfile.BadZipFile, RuntimeError, zlib.error)
_KEYS: Final = (
    re.compile(rb"\bsk-(?=[A-Za-z_-]*[0-9])[A-Za-z0-9_-]{32,}"),
    re.compile(rb"\bsg-[0-9a-f]{8}-[A-Za-z0-9_-]{43}"),
    re.compile(rb"\bAKIA[0-9A-Z]{16}\b"),
    re.compile(rb"\bgh[pousr]_[A-Za-z0-9]{36}\b"),
    re.compile(rb"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----"),
)


def check_archive(path: Path, environ: Mapping[str, str]) -> list[str]:
    """Return what is wrong, one line each; nothing is unpacked. Raises InputError for no zip."""
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
    yield from _missing({entry.filename for entry in entries})
    for entry in entries:
        problem = _bad_name(entry)
        if problem:
            yield f"{entry.filename!r}: {problem}"
        elif not entry.is_dir() and _leaks(archive.read(entry), environ):
            yield f"{entry.filename!r}: holds what looks like a secret key"


def _missing(names: set[str]) -> Iterator[str]:
    for name in NEEDED_FILES:
        if name not in names:
            yield f"{name} is missing at the top"
    for folder in NEEDED_FOLDERS:
        if not any(name.startswith(f"{folder}/") for name in names):
            yield f"{folder}/ is missing at the top"


def escape(entry: zipfile.ZipInfo) -> str:
    """Return in which way an entry would leave the folder it is unpacked in, "" for none."""
    name = PurePosixPath(entry.filename)
    if name.is_absolute() or ".." in name.parts or "\\" in entry.filename or ":" in entry.filename:
        return "leads out of the folder it is unpacked in"
    return "is a link" if stat.S_ISLNK(entry.external_attr >> 16) else ""


def _bad_name(entry: zipfile.ZipInfo) -> str:
    hidden = any(part.startswith(".") for part in PurePosixPath(entry.filename).parts)
    return escape(entry) or ("is hidden" if hidden else "")


def _leaks(content: bytes, environ: Mapping[str, str]) -> bool:
    ours = (environ.get(name, "").encode() for name in KEY_VARIABLES)
    return any(len(key) >= 8 and key in content for key in ours) or any(
        pattern.search(content) for pattern in _KEYS
    )
