"""An append-only file of effects, one JSON line each: what mocks changed in their small world."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from core.errors import InputError, ToolRejected
from core.json_values import Json, canonical


class Ledger:
    """Records each effect once per idempotency key, on disk before anybody hears of it.

    A line is `{"key", "tool", "args", "output", "time"}`, time in seconds since the epoch. Only
    the places of the lines are kept in memory, so that a long run does not grow.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._places = self._read_places()

    def once(self, key: str, effect: Callable[[], dict[str, Json]]) -> Json:
        """Return the output recorded under `key`; where there is none, record `effect()` first.

        Raises ToolRejected where the file cannot be opened, OSError where writing fails.
        """
        with self._lock:
            if key not in self._places:
                self._append({"key": key, **effect()})
            return self._line_at(self._places[key])["output"]  # type: ignore[no-any-return]

    def _read_places(self) -> dict[str, int]:
        places: dict[str, int] = {}
        end = 0
        try:
            with self._path.open("rb") as file:
                for line in file:
                    if not line.endswith(b"\n"):  # cut off by a kill: it was never confirmed
                        os.truncate(self._path, end)
                        break
                    places.setdefault(self._key(line, len(places) + 1), end)
                    end += len(line)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise InputError(f"cannot be used: {error.strerror}", file=str(self._path)) from None
        return places

    def _key(self, line: bytes, number: int) -> str:
        try:
            return str(json.loads(line)["key"])
        except (ValueError, TypeError, KeyError):
            raise InputError(
                "is not a recorded effect; move this file away",
                file=str(self._path),
                entry=f"line {number}",
            ) from None

    def _append(self, entry: dict[str, Json]) -> None:
        with self._opened() as file:
            place = file.tell()
            try:
                file.write(canonical(entry).encode("utf-8") + b"\n")
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                self._places = self._read_places()  # the line may be there all the same
                raise
        self._places[str(entry["key"])] = place

    def _opened(self) -> BinaryIO:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return self._path.open("ab")
        except OSError as error:
            raise ToolRejected(
                f"nothing was done: {self._path} cannot be written: {error.strerror}", final=True
            ) from None

    def _line_at(self, place: int) -> dict[str, Any]:
        with self._path.open("rb") as file:
            file.seek(place)
            line: dict[str, Any] = json.loads(file.readline())
            return line
