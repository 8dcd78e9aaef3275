"""Named places at which a test may kill the process. In production reaching one does nothing."""

from __future__ import annotations

from typing import Final, Protocol


class CrashPoints(Protocol):
    """Told by the code where it is; every name is reached from exactly one place."""

    def reach(self, point: str) -> None: ...


class NoCrashPoints:
    """Nothing happens."""

    def reach(self, point: str) -> None:
        pass


NO_CRASH_POINTS: Final = NoCrashPoints()
