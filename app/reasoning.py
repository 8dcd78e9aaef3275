"""Chooses who thinks, and says so in one line."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.inputs import Inputs
from app.settings import BatchSettings, Budget
from core.errors import InputError
from core.seams import Clock, Journal, Reasoner
from core.tool import Tool
from reasoners.journaled import journaled

if TYPE_CHECKING:
    from reasoners.budget import Caps, Spent
    from reasoners.modeling.settings import ModelSettings
    from reasoners.prices import Price

NO_MODEL = "no model is configured: planning and answering symbolically"


@dataclass(frozen=True)
class Thinking:
    """A reasoner that journals what it thinks, a line that says who it is, and who wants to know
    that a task has ended."""

    reasoner: Reasoner
    announcement: str
    task_ended: Callable[[str], None] = lambda task_id: None


@dataclass(frozen=True)
class Minds:
    """Who may think: the symbolic reasoner always, and a model where `endpoint` is one."""

    symbolic: Reasoner
    endpoint: ModelSettings | None
    price: Price | None


def prepare_minds(settings: BatchSettings, tools: tuple[Tool, ...]) -> Minds:
    """Make what needs no run. Raises InputError, also where a model is needed and none is there,
    and where money is capped and the model's price is not known."""
    from reasoners.budget import check_price
    from reasoners.modeling.settings import ModelFlags, settings_from
    from reasoners.prices import price_for

    symbolic = symbolic_reasoner(settings, tools)
    endpoint = settings_from(ModelFlags(settings.model, settings.budget.price), os.environ)
    if endpoint is None and settings.reasoner == "model":
        raise InputError(
            "--reasoner model needs a model: set MODEL_GATEWAY_URL and MODEL_GATEWAY_KEY, "
            "or OPENAI_API_KEY"
        )
    if endpoint is None or settings.reasoner == "symbolic":
        return Minds(symbolic, endpoint, None)
    price = price_for(endpoint.model, endpoint.price)
    check_price(*caps_of(settings.budget), price, endpoint.model)
    return Minds(symbolic, endpoint, price)


def caps_of(budget: Budget) -> tuple[Caps, Caps]:
    """Return the caps of the run, and those of each task."""
    from reasoners.budget import Caps

    return (
        Caps(budget.usd, budget.tokens, budget.calls, budget.seconds),
        Caps(budget.task_usd, budget.task_tokens, budget.task_calls, budget.task_seconds),
    )


def choose_reasoner(
    settings: BatchSettings,
    inputs: Inputs,
    journal: Journal,
    run_id: str,
    minds: Minds,
    clock: Clock,
    before: Spent,
) -> Thinking:
    """Return the reasoner asked for. `before` is what earlier processes of the run spent."""
    endpoint = minds.endpoint
    if endpoint is None or settings.reasoner == "symbolic":
        line = NO_MODEL if endpoint is None else "planning and answering symbolically"
        line += "; --price is not used" if settings.budget.price is not None else ""
        return Thinking(journaled(minds.symbolic, journal, run_id), line)
    from reasoners.budget import Budget as ThinkingBudget
    from reasoners.fallback import certain_first, with_fallback
    from reasoners.model import build_model_reasoner
    from reasoners.modeling.kept_replies import KeptInJournal, NothingKept
    from reasoners.reserving import reserving

    run_caps, task_caps = caps_of(settings.budget)
    budget = ThinkingBudget(
        clock,
        run=run_caps,
        task=task_caps,
        price=minds.price,
        tasks=len(inputs.tasks),
        before=before,
    )
    prompts = [task.prompt for task in inputs.tasks]
    repeated = len(set(prompts)) < len(prompts)
    kept = KeptInJournal(journal, run_id) if repeated else NothingKept()
    model = build_model_reasoner(endpoint, budget, clock, kept, reserving(journal, run_id))
    mixed = certain_first if settings.reasoner == "auto" else with_fallback
    line = f"planning with {endpoint.model} at {endpoint.base_url}"
    reasoner = journaled(mixed(model, minds.symbolic), journal, run_id)
    return Thinking(reasoner, line, budget.finished)


def symbolic_reasoner(settings: BatchSettings, tools: tuple[Tool, ...]) -> Reasoner:
    """Build the reasoner that needs no model; it may use every tool of the catalog."""
    from reasoners.symbolic import build_symbolic_reasoner

    return build_symbolic_reasoner(settings.embeddings, tools)
