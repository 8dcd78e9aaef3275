"""What one task has asked, another one of the run need not ask, in whatever process."""

from __future__ import annotations

from dataclasses import replace

from checkpoints.memory import MemoryJournal
from core.action import Usage
from core.clock import ManualClock
from core.errors import ModelUnavailable
from core.json_values import Json
from reasoners.modeling.endpoint import Question
from reasoners.modeling.kept_replies import KeptInJournal, NothingKept
from reasoners.modeling.once import AskedOnce

QUESTION = Question("t1", "plan", {}, "Plan.", "Refund O-1.", 100)
OTHER = replace(QUESTION, user="Refund O-2.")
COST = Usage(prompt_tokens=10, model_calls=1)


class Endpoint:
    """Numbers its replies; fails while `problem` is set."""

    def __init__(self) -> None:
        self.asked, self.problem = 0, False

    def ask(self, question: Question) -> tuple[Json, Usage]:
        self.asked += 1
        if self.problem:
            raise ModelUnavailable("no reply")
        return {"reply": self.asked}, COST


def test_a_later_process_takes_the_reply_that_an_earlier_one_paid_for() -> None:
    journal, endpoint = MemoryJournal(ManualClock()), Endpoint()
    first = AskedOnce(endpoint, KeptInJournal(journal, "run"))
    assert first.ask(QUESTION) == ({"reply": 1}, COST)
    journal.restart()
    second = AskedOnce(endpoint, KeptInJournal(journal, "run"))
    assert second.ask(QUESTION) == ({"reply": 1}, Usage())
    assert second.ask(OTHER) == ({"reply": 2}, COST)


def test_a_failure_is_not_kept() -> None:
    journal, endpoint = MemoryJournal(ManualClock()), Endpoint()
    endpoint.problem = True
    first = AskedOnce(endpoint, KeptInJournal(journal, "run"))
    try:
        first.ask(QUESTION)
    except ModelUnavailable:
        endpoint.problem = False
    assert first.ask(QUESTION) == ({"reply": 2}, COST)


def test_where_nothing_is_kept_another_process_asks_again() -> None:
    endpoint = Endpoint()
    for _ in range(2):
        AskedOnce(endpoint, NothingKept()).ask(QUESTION)
    assert endpoint.asked == 2
