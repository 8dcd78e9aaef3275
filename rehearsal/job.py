"""What a supervised process is told and tells: one JSON line each way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

EndedBy: TypeAlias = Literal["itself", "time", "memory", "nobody"]


@dataclass(frozen=True)
class Job:
    """A command to run. `log` takes standard output and error; `memory_bytes` None: no limit."""

    command: tuple[str, ...]
    folder: str
    environ: Mapping[str, str]
    log: str
    seconds: float
    memory_bytes: int | None = None


@dataclass(frozen=True)
class Ended:
    """How a job ended. `exit_code` is negative for a signal, None where it never began.

    `peak_bytes` is the most memory that all its processes had in use at once; `left_behind` counts
    processes that were still there after it; `problem` says why it never began.
    """

    exit_code: int | None
    ended_by: EndedBy
    seconds: float
    peak_bytes: int
    left_behind: int = 0
    problem: str = ""


def line_of(value: Job | Ended) -> bytes:
    """Return one line."""
    return json.dumps(asdict(value)).encode("ascii") + b"\n"


def job_from(line: bytes) -> Job:
    """Read a job."""
    value = json.loads(line)
    return Job(**{**value, "command": tuple(value["command"])})


def ended_from(line: bytes) -> Ended:
    """Read how a job ended."""
    return Ended(**json.loads(line))
