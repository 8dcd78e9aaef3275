"""How long one plan takes, the catalog understood before."""

from __future__ import annotations

from core.clock import SystemClock
from core.task import Task
from core.thought import PlanRequest
from core.tool import Tool
from reasoners.symbolic import SymbolicReasoner

BOUNDS_MS = {8: 20.0, 500: 200.0}
PROMPT = "When is the permit of district 12 due, and what state is parcel PA-77 in?"
NOON = 1_749_556_800.0  # 10 June 2025


def planning_times(repeats: int) -> dict[int, float]:
    """Return catalog size -> median milliseconds of one plan."""
    return {size: _median_ms(_catalog(size), repeats) for size in BOUNDS_MS}


def missed(times: dict[int, float]) -> list[str]:
    """Return the bounds that do not hold."""
    return [
        f"a plan over {size} tools took {ms} ms, the bound is {BOUNDS_MS[size]:g}"
        for size, ms in times.items()
        if ms >= BOUNDS_MS[size]
    ]


def _catalog(size: int) -> tuple[Tool, ...]:
    things = "parcel invoice permit meter lesson vessel orchard policy ward rota".split()
    return tuple(_tool(things[n % len(things)], n) for n in range(size))


def _tool(thing: str, number: int) -> Tool:
    text = {"type": "string"}
    own = f"{thing}{number}_id"
    return Tool(
        name=f"read_{thing}_{number}",
        description=f"Read the {thing} of district {number}. Returns its state and due date.",
        args_schema={"type": "object", "properties": {own: text}, "required": [own]},
        returns={"type": "object", "properties": {own: text, "state": text, "due_on": text}},
        effect="read",
    )


def _median_ms(tools: tuple[Tool, ...], repeats: int) -> float:
    reasoner, clock = SymbolicReasoner(tools), SystemClock()
    times = []
    for number in range(repeats + 1):
        request = PlanRequest(Task(str(number), "ops", PROMPT), tools, {}, "", 1, 1, NOON)
        started = clock.monotonic()
        reasoner.plan(request)
        times.append((clock.monotonic() - started) * 1000)
    return round(sorted(times[1:])[repeats // 2], 1)
