"""JSON files of a domain, read, changed key by key, and written."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def read_json(path: Path) -> Any:
    """Return what a file holds."""
    return json.loads(path.read_text("utf-8"))


def write_json(path: Path, value: Any) -> None:
    """Write a file for people to read, with the folders it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", "utf-8")


def by_key(entry: Mapping[str, Any], change: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """Return the entry with the values of some keys changed."""
    return {key: change[key](value) if key in change else value for key, value in entry.items()}
