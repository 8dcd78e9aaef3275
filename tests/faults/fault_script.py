"""Which fault the tool server plays to which request."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal, TypeAlias

Kind: TypeAlias = Literal[
    "fail_before",  # answers `status`, nothing done
    "fail_after",  # done, answers `status`
    "hang_before",  # nothing done, no answer for `seconds`
    "hang_after",  # done, no answer for `seconds`
    "drop_before",  # nothing done, connection reset
    "drop_after",  # done, connection reset
    "late",  # done only after `seconds`, then answers; its key is in progress meanwhile
    "garbage",  # done, answers 200 with `body`, which is not JSON
]
DONE_BEFORE_FAULT: frozenset[Kind] = frozenset(
    {"fail_after", "hang_after", "drop_after", "garbage"}
)
FLAKY_KINDS: tuple[Kind, ...] = ("fail_before", "fail_after", "drop_before", "drop_after")


@dataclass(frozen=True)
class Fault:
    """A fault for requests to `tool` ("*": any).

    With `nth` it meets exactly those requests to the tool, counted from 1 since the server began;
    without it the next `times` ones (None: all).
    """

    kind: Kind
    tool: str = "*"
    nth: Sequence[int] | None = None
    times: int | None = 1
    status: int = 500
    seconds: float = 3600.0
    retry_after: str | None = None
    body: str = "<html>proxy</html>"

    @classmethod
    def read(cls, entry: dict[str, Any]) -> Fault:
        """Return the fault that a JSON object describes; TypeError for an unknown key."""
        unknown = set(entry) - {field.name for field in fields(cls)}
        if unknown:
            raise TypeError(f"a fault has no {', '.join(sorted(unknown))}")
        return cls(**entry)


class FaultScript:
    """Counts requests per tool and picks at most one fault for each."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []
        self._used: Counter[int] = Counter()
        self._requests: Counter[str] = Counter()
        self._flaky: dict[str, Any] | None = None

    def replace(self, faults: list[Fault]) -> None:
        """Forget the faults so far and play these."""
        with self._lock:
            self._faults = faults
            self._used.clear()

    def be_flaky(self, flaky: dict[str, Any] | None) -> None:
        """Fail at random: `{"rate", "seed", "tools"?, "kinds"?}`, the same requests every time."""
        with self._lock:
            self._flaky = flaky

    def next(self, tool: str) -> Fault | None:
        """Count a request and return the fault that it meets."""
        with self._lock:
            self._requests[tool] += 1
            number = self._requests[tool]
            for place, fault in enumerate(self._faults):
                if fault.tool in ("*", tool) and self._due(place, fault, number):
                    self._used[place] += 1
                    return fault
            return self._random(tool, number)

    def _due(self, place: int, fault: Fault, number: int) -> bool:
        if fault.nth is not None:
            return number in fault.nth
        return fault.times is None or self._used[place] < fault.times

    def _random(self, tool: str, number: int) -> Fault | None:
        flaky = self._flaky
        if flaky is None or tool not in flaky.get("tools", [tool]):
            return None
        dice = random.Random(f"{flaky.get('seed', 0)}/{tool}/{number}")
        if dice.random() >= flaky["rate"]:
            return None
        return Fault(kind=dice.choice(flaky.get("kinds", FLAKY_KINDS)), status=500)
