"""Who thinks when."""

from __future__ import annotations

from typing import Any

import pytest

from core.errors import BudgetSpent, ModelUnavailable
from core.plan import Plan, Step
from core.task import Task
from core.thought import Thought
from reasoners.fallback import BUDGET_SPENT, certain_first, with_fallback
from tests.reasoners.asking import answer_request, plan_request, repair_request, seen
from tests.reasoners.thinkers import COST, Thinker

SURE: Plan = {"steps": [], "answer_needs": [], "by": "symbolic", "confidence": 0.95}
UNSURE: Plan = {**SURE, "confidence": 0.4}
MODELS: Plan = {"steps": [], "answer_needs": [], "by": "model"}


@pytest.mark.parametrize("problem", [BudgetSpent("402", usage=COST), ModelUnavailable("down")])
def test_where_the_model_gives_nothing_the_symbolic_reasoner_finishes(problem: Any) -> None:
    model = Thinker(plan=[problem], repair=[problem], answer=[problem])
    symbolic = Thinker("symbolic", plan=[SURE], repair=[{"amount": 1}], answer=["so far"])
    both = with_fallback(model, symbolic)
    thoughts: list[Thought[Any]] = [
        both.plan(plan_request()),
        both.repair(repair_request({}, "no")),
        both.answer(answer_request()),
    ]
    assert [thought.by for thought in thoughts] == ["symbolic"] * 3
    assert all(str(problem) in thought.because for thought in thoughts)
    money = isinstance(problem, BudgetSpent)
    assert [thought.because.startswith(BUDGET_SPENT) for thought in thoughts] == [money] * 3
    assert [thought.usage for thought in thoughts] == [problem.usage] * 3
    assert not model.left and not symbolic.left


def test_after_two_plans_that_failed_the_check_the_symbolic_reasoner_plans() -> None:
    model = Thinker(plan=[MODELS])
    both = with_fallback(model, Thinker("symbolic", plan=[SURE, UNSURE]))
    thought = both.plan(plan_request(tries=3, feedback="unknown tool"))
    assert (thought.value, thought.usage.tokens) == (SURE, 0)
    assert "failed the check" in thought.because
    assert both.plan(plan_request(revision=2)).value == UNSURE
    other = plan_request(task=Task("t2", "ops", "Another."))
    assert both.plan(other).value == MODELS


def test_a_certain_symbolic_plan_costs_nothing() -> None:
    both = certain_first(Thinker(), Thinker("symbolic", plan=[SURE], answer=["done"]))
    assert both.plan(plan_request()).by == "symbolic"
    request = answer_request(plan=SURE, observations={"s1": seen({"plan": "pro"})})
    assert both.answer(request).by == "symbolic"


@pytest.mark.parametrize("plan", [UNSURE, {**SURE, "question": "Who?"}])
def test_an_uncertain_symbolic_plan_is_left_to_the_model(plan: Plan) -> None:
    both = certain_first(Thinker(plan=[MODELS]), Thinker("symbolic", plan=[plan]))
    assert both.plan(plan_request()).value == MODELS


def test_a_change_needs_more_certainty_than_a_look_up() -> None:
    step: Step = {"id": "s1", "tool": "refund", "args": {}}
    looks: Plan = {**SURE, "confidence": 0.65, "steps": [step]}
    changes: Plan = {**looks, "steps": [{**step, "required": True}]}
    both = certain_first(Thinker(plan=[MODELS]), Thinker("symbolic", plan=[looks, changes]))
    assert both.plan(plan_request()).value == looks
    assert both.plan(plan_request()).value == MODELS


def test_what_began_symbolically_goes_on_so_until_something_goes_wrong() -> None:
    both = certain_first(Thinker(plan=[MODELS]), Thinker("symbolic", plan=[SURE, SURE]))
    assert both.plan(plan_request()).by == "symbolic"
    assert both.plan(plan_request(revision=2)).by == "symbolic"
    assert both.plan(plan_request(revision=3, feedback="refused")).value == MODELS


def test_what_did_not_go_as_planned_is_left_to_the_model() -> None:
    both = certain_first(Thinker(plan=[MODELS], answer=["hm"]), Thinker("symbolic"))
    assert both.plan(plan_request(revision=2)).by == "model"
    request = answer_request(plan=SURE, observations={"s1": seen(None, status="broken")})
    assert both.answer(request).by == "model"


def test_the_model_repairs_only_what_the_symbolic_reasoner_cannot() -> None:
    symbolic = Thinker("symbolic", repair=[{"amount": 1}, None])
    both = certain_first(Thinker(repair=[{"amount": 2}]), symbolic)
    request = repair_request({"amount": 3}, "too much")
    assert both.repair(request).value == {"amount": 1}
    assert both.repair(request).value == {"amount": 2}
