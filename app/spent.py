"""What earlier processes of a run spent on thinking, as the journal has it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from app.result_entry import usage_of
from app.task_result import RESULT
from checkpoints.journal import SqliteJournal
from core.action import AttemptRecord, Usage
from reasoners.budget import Spent

CUT_OFF_S: Final = 60.0  # longest that a call which a crash cut off is taken to have lasted
_Worker: TypeAlias = tuple[str, int]  # a task ("" for all of them) and the number of a process


def spent_before(journal: SqliteJournal, now: float) -> Spent:
    """Add up the usage of thoughts, and the time that each process worked from its first model
    call on. A thought that a crash cut off counts at its reserve, and until `now`."""
    usage: dict[str, Usage] = {}
    finished = set()
    time = _Time(now)
    for task_id in journal.task_ids():
        records = journal.history(task_id)
        journal.forget(task_id)
        usage[task_id] = sum(map(usage_of, records), Usage())
        if any(record.attempt.action.slot == RESULT for record in records):
            finished.add(task_id)
        for record in records:
            time.add(task_id, record)
    return Spent(usage, time.seconds(), frozenset(finished))


@dataclass
class _Time:
    """When each process began to ask a model, and its last sign of life."""

    now: float
    began: dict[_Worker, float] = field(default_factory=dict)
    last: defaultdict[_Worker, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, task_id: str, record: AttemptRecord) -> None:
        asks = bool(usage_of(record).model_calls)
        sign = record.ended_at
        if sign is None:
            longest = min(self.now, record.started_at + CUT_OFF_S)
            sign = longest if asks else record.started_at
        for worker in ((task_id, record.process), ("", record.process)):
            if asks:
                began = self.began.get(worker, record.started_at)
                self.began[worker] = min(began, record.started_at)
            self.last[worker] = max(self.last[worker], sign)

    def seconds(self) -> dict[str, float]:
        worked: defaultdict[str, float] = defaultdict(float)
        for worker, began in self.began.items():
            worked[worker[0]] += max(0.0, self.last[worker] - began)
        return dict(worked)
