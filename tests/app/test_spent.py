"""What a resume knows of the money and the time that were spent before it."""

from __future__ import annotations

from pathlib import Path

from app.spent import CUT_OFF_S, spent_before
from app.task_result import RESULT
from checkpoints.journal import SqliteJournal
from checkpoints.opening import create_store, open_store
from core.action import Action, Attempt, Outcome, Usage
from core.clock import ManualClock
from core.facts import record_fact

COST = Usage(10, 0, 5, 0.25, 1)


class Runs:
    """One run, worked on by one process after another."""

    def __init__(self, folder: Path, clock: ManualClock) -> None:
        folder.mkdir()
        self._folder, self.clock = folder, clock
        self._store = create_store(folder)
        self.journal = SqliteJournal(self._store, "run", clock)

    def resume(self) -> None:
        """Let the process die and another one take over."""
        self._store.close()
        self._store = open_store(self._folder)
        self.journal = SqliteJournal(self._store, "run", self.clock)

    def think(self, task_id: str, slot: str, seconds: float) -> None:
        """Ask the model, and hear from it."""
        attempt = self.ask(task_id, slot)
        self.clock.advance(seconds)
        self.journal.settle(attempt, Outcome("done", output="x", usage=COST))

    def ask(self, task_id: str, slot: str) -> Attempt:
        """Ask the model, and hear nothing yet."""
        attempt = Attempt(Action("run", task_id, slot), 1, "", {}, "thought", reserved=COST + COST)
        self.journal.intend(attempt)
        return attempt


def test_time_counts_from_the_first_model_call_of_each_process(tmp_path: Path) -> None:
    runs = Runs(tmp_path / "run", ManualClock())
    runs.clock.advance(100)
    runs.think("a", "plan:1.1", 3)
    runs.clock.advance(2)
    runs.think("b", "plan:1.1", 4)
    runs.clock.advance(1000)
    runs.resume()
    runs.think("b", "answer:1", 1)
    runs.resume()
    spent = spent_before(runs.journal, runs.clock.now())
    assert spent.seconds == {"a": 3, "b": 5, "": 10}
    assert spent.usage == {"a": COST, "b": COST + COST}


def test_a_call_that_a_crash_cut_off_lasted_until_the_resume_but_not_for_ever(
    tmp_path: Path,
) -> None:
    runs = Runs(tmp_path / "run", ManualClock())
    runs.ask("a", "plan:1.1")
    runs.resume()
    now = runs.clock.now()
    assert spent_before(runs.journal, now + 7).seconds == {"a": 7, "": 7}
    assert spent_before(runs.journal, now + 1e6).seconds == {"a": CUT_OFF_S, "": CUT_OFF_S}
    assert spent_before(runs.journal, now).usage == {"a": COST + COST}


def test_tasks_with_a_result_are_known(tmp_path: Path) -> None:
    runs = Runs(tmp_path / "run", ManualClock())
    runs.think("a", "plan:1.1", 1)
    runs.think("b", "plan:1.1", 1)
    record_fact(runs.journal, Action("run", "b", RESULT), "the result")
    runs.resume()
    assert spent_before(runs.journal, runs.clock.now()).finished == {"b"}
