"""Asks a question until there is a usable reply, within the budget: the one layer that retries."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import replace

from core.action import Usage
from core.errors import BudgetSpent, ModelError, ModelUnavailable
from core.json_values import Json
from core.seams import Clock
from reasoners.budget import Budget
from reasoners.modeling.dialect import Dialect, Manner
from reasoners.modeling.endpoint import Endpoint, Question, longest_completion, wire_of
from reasoners.modeling.judging import Trouble, judged
from reasoners.modeling.refusals import explanation, retry_after
from reasoners.modeling.reply import Reply, Unusable, value_of

ATTEMPTS = 4
REPLIES = 2
FIRST_WAIT_S = 0.5
LONGEST_BACKOFF_S = 8.0
ROOM_AFTER_A_CUT = 4
SILENT_QUESTIONS = 3  # after so many in a row without any answer the endpoint is left alone


class ModelClient:
    """Puts questions to one endpoint. Raises ModelUnavailable or BudgetSpent, each with its cost.

    What is final is remembered: a refused key is sent once and not once per task.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        budget: Budget,
        clock: Clock,
        *,
        secret: str = "",
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._endpoint, self._budget, self._clock = endpoint, budget, clock
        self._secret, self._jitter = secret, jitter
        self._dialect = Dialect()
        self._gone = ""
        self._silent = 0
        self._lock = threading.Lock()

    def ask(self, question: Question) -> tuple[Json, Usage]:
        """Return a value of the question's schema, and what all attempts at it cost."""
        bill = Bill()
        try:
            return self._value(question, bill), bill.total
        except ModelError as problem:
            problem.usage = bill.total
            raise

    def _value(self, question: Question, bill: Bill) -> Json:
        for replies_left in reversed(range(REPLIES)):
            manner, reply = self._reply(question, bill)
            try:
                if isinstance(reply, Unusable):
                    raise reply
                return value_of(reply, question.schema, question.problem)
            except Unusable as problem:
                if problem.hopeless or not replies_left:
                    raise ModelUnavailable(f"no usable reply: {problem.why}") from None
                question = self._asked_again(question, problem, manner)
        raise AssertionError("the loop returns or raises")

    def _asked_again(self, question: Question, problem: Unusable, manner: Manner) -> Question:
        if problem.unstructured:
            self._dialect.step_down(manner)
        room = ROOM_AFTER_A_CUT if problem.cut else 1
        note = f"\nYour last reply could not be used: {problem.why}. Reply again."
        return replace(question, user=question.user + note, limit=question.limit * room)

    def _reply(self, question: Question, bill: Bill) -> tuple[Manner, Reply | Unusable]:
        """Wait out passing troubles and give up refused manners until something is said."""
        attempts = 0
        while True:
            if self._gone:
                raise ModelUnavailable(self._gone, final=True)
            manner = self._dialect.manner
            result = self._attempt(question, manner, bill)
            if not isinstance(result, Trouble):
                self._silent = 0
                return manner, result
            if result.kind == "manner" and self._dialect.learn(manner, result.words):
                continue
            attempts += 1
            self._check_worth_waiting(result, attempts)
            self._wait(result, attempts, self._budget.seconds_left(question.task_id))

    def _attempt(
        self, question: Question, manner: Manner, bill: Bill
    ) -> Reply | Unusable | Trouble:
        wire = wire_of(question, manner)
        most = cost = self._most(question, manner)
        self._budget.reserve(question.task_id, most)
        try:
            question.reserve(bill.total + most)
            exchange = self._endpoint.send(wire, self._budget.seconds_left(question.task_id))
            result = judged(exchange, manner.method, question.name, wire.text)
            if result.usage is not None:
                cost = self._budget.priced(result.usage)
                self._check_limit(question, manner, result.usage)
        finally:
            # Without a word on what was billed, the most it can be counts.
            self._budget.settle(question.task_id, most, cost)
            bill.add(cost if cost is not most else replace(most, estimated=True))
        return result

    def _check_limit(self, question: Question, manner: Manner, used: Usage) -> None:
        """A limit that is ignored bounds no reserve: the next call must not rely on it."""
        if manner.limit and not used.estimated and used.completion_tokens > question.limit:
            self._dialect.limit_ignored(manner)

    def _most(self, question: Question, manner: Manner) -> Usage:
        prompt_bytes = len(wire_of(question, manner).text.encode("utf-8"))
        return self._budget.most(prompt_bytes, longest_completion(question, manner))

    def _check_worth_waiting(self, trouble: Trouble, attempts: int) -> None:
        said = explanation(trouble.exchange, self._secret)
        if trouble.kind == "budget":
            self._budget.end(f"the endpoint's budget is spent ({said})")
            raise BudgetSpent(f"the endpoint's budget is spent ({said})")
        if trouble.kind == "final":
            self._gone = f"the model cannot be used ({said})"
            raise ModelUnavailable(self._gone, final=True)
        if trouble.kind != "passing":
            raise ModelUnavailable(f"the endpoint refused the question ({said})")
        if attempts >= (1 if self._silent else ATTEMPTS):
            raise self._given_up(said)

    def _given_up(self, said: str) -> ModelUnavailable:
        with self._lock:
            self._silent += 1
            if self._silent >= SILENT_QUESTIONS:
                self._gone = f"the model does not answer ({said})"
        return ModelUnavailable(f"the model does not answer ({said})", final=bool(self._gone))

    def _wait(self, trouble: Trouble, attempts: int, left_s: float) -> None:
        """Full jitter, and never less than the endpoint asked for, but for a cap on seconds."""
        longest = min(LONGEST_BACKOFF_S, FIRST_WAIT_S * 2**attempts)
        asked = retry_after(trouble.exchange, self._clock.now()) or 0.0
        self._clock.sleep(min(left_s, asked + self._jitter() * longest))


class Bill:
    """Adds up what the attempts at one question cost."""

    def __init__(self) -> None:
        self.total = Usage()

    def add(self, cost: Usage) -> None:
        self.total += cost
