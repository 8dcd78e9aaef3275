"""Works on the tasks of an open run, several at once, and keeps the results file fresh."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.inputs import Inputs
from app.open_run import BatchRun
from app.progress import Progress
from app.result_entry import ResultEntry, unfinished_entry
from app.results_file import ResultsRefresh, read_entries, write_results
from app.settings import BatchSettings
from app.stopping import RunStopped, StopRequest
from app.stream import UpdateStream
from app.tally import Tally
from app.task_result import TaskResult, conclude, recall_result
from app.task_runner import TaskRunner
from core.errors import StoreError
from core.task import Task
from nodes.deaths import note_deaths


def work_on(
    run: BatchRun, inputs: Inputs, settings: BatchSettings, stop: StopRequest, progress: Progress
) -> Tally:
    """Work on every selected task that has no result yet; raises what a worker met.

    The results file is whole when this returns or raises.
    """
    batch = _Batch(run, inputs, settings, stop, progress)
    if run.resumed:
        batch.count_ended()
    batch.refresh.now()
    workers = [
        threading.Thread(target=batch.work, name=f"worker-{number}")
        for number in range(min(settings.concurrency, len(inputs.selected)))
    ]
    for worker in _started(workers):
        worker.join()
    if batch.failure is not None:
        raise batch.failure
    batch.refresh.now()
    return batch.tally


def _started(workers: Iterable[threading.Thread]) -> list[threading.Thread]:
    """Start as many workers as the machine has threads for. Raises StoreError if it has none."""
    started: list[threading.Thread] = []
    try:
        for worker in workers:
            worker.start()
            started.append(worker)
    except RuntimeError as problem:
        if not started:
            raise StoreError(
                f"no work can be begun ({problem}); raise the limit on memory or processes, then "
                "give the same command again"
            ) from None
    return started


class _Batch:
    """What the workers share."""

    def __init__(
        self,
        run: BatchRun,
        inputs: Inputs,
        settings: BatchSettings,
        stop: StopRequest,
        progress: Progress,
    ) -> None:
        self._run, self._inputs, self._settings = run, inputs, settings
        self._stop, self._progress = stop, progress
        self._queue = iter(inputs.selected)
        self._lock = threading.Lock()
        self._ended: set[str] = set()
        self._waiting: dict[str, ResultEntry] = {}
        # `--task` leaves the entries of other tasks as they are.
        self._kept = read_entries(settings.output) if settings.only else {}
        self.failure: Exception | None = None
        self.tally = Tally(len(inputs.tasks))
        self.refresh = ResultsRefresh(self._write, run.clock)
        self._runner = TaskRunner(
            run.graph,
            "sync" if settings.checkpoints == "step" else "exit",
            stop,
            UpdateStream().show if settings.stream else _ignore_update,
            run.recursion_limit,
        )

    def work(self) -> None:
        """Take tasks until there are none, a stop is asked for, or something is wrong."""
        try:
            while (task := self._next()) is not None:
                self._carry_out(task)
        except RunStopped:
            pass
        except Exception as problem:  # told to the main thread, which ends the run
            self.failure = self.failure or problem
            self._stop.ask()

    def count_ended(self) -> None:
        """Count what earlier commands finished."""
        for task in self._inputs.tasks:
            result = self._recall(task)
            if result is not None:
                self._count_ended(task, result)

    def _next(self) -> Task | None:
        with self._lock:
            return None if self._stop.asked else next(self._queue, None)

    def _carry_out(self, task: Task) -> None:
        if task.id in self._ended:
            return
        if self._run.resumed:
            deaths = self._run.journal.deaths(task.id)
            note_deaths(deaths, self._run.journal, self._run.run_id, task.id)
        end = self._runner.run(task)
        result = conclude(self._run.journal, self._run.run_id, task.id, end)
        with self._lock:
            if result.ending == "undecided":
                self._waiting[task.id] = result.entry
                self._count(task, result)
            else:
                self._count_ended(task, result)
        self._progress.show(self.tally)
        self.refresh.due()

    def _count_ended(self, task: Task, result: TaskResult) -> None:
        self._ended.add(task.id)
        self._run.task_ended(task.id)
        self._count(task, result)

    def _count(self, task: Task, result: TaskResult) -> None:
        self.tally.add(result.ending, self._run.journal.history(task.id))
        self._run.journal.forget(task.id)

    def _recall(self, task: Task) -> TaskResult | None:
        """Read a result from the journal, whose memory of an ended task is not needed after."""
        result = recall_result(self._run.journal, self._run.run_id, task.id)
        self._run.journal.forget(task.id)
        return result

    def _write(self) -> None:
        write_results(self._settings.output, self._entries(), self._run.crash_points)

    def _entries(self) -> Iterator[Mapping[str, Any]]:
        for task in self._inputs.tasks:
            result = self._recall(task) if task.id in self._ended else None
            kept = self._waiting.get(task.id) or self._kept.get(task.id)
            yield result.entry if result else kept or unfinished_entry(task.id)


def _ignore_update(task_id: str, update: Mapping[str, Any]) -> None:
    pass
