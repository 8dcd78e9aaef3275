"""What a test orders of an agent: one run of the command line, with what is changed for it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Order:
    """`folder` is the process's working directory, and where what it says is kept.

    `kill` names a crash point and the arrival at which to die, `kill_after` one and the arrival
    from which that is counted; `trace` a file for every arrival,
    `announce` a fifo that hears of the first call.
    `planted` names a defect of tests.faults.planted_defects. `scripted` puts
    tests.faults.scripted_planner in the reasoner's place. `file_limit` is in bytes, `open_files`
    the number that may be open, `clock_ahead` in seconds.
    """

    argv: tuple[str, ...]
    folder: str
    kill: tuple[str, int] | None = None
    kill_after: tuple[str, int] | None = None
    trace: str | None = None
    announce: str | None = None
    planted: str | None = None
    scripted: bool = True
    file_limit: int | None = None
    open_files: int | None = None
    clock_ahead: float = 0.0
