"""The journal against a tiny model of it, with crashes and failing commits between the steps."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from checkpoints.journal import SqliteJournal
from checkpoints.opening import create_store, open_store
from core.action import Action, Attempt, InDoubt, Outcome
from core.clock import ManualClock
from core.errors import StoreError
from core.tool import Idempotency

RUN = "run"
CLASSES: tuple[Idempotency, ...] = ("key", "natural", "reconcile", "none")
ACTIONS = [Action(RUN, f"task-{n % 2}", f"1.s{n}") for n in range(4)]
OUTCOMES = [
    Outcome("done", output={"id": 1}),
    Outcome("busy", retry_after=1.0),
    Outcome("rejected", message="no"),
    Outcome("in_doubt", message="time-out"),
    Outcome("not_done", by="reconcile"),
    Outcome("given_up", by="recover"),
    Outcome("done", by="person"),
    Outcome("not_done", by="person"),
]


class FailingDisk:
    """Crash points of the store, at which the next commit fails when told to."""

    def __init__(self) -> None:
        self.fails_at = ""

    def reach(self, point: str) -> None:
        if point == self.fails_at:
            self.fails_at = ""
            raise OSError(5, "Input/output error")


@dataclass
class Model:
    """One action as the rules in the documents have it: its attempts and what became of each."""

    attempts: dict[int, Outcome | None] = field(default_factory=dict)

    def doubtful(self, number: int) -> bool:
        outcome = self.attempts[number]
        return outcome is None or outcome.kind == "in_doubt"

    def final(self) -> Outcome | None:
        ends = [self.attempts[number] for number in sorted(self.attempts)]
        return next((end for end in ends if end is not None and end.final), None)

    def standing(self) -> Outcome | int | None:
        """The final outcome, else the number of an attempt in doubt, else how the last ended."""
        if self.final() is not None:
            return self.final()
        doubts = [number for number in self.attempts if self.doubtful(number)]
        if doubts:
            return max(doubts)
        return self.attempts[max(self.attempts)] if self.attempts else None

    def may_begin(self, number: int, idempotency: Idempotency) -> bool:
        unsafe = isinstance(self.standing(), int) and idempotency in {"reconcile", "none"}
        return number not in self.attempts and self.final() is None and not unsafe

    def may_end(self, number: int, outcome: Outcome) -> bool:
        if self.attempts.get(number) == outcome:
            return True
        if outcome.by == "person":
            return isinstance(self.standing(), int)
        return number in self.attempts or outcome.by != "tool"

    def end(self, number: int, outcome: Outcome) -> None:
        known = self.attempts.get(number)
        if known is None or known.kind == "in_doubt" or (outcome.final and not known.final):
            self.attempts[number] = outcome
        if outcome.kind == "not_done" and outcome.by != "tool":
            for earlier in [n for n in self.attempts if n < number and self.doubtful(n)]:
                self.attempts[earlier] = outcome


class JournalMachine(RuleBasedStateMachine):
    """Every step that was confirmed must be there whatever happens next."""

    @initialize()
    def begin(self) -> None:
        self.folders = Path(tempfile.mkdtemp(prefix="journal-"))
        self.number = 0
        self.clock = ManualClock()
        self.disk = FailingDisk()
        self.models = {action: Model() for action in ACTIONS}
        folder = self.folders / "0"
        folder.mkdir()
        self.store = create_store(folder, self.disk)
        self.journal = SqliteJournal(self.store, RUN, self.clock)

    @rule(
        action=st.sampled_from(ACTIONS),
        number=st.integers(1, 3),
        idempotency=st.sampled_from(CLASSES),
    )
    def intend(self, action: Action, number: int, idempotency: Idempotency) -> None:
        allowed = self.models[action].may_begin(number, idempotency)
        try:
            self.journal.intend(_attempt(action, number, idempotency))
        except StoreError:
            assert not allowed
        else:
            assert allowed
            self.models[action].attempts[number] = None

    @rule(
        action=st.sampled_from(ACTIONS), number=st.integers(1, 3), outcome=st.sampled_from(OUTCOMES)
    )
    def settle(self, action: Action, number: int, outcome: Outcome) -> None:
        allowed = self.models[action].may_end(number, outcome)
        try:
            self.journal.settle(_attempt(action, number, "key"), outcome)
        except StoreError:
            assert not allowed
        else:
            assert allowed
            self.models[action].end(number, outcome)

    @rule(seconds=st.floats(0, 100))
    def time_passes(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @rule(task=st.sampled_from(["task-0", "task-1"]))
    def forget(self, task: str) -> None:
        self.journal.forget(task)

    @rule()
    def the_process_ends(self) -> None:
        folder = self.store.path.parent
        self.journal.close()
        self.store.close()
        self._open(folder)

    @rule()
    def the_process_is_killed(self) -> None:
        """What the disk holds at this moment is what the next process finds."""
        self._open(self._crash())

    @rule(action=st.sampled_from(ACTIONS), point=st.sampled_from(["before_commit", "after_commit"]))
    def a_commit_fails(self, action: Action, point: str) -> None:
        """Before the commit nothing was stored; after it the row is there, and nobody was told."""
        model = self.models[action]
        number = 1 + max(model.attempts, default=0)
        if not model.may_begin(number, "key"):
            return
        self.disk.fails_at = point
        try:
            self.journal.intend(_attempt(action, number, "key"))
        except StoreError:
            pass
        else:
            raise AssertionError("the failed commit was not reported")
        self._nothing_more_is_written(action)
        if point == "after_commit":
            model.attempts[number] = None
        self._open(self._crash())

    def _nothing_more_is_written(self, action: Action) -> None:
        try:
            self.journal.intend(_attempt(action, 99, "key"))
        except StoreError:
            return
        raise AssertionError("an intent was accepted after a failed commit")

    @invariant()
    def standing_and_history_are_those_of_the_model(self) -> None:
        for action, model in self.models.items():
            assert _told(self.journal.recall(action)) == model.standing()
        for task in ("task-0", "task-1"):
            records = self.journal.history(task)
            assert {(r.attempt.action, r.attempt.number): r.outcome for r in records} == {
                (action, number): outcome
                for action, model in self.models.items()
                if action.task_id == task
                for number, outcome in model.attempts.items()
            }

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.journal.close()
            self.store.close()
            shutil.rmtree(self.folders)

    def _crash(self) -> Path:
        self.number += 1
        image = self.folders / str(self.number)
        shutil.copytree(self.store.path.parent, image)
        self.journal.close()
        self.store.close()
        return image

    def _open(self, folder: Path) -> None:
        self.disk = FailingDisk()
        self.store = open_store(folder, crash_points=self.disk)
        self.journal = SqliteJournal(self.store, RUN, self.clock)


def _attempt(action: Action, number: int, idempotency: Idempotency) -> Attempt:
    return Attempt(action, number, "refund", {"order": "A1"}, "write", idempotency, timeout_s=30.0)


def _told(standing: Any) -> Any:
    return standing.attempt.number if isinstance(standing, InDoubt) else standing


TestJournalStates = JournalMachine.TestCase
TestJournalStates.settings = settings(
    max_examples=40,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
