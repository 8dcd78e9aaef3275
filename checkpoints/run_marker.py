"""The small file beside the output that says which run writes it, and where that run is kept.

It is durable before the first call: where it says that a run was under way, a store that is not
there is an error and not a clean slate.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from checkpoints.directories import sync_directory
from checkpoints.store_errors import store_error
from core.crash_points import NO_CRASH_POINTS, CrashPoints
from core.errors import StoreError


@dataclass(frozen=True)
class RunMarker:
    """`changed_world` tells whether the finished run changed anything outside."""

    run_id: str
    identity: str
    folder: str
    tasks_digest: str
    catalog_digest: str
    finished: bool = False
    changed_world: bool = False


def marker_path(output: Path) -> Path:
    """Return the marker's place: results.json.run beside results.json."""
    return output.with_name(output.name + ".run")


def write_marker(
    output: Path, marker: RunMarker, crash_points: CrashPoints = NO_CRASH_POINTS
) -> None:
    """Replace the marker; durable when this returns. Raises StoreError."""
    path = marker_path(output)
    fresh = path.with_name(path.name + ".new")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            file.write(json.dumps(asdict(marker), ensure_ascii=False, indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        sync_directory(path.parent)
        crash_points.reach("marker_written")
    except OSError as problem:
        raise store_error(path, problem) from None


def read_marker(output: Path) -> RunMarker | None:
    """Return the marker, None where there is none. Raises StoreError where it makes no sense."""
    path = marker_path(output)
    try:
        return RunMarker(**json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise store_error(path, problem) from None
    except (ValueError, TypeError):
        raise StoreError(
            f"{path} cannot be read, so nobody can tell which run wrote {output.name}; "
            "restore it, or start anew with --fresh (which repeats what that run had done)"
        ) from None
