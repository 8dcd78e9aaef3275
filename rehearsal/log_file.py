"""What a command printed, made fit to be shown."""

from __future__ import annotations

from pathlib import Path

_TAIL_BYTES = 16_384
_WIDEST = 300


def last_line(path: Path) -> str:
    """Return the last line that is not blank, bounded and without control characters."""
    lines = [line for line in _tail(path).splitlines() if line.strip()]
    last = lines[-1].strip() if lines else ""
    return "".join(mark if mark.isprintable() else "?" for mark in last)[:_WIDEST]


def _tail(path: Path) -> str:
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _TAIL_BYTES))
            return file.read().decode("utf-8", "replace")
    except OSError:
        return ""
