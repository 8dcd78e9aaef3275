"""What an agent under test has changed in its own process before it runs the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import app.batch
import app.open_run
from app.cli import main
from app.reasoning import Thinking
from app.stopping import StoppableClock
from core.seams import Journal
from reasoners.journaled import journaled
from tests.faults.crashing import crash_points
from tests.faults.order import Order
from tests.faults.planted_defects import PLANTED
from tests.faults.scripted_planner import PromptedPlanner


def run_command(order: Order) -> int:
    """Run the command line as ordered, in this process, and return its exit code."""
    points = crash_points(order)
    if points is not None:
        put(app.batch, "run_batch", partial(app.batch.run_batch, crash_points=points))
    if order.scripted:
        put(app.open_run, "choose_reasoner", _choose_prompted_planner)
    if order.clock_ahead:
        put(app.batch, "StoppableClock", _clock_ahead_by(order.clock_ahead))
    if order.planted is not None:
        PLANTED[order.planted]()
    sys.path.append(order.folder)
    sys.argv = ["run.py", *order.argv]
    return main()


def put(owner: object, name: str, value: object) -> None:
    """Replace what a module or class has under a name."""
    assert hasattr(owner, name), f"{owner} has no {name}"
    setattr(owner, name, value)


def _choose_prompted_planner(
    settings: Any, inputs: Any, journal: Journal, run_id: str, *others: Any
) -> Thinking:
    return Thinking(journaled(PromptedPlanner(), journal, run_id), "planning what the prompt says")


def _clock_ahead_by(seconds: float) -> Callable[..., StoppableClock]:
    class ClockAhead(StoppableClock):
        def now(self) -> float:
            return super().now() + seconds

    return ClockAhead
