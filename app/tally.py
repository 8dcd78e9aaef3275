"""What a run has come to so far: tasks by ending, calls, retries, tokens, money."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.result_entry import is_call, usage_of
from core.action import Attempt, AttemptRecord
from core.state import Ending
from reasoners.fallback import BUDGET_SPENT


@dataclass
class Tally:
    """Counts of one run. `endings` counts tasks; `total` is how many there are; money in USD."""

    total: int
    endings: Counter[Ending] = field(default_factory=Counter)
    calls: int = 0
    retries: int = 0
    tokens: int = 0
    usd: float = 0.0
    money_ended: bool = False
    changed_world: bool = False

    def add(self, ending: Ending, history: Iterable[AttemptRecord]) -> None:
        """Count a task that ended or waits for a person."""
        self.endings[ending] += 1
        for record in history:
            if is_call(record.attempt):
                self.calls += 1
                self.retries += record.attempt.number > 1
                self.changed_world |= changes_world(record.attempt)
            usage = usage_of(record)
            self.tokens += usage.tokens
            self.usd += usage.usd
            because = record.outcome.message if record.outcome else ""
            self.money_ended |= because.startswith(BUDGET_SPENT)

    @property
    def ended(self) -> int:
        """Tasks that have a result; one that waits for a person is not among them."""
        return self.endings.total() - self.endings["undecided"]

    @property
    def shortfall(self) -> bool:
        """Whether a task is unfinished, or could not be carried out as asked."""
        lacking = self.endings["partial"] + self.endings["failed"]
        return bool(self.unfinished or lacking)

    @property
    def unfinished(self) -> int:
        """Tasks without a final result, those that wait for a person included."""
        return self.total - self.ended


def changes_world(attempt: Attempt) -> bool:
    """Whether an attempt was a write through anything but a mock."""
    return attempt.effect == "write" and not attempt.target.startswith("mock:")
