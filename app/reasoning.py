"""Chooses who thinks, and says so in one line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.inputs import Inputs
from app.settings import BatchSettings
from core.action import Usage
from core.errors import InputError
from core.seams import Clock, Journal, Reasoner
from core.tool import Tool
from reasoners.journaled import announced, journaled

if TYPE_CHECKING:
    from reasoners.modeling.settings import ModelSettings
    from reasoners.prices import Price

NO_MODEL = "no model is configured: planning and answering symbolically"


@dataclass(frozen=True)
class Thinking:
    """A reasoner that journals what it thinks, and a line that says who it is."""

    reasoner: Reasoner
    announcement: str


@dataclass(frozen=True)
class Minds:
    """Who may think: the symbolic reasoner always, and a model where `endpoint` is one."""

    symbolic: Reasoner
    endpoint: ModelSettings | None
    price: Price | None


def prepare_minds(settings: BatchSettings, tools: tuple[Tool, ...]) -> Minds:
    """Make what needs no run. Raises InputError, also where a model is needed and none is there."""
    from reasoners.modeling.settings import ModelFlags, settings_from

    symbolic = symbolic_reasoner(settings, tools)
    endpoint = settings_from(ModelFlags(settings.model, settings.budget.price), os.environ)
    if endpoint is None and settings.reasoner == "model":
        raise InputError(
            "--reasoner model needs a model: set MODEL_GATEWAY_URL and MODEL_GATEWAY_KEY, "
            "or OPENAI_API_KEY"
        )
    if endpoint is None or settings.reasoner == "symbolic":
        return Minds(symbolic, endpoint, None)
    from reasoners.prices import price_for

    return Minds(symbolic, endpoint, price_for(endpoint.model, endpoint.price))


def choose_reasoner(
    settings: BatchSettings,
    inputs: Inputs,
    journal: Journal,
    run_id: str,
    minds: Minds,
    clock: Clock,
    spent: Mapping[str, Usage],
) -> Thinking:
    """Return the reasoner asked for. `spent` is what earlier processes spent, by task."""
    endpoint = minds.endpoint
    if endpoint is None or settings.reasoner == "symbolic":
        line = NO_MODEL if endpoint is None else "planning and answering symbolically"
        return Thinking(journaled(minds.symbolic, journal, run_id), line)
    from reasoners.budget import Budget, Caps
    from reasoners.fallback import certain_first, with_fallback
    from reasoners.model import build_model_reasoner

    caps = settings.budget
    budget = Budget(
        clock,
        run=Caps(caps.usd, caps.tokens, caps.calls, caps.seconds),
        task=Caps(caps.task_usd, caps.task_tokens, caps.task_calls, caps.task_seconds),
        price=minds.price,
        tasks=len(inputs.tasks),
        spent=spent,
    )
    model = announced(build_model_reasoner(endpoint, budget, clock), journal, run_id)
    mixed = certain_first if settings.reasoner == "auto" else with_fallback
    line = f"planning with {endpoint.model} at {endpoint.base_url}"
    return Thinking(journaled(mixed(model, minds.symbolic), journal, run_id), line)


def symbolic_reasoner(settings: BatchSettings, tools: tuple[Tool, ...]) -> Reasoner:
    """Build the reasoner that needs no model; it may use every tool of the catalog."""
    from reasoners.symbolic import build_symbolic_reasoner

    return build_symbolic_reasoner(settings.embeddings, tools)
