"""What the batch command was asked for, parsed once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

ReasonerChoice: TypeAlias = Literal["auto", "model", "symbolic"]
CheckpointChoice: TypeAlias = Literal["step", "end"]
ApprovalChoice: TypeAlias = Literal["none", "writes"]


@dataclass(frozen=True)
class Budget:
    """Caps on thinking, of the whole run and of each task; None means no cap. `calls` are model
    calls; `seconds` are those worked from the first model call on, in every process of the run."""

    tokens: int | None = None
    usd: float | None = None
    calls: int | None = None
    seconds: float | None = None
    task_tokens: int | None = None
    task_usd: float | None = None
    task_calls: int | None = None
    task_seconds: float | None = None
    price: str | None = None


@dataclass(frozen=True)
class BatchSettings:
    """One batch command. Paths as given; `only` names the tasks selected, empty for all."""

    tasks: Path
    tools: Path
    output: Path
    bindings: Path | None = None
    run_dir: Path = Path("runs")
    concurrency: int = 8
    model: str | None = None
    reasoner: ReasonerChoice = "auto"
    embeddings: str | None = None
    budget: Budget = Budget()
    max_calls_per_task: int = 40
    only: tuple[str, ...] = ()
    fresh: bool = False
    stream: bool = False
    strict: bool = False
    quiet: bool = False
    history: bool = False
    checkpoints: CheckpointChoice = "step"
    approve: ApprovalChoice = "none"
