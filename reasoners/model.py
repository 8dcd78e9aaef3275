"""The model as a reasoner: one call for a plan, one for the words of the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from core.functions import FUNCTIONS, FunctionSpec
from core.json_values import Args, Json
from core.plain_words import plain_words
from core.plan import Plan
from core.seams import Clock
from core.thought import AnswerRequest, PlanRequest, RepairRequest, Thought
from reasoners.answer_template import filled_template
from reasoners.budget import Budget
from reasoners.journaled import Request
from reasoners.modeling.client import ModelClient
from reasoners.modeling.endpoint import Question, connect
from reasoners.modeling.kept_replies import KeptReplies
from reasoners.modeling.once import AskedOnce, Asks
from reasoners.modeling.prompting import answer_question, plan_question, repair_question
from reasoners.modeling.settings import ModelSettings
from reasoners.modeling.signatures import function_signatures
from reasoners.modeling.wire_plan import args_from, plan_from
from reasoners.reserving import Reserving


class ModelReasoner:
    """Asks a chat model, which may plan with the tools of a request and with `functions`.

    `reserving` gives each thought what is told, before each request, the most it can cost by then.
    Raises ModelUnavailable or BudgetSpent, each carrying what was spent all the same.
    """

    def __init__(
        self,
        client: Asks,
        functions: Mapping[str, FunctionSpec],
        reserving: Reserving,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self._client, self._functions, self._reserving = client, functions, reserving
        self.close = close

    def plan(self, request: PlanRequest) -> Thought[Plan]:
        names = frozenset(self._functions)
        tools = (*request.tools, *request.others)
        return self._thought(request, lambda value: plan_from(value, tools, names))

    def repair(self, request: RepairRequest) -> Thought[Args | None]:
        return self._thought(request, lambda value: _repaired(value, request))

    def answer(self, request: AnswerRequest) -> Thought[str]:
        ready = filled_template(request)
        if ready is not None:
            return Thought(ready, "model")
        return self._thought(request, lambda value: _answered(value, request))

    def _thought(self, request: Request, read: Callable[[Json], Any]) -> Thought[Any]:
        question = replace(
            self._question(request),
            problem=lambda value: _problem(read, value),
            reserve=self._reserving(request),
        )
        value, usage = self._client.ask(question)
        return Thought(read(value), "model", usage)

    def _question(self, request: Request) -> Question:
        if isinstance(request, PlanRequest):
            return plan_question(request, function_signatures(self._functions))
        if isinstance(request, RepairRequest):
            return repair_question(request)
        return answer_question(request)


def build_model_reasoner(
    settings: ModelSettings,
    budget: Budget,
    clock: Clock,
    kept: KeptReplies,
    reserving: Reserving,
) -> ModelReasoner:
    """Connect to the endpoint. Slow (seconds): the client library is loaded here."""
    endpoint = connect(settings)
    client = ModelClient(endpoint, budget, clock, secret=settings.api_key)
    return ModelReasoner(AskedOnce(client, kept), FUNCTIONS, reserving, endpoint.close)


def _problem(read: Callable[[Json], Any], value: Json) -> str:
    try:
        read(value)
    except ValueError as problem:
        return str(problem)
    return ""


def _repaired(value: Json, request: RepairRequest) -> Args | None:
    given = cast("Mapping[str, Any]", value)["args"]
    return None if given is None else args_from(given, request.tool.arguments, "the call")


def _answered(value: Json, request: AnswerRequest) -> str:
    answer = plain_words(str(cast("Mapping[str, Any]", value)["answer"]), request.task.prompt)
    if not answer:
        raise ValueError("the answer is empty")
    return answer
