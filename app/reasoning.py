"""Chooses who thinks, and says so in one line."""

from __future__ import annotations

import os
from dataclasses import dataclass

from app.inputs import Inputs
from app.settings import BatchSettings
from core.action import Usage
from core.errors import InputError
from core.seams import Clock, Journal, Reasoner
from core.tool import Tool
from reasoners.journaled import announced, journaled

NO_MODEL = "no model is configured: planning and answering symbolically"


@dataclass(frozen=True)
class Thinking:
    """A reasoner that journals what it thinks, and a line that says who it is."""

    reasoner: Reasoner
    announcement: str


def choose_reasoner(
    settings: BatchSettings,
    inputs: Inputs,
    journal: Journal,
    run_id: str,
    clock: Clock,
    spent: Usage,
) -> Thinking:
    """Build the reasoner asked for. `spent` is what earlier processes of the run spent.

    Raises InputError where a model is asked for and none is configured.
    """
    from reasoners.modeling.settings import ModelFlags, settings_from

    symbolic = symbolic_reasoner(settings, inputs.catalog.tools)
    endpoint = settings_from(ModelFlags(settings.model, settings.budget.price), os.environ)
    if settings.reasoner == "symbolic" or (settings.reasoner == "auto" and endpoint is None):
        line = NO_MODEL if endpoint is None else "planning and answering symbolically"
        return Thinking(journaled(symbolic, journal, run_id), line)
    if endpoint is None:
        raise InputError(
            "--reasoner model needs a model: set MODEL_GATEWAY_URL and MODEL_GATEWAY_KEY, "
            "or OPENAI_API_KEY"
        )
    from reasoners.budget import Budget, Caps
    from reasoners.fallback import certain_first, with_fallback
    from reasoners.model import build_model_reasoner
    from reasoners.prices import price_for

    caps = Caps(usd=settings.budget.usd, tokens=settings.budget.tokens)
    budget = Budget(
        clock,
        run=caps,
        price=price_for(endpoint.model, endpoint.price),
        tasks=len(inputs.tasks),
        spent=spent,
    )
    model = announced(build_model_reasoner(endpoint, budget, clock), journal, run_id)
    mixed = certain_first if settings.reasoner == "auto" else with_fallback
    line = f"planning with {endpoint.model} at {endpoint.base_url}"
    return Thinking(journaled(mixed(model, symbolic), journal, run_id), line)


def symbolic_reasoner(settings: BatchSettings, tools: tuple[Tool, ...]) -> Reasoner:
    """Build the reasoner that needs no model; it may use every tool of the catalog."""
    from reasoners.symbolic import build_symbolic_reasoner

    return build_symbolic_reasoner(settings.embeddings, tools)
