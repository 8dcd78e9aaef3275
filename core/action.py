"""Actions, their attempts and outcomes: the words of the journal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from core.json_values import Args, Json, digest
from core.tool import Idempotency

ActionEffect: TypeAlias = Literal["read", "write", "thought", "fact"]
OutcomeKind: TypeAlias = Literal["done", "busy", "rejected", "not_done", "in_doubt", "given_up"]
Decider: TypeAlias = Literal["tool", "reconcile", "recover", "person"]

FINAL_KINDS: frozenset[OutcomeKind] = frozenset({"done", "given_up"})


@dataclass(frozen=True)
class Action:
    """One logical external call, whoever attempts it and however often.

    `slot` is given once: for a tool call the revision and id of the step that first dispatched it
    ("1.s2"), for a thought "plan:1.1" or "answer", for a fact its name. `item` is the identity of
    a for_each item (from its value, never its index). A repair of the arguments opens the next
    `generation`. `task_id` is "" for facts of the whole run.
    """

    run_id: str
    task_id: str
    slot: str
    item: str = ""
    generation: int = 1

    @property
    def key(self) -> str:
        """The idempotency key on the wire: 43 characters, never from payload or attempt."""
        return digest([self.run_id, self.task_id, self.slot, self.item, self.generation])


@dataclass(frozen=True)
class Usage:
    """What a thought cost. `estimated` marks tokens that the endpoint did not report."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    usd: float = 0.0
    model_calls: int = 0
    estimated: bool = False

    @property
    def tokens(self) -> int:
        """Prompt and completion together."""
        return self.prompt_tokens + self.completion_tokens

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.cached_tokens + other.cached_tokens,
            self.completion_tokens + other.completion_tokens,
            self.usd + other.usd,
            self.model_calls + other.model_calls,
            self.estimated or other.estimated,
        )


@dataclass(frozen=True)
class Attempt:
    """One try at an action. `number` counts from 1 within a generation; times are in seconds.

    `origin` is the revision and id of the step that asked for it ("2.s1"), which differs from
    the slot after a re-plan. `reserved` is what a model call may cost at most.
    """

    action: Action
    number: int
    tool: str
    args: Args
    effect: ActionEffect
    idempotency: Idempotency = "none"
    target: str = ""
    timeout_s: float = 0.0
    origin: str = ""
    reserved: Usage = field(default_factory=Usage)


@dataclass(frozen=True)
class Outcome:
    """What became of an attempt. Only "done" and "given_up" are final for the action.

    "busy", "rejected" and "not_done" (found out later) end an attempt that certainly changed
    nothing. `known` is False where the tool confirmed the effect but its output was unreadable.
    `by` says who established it.
    """

    kind: OutcomeKind
    output: Json = None
    known: bool = True
    message: str = ""
    status: int | None = None
    retry_after: float | None = None
    unrepairable: bool = False
    by: Decider = "tool"
    usage: Usage = field(default_factory=Usage)

    @property
    def final(self) -> bool:
        """Whether the action is settled for good."""
        return self.kind in FINAL_KINDS


@dataclass(frozen=True)
class InDoubt:
    """The latest attempt was sent and nobody knows what became of it.

    `ended_at` (seconds since the epoch) is when the attempt can last have run: for an attempt cut
    off by a crash the later of its start plus its time limit and the resume.
    """

    attempt: Attempt
    started_at: float
    ended_at: float
    message: str


@dataclass(frozen=True)
class AttemptRecord:
    """An attempt as the journal keeps it, in order of `sequence`; times in seconds since the epoch.

    `process` numbers the processes that worked on the run, from 1. `outcome` and `ended_at` are
    None while the call is open, or was cut off.
    """

    sequence: int
    process: int
    attempt: Attempt
    started_at: float
    ended_at: float | None
    outcome: Outcome | None
