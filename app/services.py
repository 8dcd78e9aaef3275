"""The one place that knows which implementation stands behind each seam."""

from __future__ import annotations

from app.inputs import Inputs
from app.means import Means
from app.reasoning import Thinking
from app.settings import BatchSettings
from checkpoints.journal import SqliteJournal
from core.seams import Clock
from core.services import Limits, Services
from tool_adapters.dispatcher import wrapped


def build_services(
    settings: BatchSettings,
    inputs: Inputs,
    means: Means,
    thinking: Thinking,
    journal: SqliteJournal,
    run_id: str,
    clock: Clock,
) -> Services:
    """Bind everything that one run needs."""
    return Services(
        run_id=run_id,
        catalog=inputs.catalog,
        reasoner=thinking.reasoner,
        tools=wrapped(means.adapters, journal=journal, clock=clock, approvals=settings.approve),
        journal=journal,
        clock=clock,
        limits=Limits(calls=settings.max_calls_per_task),
    )
