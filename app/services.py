"""The one place that knows which implementation stands behind each seam."""

from __future__ import annotations

from app.inputs import Inputs
from app.reasoning import Thinking
from app.settings import BatchSettings
from checkpoints.journal import SqliteJournal
from core.crash_points import CrashPoints
from core.seams import Clock
from core.services import Limits, Services
from tool_adapters.dispatcher import build_tools


def build_services(
    settings: BatchSettings,
    inputs: Inputs,
    thinking: Thinking,
    journal: SqliteJournal,
    run_id: str,
    clock: Clock,
    crash_points: CrashPoints,
) -> Services:
    """Bind everything that one run needs. Raises InputError for a binding of no use."""
    return Services(
        run_id=run_id,
        catalog=inputs.catalog,
        reasoner=thinking.reasoner,
        tools=build_tools(
            inputs.catalog.tools,
            journal=journal,
            clock=clock,
            approvals=settings.approve,
            crash_points=crash_points,
        ),
        journal=journal,
        clock=clock,
        limits=Limits(calls=settings.max_calls_per_task),
    )
