"""What the model path must hold, judged from the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.cost_retrieval import Recall
from bench.cost_rows import Row, found, ratio, total

TOKEN_BOUNDS = {8: 0.5, 30: 0.3, 130: 0.1}
CALLS_PER_TASK = 2
WALL = 0.6
PER_STEP = 1.3
SHOWN = {130: 0.9, 500: 0.75}
FOUND = 1.0
# A call that fails five times in a row, 1 in 400 at 30 %, ends in an honest partial answer.
RIGHT = {"plain": 1.0, "800 ms": 1.0, "flaky 30%": 0.9, "402 from": 0.9}


@dataclass(frozen=True)
class Bound:
    """One promise, what was measured, and whether it held."""

    name: str
    wanted: str
    measured: float
    held: bool

    def as_json(self) -> dict[str, Any]:
        """The bound as data."""
        return asdict(self)


def bounds(
    rows: Sequence[Row], recalls: Sequence[Recall], steps: tuple[float, float]
) -> list[Bound]:
    """Judge the rows, and the seconds per step of our graph and a bare one."""
    ours, theirs = {"agent": "surefoot"}, {"agent": "create_agent"}
    plain = found(rows, scenario="plain")
    most = max(one.model_calls / one.tasks for one in found(plain, **ours))
    judged = [_at_most("model calls per task without failures", most, CALLS_PER_TASK)]
    for tools, bound in TOKEN_BOUNDS.items():
        mix = found(plain, tools=tools)
        name = f"tokens against create_agent, {tools} tools"
        judged.append(_at_most(name, ratio(mix, "tokens", ours, theirs), bound))
    wall = ratio(found(rows, scenario="800 ms"), "seconds", ours, theirs)
    judged.append(
        _at_most("wall time against create_agent, 3 or more calls side by side", wall, WALL)
    )
    judged.append(_at_most("time per step against a bare LangGraph", steps[0] / steps[1], PER_STEP))
    for one in recalls:
        judged.append(
            _at_least(f"needed tools shown, {one.tools} tools", one.share_shown, SHOWN[one.tools])
        )
        judged.append(
            _at_least(f"needed tools shown or named, {one.tools} tools", one.share_found, FOUND)
        )
    for scenario, bound in RIGHT.items():
        mine = found(rows, scenario=scenario, **ours)
        right = round(total(mine, "right") / total(mine, "tasks"), 3)
        judged.append(_at_least(f"tasks answered rightly, {scenario}", right, bound))
    return judged


def _at_least(name: str, measured: float, bound: float) -> Bound:
    return Bound(name, f"at least {bound:g}", round(measured, 3), measured >= bound)


def _at_most(name: str, measured: float, bound: float) -> Bound:
    return Bound(name, f"at most {bound:g}", round(measured, 3), measured <= bound)
