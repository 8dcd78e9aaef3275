"""Ways to damage a copy of a run's folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

Damage: TypeAlias = Callable[[Path], None]


@contextmanager
def damaged_copy(folder: Path, damage: Damage) -> Iterator[Path]:
    """Lend a copy of `folder` to which `damage` was done."""
    copy = folder.with_name("damaged")
    shutil.copytree(folder, copy)
    try:
        damage(copy)
        yield copy
    finally:
        shutil.rmtree(copy)


def truncation(name: str, size: int) -> Damage:
    """Cut a file off at `size` bytes."""
    return lambda folder: _truncate(folder / name, size)


def bit_flip(name: str, offset: int, bit: int) -> Damage:
    """Turn one bit over."""
    return lambda folder: _overwrite(folder / name, offset, 1, lambda old: bytes([old[0] ^ bit]))


def zeroed(name: str, offset: int, length: int) -> Damage:
    """Write zeros over part of a file."""
    return lambda folder: _overwrite(folder / name, offset, length, lambda old: bytes(len(old)))


def removal(*names: str) -> Damage:
    """Delete files."""

    def damage(folder: Path) -> None:
        for name in names:
            (folder / name).unlink()

    return damage


def replacement(name: str, content: bytes) -> Damage:
    """Put other bytes in a file's place."""
    return lambda folder: _write(folder / name, content)


def _truncate(path: Path, size: int) -> None:
    with path.open("r+b") as file:
        file.truncate(size)


def _overwrite(path: Path, offset: int, length: int, change: Callable[[bytes], bytes]) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        old = file.read(length)
        file.seek(offset)
        file.write(change(old))


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)
