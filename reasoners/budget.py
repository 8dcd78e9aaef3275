"""What thinking may cost. A cap is checked before a call against the most the call can cost.

Each call reserves that much and settles what it really cost, so that calls side by side cannot
overrun a cap together. A task's first request, and its first one that is billed, need only fit what
is left of the run; a further one must also fit the task's fair share of it, so that a hard task
cannot starve the others.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf

from core.action import Usage
from core.errors import BudgetSpent, InputError
from core.seams import Clock
from reasoners.prices import Price


@dataclass(frozen=True)
class Caps:
    """The most that may be spent; None means no cap. `calls` are requests, retries included."""

    usd: float | None = None
    tokens: int | None = None
    calls: int | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Spent:
    """What earlier processes of the run spent: by task what its thoughts cost, and the seconds of
    working from its first model call on ("" for the run); and which tasks have a result."""

    usage: Mapping[str, Usage] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    finished: frozenset[str] = frozenset()


def check_price(run: Caps, task: Caps, price: Price | None, model: str = "the model") -> None:
    """Raise InputError, naming the flag, where money is capped and a call's price is not known."""
    capped = {"--max-usd": run.usd, "--max-usd-per-task": task.usd}
    flag = next((flag for flag, cap in capped.items() if cap is not None), "")
    if flag and price is None:
        raise InputError(
            f"{flag} needs the price of {model}, which is not known: "
            "give it with --price INPUT,OUTPUT (USD per million tokens)"
        )


class Budget:
    """Spending of one run of so many tasks, shared by all its threads.

    Raises InputError where money is capped and the model's price is unknown.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        run: Caps | None = None,
        task: Caps | None = None,
        price: Price | None = None,
        tasks: int = 1,
        before: Spent | None = None,
    ) -> None:
        self._run, self._task = run or Caps(), task or Caps()
        check_price(self._run, self._task, price)
        self._price, self._clock = price, clock
        self._before = before or Spent()
        self._spent = sum(self._before.usage.values(), Usage())
        self._held = Usage()
        self._by_task: defaultdict[str, Usage] = defaultdict(Usage)
        self._held_by_task: defaultdict[str, Usage] = defaultdict(Usage)
        self._started: dict[str, float] = {}
        self._finished = set(self._before.finished)
        self._finished_spent = sum(map(self._spent_by, self._finished), Usage())
        self._unfinished = max(1, tasks - len(self._finished))
        self._ended = ""
        self._changed = threading.Condition()

    @property
    def spent(self) -> Usage:
        """Everything settled so far, earlier processes included."""
        return self._spent

    def most(self, prompt_bytes: int, completion_tokens: int) -> Usage:
        """Return the most one call can cost: no token is shorter than one byte."""
        return self.priced(Usage(prompt_bytes, 0, completion_tokens, model_calls=1))

    def priced(self, usage: Usage) -> Usage:
        """Return the usage with its cost in USD, 0 where the price is unknown."""
        if self._price is None:
            return usage
        usd = self._price.cost(usage.prompt_tokens, usage.cached_tokens, usage.completion_tokens)
        return Usage(
            usage.prompt_tokens,
            usage.cached_tokens,
            usage.completion_tokens,
            usd,
            usage.model_calls,
            usage.estimated,
        )

    def reserve(self, task_id: str, most: Usage) -> None:
        """Set aside what a call can cost. Raises BudgetSpent, naming the cap that is in the way.

        Waits while only calls in flight are in the way: what they give back may be enough.
        """
        with self._changed:
            while True:
                problem = self._obstacle(task_id, most, Usage())
                if problem:
                    raise BudgetSpent(problem)
                if not self._obstacle(task_id, most, self._held):
                    break
                self._changed.wait()
            self._held += most
            self._held_by_task[task_id] += most

    def settle(self, task_id: str, most: Usage, used: Usage) -> None:
        """Replace what was set aside by what the call really cost."""
        with self._changed:
            self._held = _less(self._held, most)
            self._held_by_task[task_id] = _less(self._held_by_task[task_id], most)
            self._spent += used
            self._by_task[task_id] += used
            if task_id in self._finished:
                self._finished_spent += used
            self._changed.notify_all()

    def finished(self, task_id: str) -> None:
        """Give what a task did not use to the others."""
        with self._changed:
            if task_id not in self._finished:
                self._finished.add(task_id)
                self._finished_spent += self._spent_by(task_id)
                self._unfinished = max(1, self._unfinished - 1)
                self._changed.notify_all()

    def end(self, why: str) -> None:
        """Allow no further call in this run: the endpoint says that the money is spent."""
        with self._changed:
            self._ended = self._ended or why
            self._changed.notify_all()

    def _obstacle(self, task_id: str, most: Usage, held: Usage) -> str:
        return (
            self._ended
            or _over(self._run, self._spent + held + most, "the run's")
            or _over(self._task, self._spent_by(task_id) + most, "the task's")
            or self._late(task_id)
            or self._unfair(task_id, most)
        )

    def _spent_by(self, task_id: str) -> Usage:
        return self._before.usage.get(task_id, Usage()) + self._by_task[task_id]

    def _unfair(self, task_id: str, most: Usage) -> str:
        spent = self._spent_by(task_id)
        share = _share(self._run, self._finished_spent, self._unfinished)
        if not spent.tokens:  # nothing was billed yet: only its requests can be too many
            share = Caps(calls=share.calls if spent.model_calls else None)
        return _over(share, spent + most, "the task's fair share of the run's")

    def seconds_left(self, task_id: str) -> float:
        """Return how long a task may still think, infinity where no cap bounds it."""
        left = [
            cap - self._seconds(key)
            for cap, key in ((self._run.seconds, ""), (self._task.seconds, task_id))
            if cap is not None
        ]
        return max(0.0, min(left, default=inf))

    def _late(self, task_id: str) -> str:
        for name, cap, key in (
            ("the run's", self._run.seconds, ""),
            ("the task's", self._task.seconds, task_id),
        ):
            if self._seconds(key) >= (inf if cap is None else cap):
                return f"{name} cap of {cap:g} s for thinking is reached"
        return ""

    def _seconds(self, key: str) -> float:
        """The seconds that a task ("" for the run) has worked since its first call."""
        now = self._clock.monotonic()
        return self._before.seconds.get(key, 0.0) + now - self._started.setdefault(key, now)


def _over(caps: Caps, total: Usage, whose: str) -> str:
    if caps.usd is not None and total.usd > caps.usd:
        return f"{whose} cap of {caps.usd:g} USD leaves no room for another model call"
    if caps.tokens is not None and total.tokens > caps.tokens:
        return f"{whose} cap of {caps.tokens} tokens leaves no room for another model call"
    if caps.calls is not None and total.model_calls > caps.calls:
        return f"{whose} cap of {caps.calls} model calls is reached"
    return ""


def _share(run: Caps, finished: Usage, unfinished: int) -> Caps:
    return Caps(
        None if run.usd is None else (run.usd - finished.usd) / unfinished,
        None if run.tokens is None else (run.tokens - finished.tokens) // unfinished,
        None if run.calls is None else (run.calls - finished.model_calls) // unfinished,
    )


def _less(total: Usage, part: Usage) -> Usage:
    return Usage(
        total.prompt_tokens - part.prompt_tokens,
        0,
        total.completion_tokens - part.completion_tokens,
        total.usd - part.usd,
        total.model_calls - part.model_calls,
    )
