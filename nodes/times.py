"""The run's own "now": fixed once, so that "tomorrow" means the same after a crash."""

from __future__ import annotations

from typing import cast

from core.action import Action
from core.facts import RUN_NOW, recall_or_record
from core.services import Services


def run_now(services: Services) -> float:
    """Return when the run began, in seconds since the epoch."""
    fact = Action(services.run_id, "", RUN_NOW)
    return float(cast(float, recall_or_record(services.journal, fact, services.clock.now)))
