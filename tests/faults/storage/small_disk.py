"""Real file systems of a chosen size, which only root can mount."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path, kib: int) -> Iterator[Path]:
    """Lend a file system of so many KiB at `place`; skips the test where that is not allowed."""
    place.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={kib}k", "none", str(place)]
    if subprocess.run(["mount", *options], capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk; a limit on file sizes is tested instead")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def remount(place: Path, *options: str) -> None:
    """Change a mounted file system: "size=40m", "ro", "rw"."""
    subprocess.run(["mount", "-o", ",".join(("remount", *options)), str(place)], check=True)
