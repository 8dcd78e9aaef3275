"""No thought is paid for twice, through the real journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from checkpoints.journal import SqliteJournal
from checkpoints.opening import create_store, open_store
from checkpoints.store import Store
from core.clock import ManualClock
from core.errors import BudgetSpent, ModelUnavailable
from core.plan import Plan
from reasoners.fallback import certain_first, with_fallback
from reasoners.journaled import journaled
from reasoners.reserving import reserving
from tests.reasoners.asking import answer_request, plan_request, repair_request, seen
from tests.reasoners.thinkers import COST, MOST, Thinker

PLAN: Plan = {"steps": [], "answer_needs": ["s1.plan"], "by": "model"}


def asking(plans: list[Any], journal: SqliteJournal) -> Thinker:
    """A model that notes in the journal what a thought can cost."""
    return Thinker(reserving=reserving(journal, "run"), plan=plans)


@pytest.fixture
def reopened(tmp_path: Path) -> Iterator[Callable[[], SqliteJournal]]:
    """The journal of one run, opened anew each time, as after a crash."""
    stores: list[Store] = []

    def open_again() -> SqliteJournal:
        for store in stores:
            store.close()
        stores[:] = [open_store(tmp_path) if stores else create_store(tmp_path)]
        return SqliteJournal(stores[0], "run", ManualClock())

    yield open_again
    for store in stores:
        store.close()


def test_recorded_thoughts_are_given_again_without_asking(
    reopened: Callable[[], SqliteJournal],
) -> None:
    model = Thinker(plan=[PLAN], repair=[{"amount": 1}], answer=["done"])
    first = journaled(model, reopened(), "run")
    requests = plan_request(), repair_request({}, "no"), answer_request()
    thoughts = first.plan(requests[0]), first.repair(requests[1]), first.answer(requests[2])
    again = journaled(Thinker(), reopened(), "run")
    assert again.plan(requests[0]) == thoughts[0]
    assert again.repair(requests[1]) == thoughts[1]
    assert again.answer(requests[2]) == thoughts[2]


def test_a_model_call_has_an_intent_with_its_reserve_and_a_symbolic_thought_none(
    reopened: Callable[[], SqliteJournal],
) -> None:
    journal = reopened()
    sure: Plan = {**PLAN, "by": "symbolic", "confidence": 1.0}
    unsure: Plan = {**sure, "confidence": 0.1}
    symbolic = Thinker("symbolic", plan=[unsure], answer=["x"])
    mixed = certain_first(asking([PLAN], journal), symbolic)
    reasoner = journaled(mixed, journal, "run")
    reasoner.plan(plan_request())
    reasoner.answer(answer_request(sure))
    planned, answered = journal.history("t1")
    assert (planned.attempt.reserved, answered.attempt.reserved.tokens) == (MOST, 0)
    assert planned.outcome is not None and planned.outcome.usage == COST
    assert answered.outcome is not None and answered.outcome.usage.tokens == 0


def test_a_call_cut_off_by_a_crash_counts_at_its_reserve_and_is_asked_again(
    reopened: Callable[[], SqliteJournal],
) -> None:
    class Killed(BaseException):
        pass

    with pytest.raises(Killed):
        journal = reopened()
        journaled(asking([Killed()], journal), journal, "run").plan(plan_request())
    journal = reopened()
    model = asking([PLAN], journal)
    assert journaled(model, journal, "run").plan(plan_request()).value == PLAN
    cut, done = journal.history("t1")
    assert (cut.outcome, cut.attempt.reserved, cut.attempt.number) == (None, MOST, 1)
    assert done.attempt.number == 2


def test_what_a_failed_call_cost_is_recorded(reopened: Callable[[], SqliteJournal]) -> None:
    journal = reopened()
    model = Thinker(plan=[ModelUnavailable("no usable reply", usage=COST), PLAN])
    reasoner = journaled(model, journal, "run")
    with pytest.raises(ModelUnavailable):
        reasoner.plan(plan_request())
    reasoner.plan(plan_request())
    assert [record.outcome.usage for record in journal.history("t1") if record.outcome] == [
        COST,
        COST,
    ]


def test_a_thought_that_changed_hands_says_why_in_the_record(
    reopened: Callable[[], SqliteJournal],
) -> None:
    journal = reopened()
    model = Thinker(plan=[BudgetSpent("the run's cap of 3 USD", usage=COST)])
    symbolic = Thinker("symbolic", plan=[PLAN])
    reasoner = with_fallback(model, symbolic)
    journaled(reasoner, journal, "run").plan(plan_request())
    (record,) = journal.history("t1")
    assert record.outcome is not None
    assert record.outcome.message == "budget spent: the run's cap of 3 USD"
    assert record.outcome.usage == COST


def test_an_answer_about_something_else_is_another_answer(
    reopened: Callable[[], SqliteJournal],
) -> None:
    reasoner = journaled(Thinker(answer=["undecided", "done"]), reopened(), "run")
    before = answer_request(notes=("The refund could not be confirmed.",))
    after = answer_request(observations={"s1": seen({"plan": "pro"})})
    assert reasoner.answer(before).value == "undecided"
    assert reasoner.answer(after).value == "done"
    again = journaled(Thinker(), reopened(), "run")
    assert again.answer(after).value == "done"
    assert again.answer(before).value == "undecided"
