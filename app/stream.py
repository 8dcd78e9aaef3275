"""`--stream`: each node's update as a line of JSON on standard output."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Mapping
from typing import Any

from core.errors import StoreError


class UpdateStream:
    """Prints updates from any thread, one line each."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def show(self, task_id: str, update: Mapping[str, Any]) -> None:
        """Print an update. Raises StoreError where nobody reads any more, or there is no room."""
        line = json.dumps({"task": task_id, "update": update}, ensure_ascii=False, default=str)
        with self._lock:
            try:
                print(line, flush=True)
            except OSError as problem:
                _print_nowhere()
                raise StoreError(
                    f"the updates cannot be written to standard output ({problem.strerror}); "
                    "nothing is lost: the same command goes on"
                ) from None


def _print_nowhere() -> None:
    """Let what was not written go, or the end of the process would try again and complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
