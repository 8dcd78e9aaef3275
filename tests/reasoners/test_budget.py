"""A cap is never overrun, and a hard task cannot starve the others."""

from __future__ import annotations

import threading

import pytest

from core.action import Usage
from core.clock import ManualClock
from core.errors import BudgetSpent, InputError
from reasoners.budget import Budget, Caps, Spent
from reasoners.prices import FlatPrice, TablePrice, price_for

ONE = Usage(prompt_tokens=60, completion_tokens=40, usd=0.5, model_calls=1)
CAPS = {
    "usd": Caps(usd=1.0),
    "tokens": Caps(tokens=200),
    "calls": Caps(calls=2),
}


def spend(budget: Budget, task_id: str, most: Usage = ONE, used: Usage | None = None) -> None:
    budget.reserve(task_id, most)
    budget.settle(task_id, most, most if used is None else used)


@pytest.mark.parametrize("caps", CAPS.values(), ids=CAPS)
def test_a_call_that_could_overrun_the_runs_cap_is_refused(caps: Caps) -> None:
    budget = Budget(ManualClock(), run=caps, price=FlatPrice(1, 1))
    spend(budget, "a")
    spend(budget, "b")
    with pytest.raises(BudgetSpent, match="the run's cap"):
        budget.reserve("c", ONE)
    assert budget.spent == ONE + ONE


@pytest.mark.parametrize("caps", CAPS.values(), ids=CAPS)
def test_a_tasks_cap_stops_that_task_alone(caps: Caps) -> None:
    budget = Budget(ManualClock(), task=caps, price=FlatPrice(1, 1))
    spend(budget, "a")
    spend(budget, "a")
    with pytest.raises(BudgetSpent, match="the task's cap"):
        budget.reserve("a", ONE)
    spend(budget, "b")


def test_what_a_call_did_not_use_is_there_for_the_next() -> None:
    budget = Budget(ManualClock(), run=Caps(tokens=140))
    for number in range(5):
        spend(budget, f"t{number}", used=Usage(5, 0, 5, model_calls=1))
    assert budget.spent.tokens == 50


def test_what_earlier_processes_spent_counts() -> None:
    budget = Budget(ManualClock(), run=Caps(tokens=199), before=Spent({"b": ONE}))
    with pytest.raises(BudgetSpent):
        budget.reserve("a", ONE)


def test_what_earlier_processes_spent_on_a_task_counts_against_its_own_cap() -> None:
    budget = Budget(ManualClock(), task=Caps(tokens=199), before=Spent({"a": ONE}))
    with pytest.raises(BudgetSpent, match="the task's cap"):
        budget.reserve("a", ONE)
    budget.reserve("b", ONE)


def test_calls_side_by_side_never_overrun_a_cap_and_wait_for_what_comes_back() -> None:
    budget = Budget(ManualClock(), run=Caps(tokens=250), tasks=40)
    seen: list[int] = []
    refused: list[str] = []

    def work(task_id: str) -> None:
        try:
            budget.reserve(task_id, ONE)
        except BudgetSpent:
            refused.append(task_id)
            return
        seen.append(budget.spent.tokens)
        budget.settle(task_id, ONE, Usage(6, 0, 4, model_calls=1))

    threads = [threading.Thread(target=work, args=(f"t{number}",)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert budget.spent.tokens <= 250
    assert max(seen) <= 150
    # While at most 150 are settled another call of 100 fits: 16 calls of 10, none fewer.
    assert (len(seen), len(refused)) == (16, 24)


def test_a_hard_task_is_held_to_its_share_until_others_have_finished() -> None:
    budget = Budget(ManualClock(), run=Caps(tokens=1000), tasks=4)
    spend(budget, "hard")
    spend(budget, "hard")
    with pytest.raises(BudgetSpent, match="fair share"):
        budget.reserve("hard", ONE)
    for other in ("a", "b", "c"):
        spend(budget, other)
        spend(budget, other)
        budget.finished(other)
    spend(budget, "hard")
    spend(budget, "hard")
    assert budget.spent.tokens == 1000


def test_the_first_call_of_a_task_needs_only_what_is_left() -> None:
    budget = Budget(ManualClock(), run=Caps(tokens=400), tasks=1000)
    spend(budget, "a")
    with pytest.raises(BudgetSpent):
        budget.reserve("a", ONE)
    spend(budget, "b")


def test_a_refusal_that_costs_nothing_is_not_the_first_call() -> None:
    budget = Budget(ManualClock(), run=Caps(tokens=400), tasks=1000)
    for _ in range(5):
        spend(budget, "a", used=Usage(model_calls=1))
    spend(budget, "a")
    with pytest.raises(BudgetSpent, match="fair share"):
        budget.reserve("a", ONE)


def test_requests_that_cost_nothing_take_no_more_than_a_share_of_the_calls() -> None:
    budget = Budget(ManualClock(), run=Caps(calls=8), tasks=4)
    for _ in range(2):
        spend(budget, "unlucky", used=Usage(model_calls=1))
    with pytest.raises(BudgetSpent, match="fair share"):
        budget.reserve("unlucky", ONE)
    for other in ("a", "b", "c"):
        spend(budget, other)
        spend(budget, other)


def test_ten_calls_for_ten_tasks_are_one_for_each() -> None:
    budget = Budget(ManualClock(), run=Caps(calls=10), tasks=10)
    for number in range(10):
        spend(budget, f"t{number}")
        with pytest.raises(BudgetSpent, match="fair share|6 model calls|is reached"):
            budget.reserve(f"t{number}", ONE)
        budget.finished(f"t{number}")


def test_what_is_left_of_the_seconds_is_known_before_a_call() -> None:
    clock = ManualClock()
    budget = Budget(clock, run=Caps(seconds=10), task=Caps(seconds=5))
    assert budget.seconds_left("a") == 5
    clock.advance(7)
    assert (budget.seconds_left("a"), budget.seconds_left("b")) == (0, 3)
    assert Budget(clock).seconds_left("a") == float("inf")


def test_time_for_thinking_ends() -> None:
    clock = ManualClock()
    budget = Budget(clock, run=Caps(seconds=10), task=Caps(seconds=5))
    spend(budget, "a")
    clock.advance(5)
    with pytest.raises(BudgetSpent, match="5 s"):
        budget.reserve("a", ONE)
    spend(budget, "b")
    clock.advance(5)
    with pytest.raises(BudgetSpent, match="10 s"):
        budget.reserve("c", ONE)


def test_time_that_earlier_processes_thought_counts() -> None:
    clock = ManualClock()
    before = Spent(seconds={"": 12.0, "a": 8.0})
    budget = Budget(clock, run=Caps(seconds=20), task=Caps(seconds=10), before=before)
    spend(budget, "a")
    spend(budget, "b")
    clock.advance(2)
    with pytest.raises(BudgetSpent, match="the task's cap of 10 s"):
        budget.reserve("a", ONE)
    spend(budget, "b")
    clock.advance(6)
    with pytest.raises(BudgetSpent, match="the run's cap of 20 s"):
        budget.reserve("b", ONE)


def test_after_a_resume_the_share_is_of_what_is_left_for_the_tasks_that_are_left() -> None:
    before = Spent({"a": ONE, "b": ONE}, finished=frozenset({"a", "b"}))
    budget = Budget(ManualClock(), run=Caps(tokens=1000), tasks=4, before=before)
    for _ in range(4):
        spend(budget, "hard")
    with pytest.raises(BudgetSpent, match="fair share"):
        budget.reserve("hard", ONE)


def test_what_an_unfinished_task_spent_before_a_resume_counts_against_its_share() -> None:
    before = Spent({"hard": ONE + ONE + ONE})
    budget = Budget(ManualClock(), run=Caps(tokens=1000), tasks=2, before=before)
    spend(budget, "hard")
    spend(budget, "hard")
    with pytest.raises(BudgetSpent, match="fair share"):
        budget.reserve("hard", ONE)


def test_what_a_task_asked_before_a_resume_leaves_it_no_further_free_call() -> None:
    before = Spent({"hard": ONE + ONE})
    budget = Budget(ManualClock(), run=Caps(tokens=1000), tasks=5, before=before)
    with pytest.raises(BudgetSpent, match="fair share"):
        budget.reserve("hard", ONE)
    budget.reserve("easy", ONE)


def test_however_much_hard_tasks_want_every_other_still_gets_its_two_calls() -> None:
    budget = Budget(ManualClock(), run=Caps(tokens=2000), tasks=10)
    for hard in ("h1", "h2", "h3"):
        with pytest.raises(BudgetSpent):
            for _ in range(100):
                spend(budget, hard)
    for number in range(7):
        spend(budget, f"t{number}")
        spend(budget, f"t{number}")
        budget.finished(f"t{number}")
    assert budget.spent.tokens == 2000


def test_after_the_endpoint_says_spent_nobody_waits_or_calls() -> None:
    budget = Budget(ManualClock())
    budget.end("402")
    with pytest.raises(BudgetSpent, match="402"):
        budget.reserve("a", ONE)


MONEY = Caps(usd=3.0)


@pytest.mark.parametrize(
    ("flag", "run", "task"), [("--max-usd", MONEY, Caps()), ("--max-usd-per-task", Caps(), MONEY)]
)
def test_a_cap_on_money_needs_a_price(flag: str, run: Caps, task: Caps) -> None:
    with pytest.raises(InputError, match=f"{flag} needs .*--price"):
        Budget(ManualClock(), run=run, task=task, price=price_for("nobody-knows-this", None))


def test_the_most_a_call_can_cost_counts_a_token_for_every_byte() -> None:
    budget = Budget(ManualClock(), price=FlatPrice(1.0, 10.0))
    most = budget.most(1_000_000, 100_000)
    assert (most.usd, most.tokens, most.model_calls) == (2.0, 1_100_000, 1)


@pytest.mark.parametrize("model", ["gpt-4o-mini", "openai/gpt-4o-mini", "gpt-4o-mini-2024-07-18"])
def test_published_prices_are_found_under_the_usual_names(model: str) -> None:
    price = price_for(model, None)
    assert isinstance(price, TablePrice)
    assert price.cost(1_000_000, 0, 0) == pytest.approx(0.15)
    assert price.cost(1_000_000, 1_000_000, 1_000_000) == pytest.approx(0.675)


def test_a_given_price_wins() -> None:
    assert price_for("gpt-4o-mini", "1.5, 2") == FlatPrice(1.5, 2.0)


@pytest.mark.parametrize("given", ["", "1", "1,2,3", "a,b", "-1,2", "nan,1", "inf,1"])
def test_a_price_that_is_none_is_named(given: str) -> None:
    with pytest.raises(InputError, match="--price"):
        price_for("gpt-4o-mini", given)
