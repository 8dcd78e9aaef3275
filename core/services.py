"""Everything the nodes need, bound once when the graph is built."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.retry_budget import RetryBudget
from core.seams import Catalog, Clock, Journal, Reasoner, ToolAdapter


@dataclass(frozen=True)
class Limits:
    """The agent's own caps per task. Reaching one ends in `finalize` with what is known.

    `calls` counts dispatched calls, retries included; `rounds` passes through select_tool;
    `attempts` tries per action; `plans` plans carried out; `replans` those of them made because
    a call failed; `proposals` tries at one plan that passes the catalog's check (after two a
    composed reasoner asks somebody else); `seconds` the time worked on a task; `for_each` items
    of one step.
    """

    calls: int = 40
    rounds: int = 60
    attempts: int = 5
    plans: int = 8
    replans: int = 2
    proposals: int = 3
    seconds: float = 600.0
    for_each: int = 50


@dataclass(frozen=True)
class Services:
    """The seams, the run's id and the caps. `tools` is the dispatcher with its wrappers.

    `retries` is what the tasks of the run may spend on retries together.
    """

    run_id: str
    catalog: Catalog
    reasoner: Reasoner
    tools: ToolAdapter
    journal: Journal
    clock: Clock
    limits: Limits = field(default_factory=Limits)
    retries: RetryBudget = field(default_factory=RetryBudget)
