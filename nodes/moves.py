"""What can come of looking after a failed call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from core.observation import Dispatch, Observation


@dataclass(frozen=True)
class Retry:
    """Dispatch this call, after so many seconds."""

    dispatch: Dispatch
    wait: float = 0.0


@dataclass(frozen=True)
class Settled:
    """Nothing more will be tried."""

    seen: Observation


@dataclass(frozen=True)
class Replan:
    """Nothing more will be tried, and the rest of the plan does not hold any more."""

    seen: Observation
    why: str


@dataclass(frozen=True)
class InVain:
    """The remedy did not settle the case; another one is chosen."""

    why: str = ""


Move: TypeAlias = Retry | Settled | Replan
