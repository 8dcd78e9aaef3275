"""Puts the thinkers together, in one place."""

from __future__ import annotations

from typing import Literal

from core.seams import Journal, Reasoner
from reasoners.fallback import certain_first, with_fallback
from reasoners.guard import guarded
from reasoners.journaled import PricedReasoner, announced, journaled


def thinking(
    choice: Literal["auto", "model", "symbolic"],
    model: PricedReasoner | None,
    symbolic: Reasoner,
    journal: Journal,
    run_id: str,
) -> Reasoner:
    """Return who thinks in a run. Without a model, whatever was chosen, the symbolic reasoner.

    Outside in: journal, guard, then the chosen order of model and symbolic reasoner.
    """
    thinker = symbolic
    if model is not None and choice != "symbolic":
        order = certain_first if choice == "auto" else with_fallback
        thinker = order(announced(model, journal, run_id), symbolic)
    return journaled(guarded(thinker, journal), journal, run_id)
