"""What a command printed, made fit to be shown."""

from __future__ import annotations

import mmap
from pathlib import Path

_TAIL_BYTES = 16_384
_WIDEST = 300


def last_line(path: Path) -> str:
    """Return the last line that is not blank, "" where there is none."""
    return "".join(last_lines(path, 1))


def last_lines(path: Path, count: int, secret: str = "") -> list[str]:
    """Return the last lines that are not blank, fit for a terminal, the secret blanked."""
    text = _tail(path)
    if secret:
        text = text.replace(secret, "*" * 8)
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    return [_shown(line) for line in lines[-count:]]


def holds(path: Path, secret: str) -> bool:
    """Whether a file holds a secret, however long the file is."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
            return text.find(secret.encode("ascii")) >= 0
    except (OSError, ValueError):
        return False


def _shown(line: str) -> str:
    return "".join(mark if mark.isprintable() else "?" for mark in line)[:_WIDEST]


def _tail(path: Path) -> str:
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _TAIL_BYTES))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""
