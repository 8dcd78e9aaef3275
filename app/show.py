"""`show`: what a run is and how its tasks stand; of one task the plan and all that happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.list_runs import how_to_go_on
from app.named_run import named_run
from app.recorded_inputs import recorded_inputs
from app.result_entry import is_call
from app.run_summary import RunSummary, summary_of
from app.show_attempts import attempt_lines
from app.show_plan import plan_lines
from app.shown import columns, indented, moment, one_line
from app.task_result import RESULT, recorded_result
from checkpoints.reading import JournalReader
from core.action import AttemptRecord
from core.errors import InputError


def show_run(run_dir: Path, name: str) -> int:
    """Print a run and how its tasks stand; return the exit code. Nothing is changed."""
    summary = summary_of(named_run(run_dir, name))
    for line in _about(summary, run_dir):
        print(line)
    with JournalReader(summary.found.folder) as reader:
        begun = {task_id: _counts(records) for task_id, records in reader.histories() if task_id}
    print("tasks")
    rows = [
        (one_line(task_id), _state(task_id, summary, begun), begun.get(task_id, ""))
        for task_id in summary.task_ids
    ]
    for line in indented(columns(rows)):
        print(line)
    return 0


def _about(summary: RunSummary, run_dir: Path) -> Iterator[str]:
    record = summary.found.record
    endings = [f"{count} {ending}" for ending, count in sorted(summary.ended_as.items())]
    about = [
        ("tasks", ", ".join([f"{summary.counted} have a result", *endings])),
        ("begun", moment(record.created_at)),
        ("last worked on", moment(summary.last_moment)),
        ("results", one_line(record.output)),
        ("kept in", one_line(str(summary.found.folder))),
        ("versions", ", ".join(f"{name} {text}" for name, text in record.purpose.versions.items())),
        ("next", how_to_go_on(summary, run_dir)),
    ]
    yield f"run {record.run_id}: {summary.state}"
    yield from indented(columns(about))
    if record.purpose.targets:
        targets = record.purpose.targets.items()
        yield "changes go to"
        yield from indented(columns([(one_line(tool), one_line(to)) for tool, to in targets]))


def _counts(records: Sequence[AttemptRecord]) -> str:
    calls = [record.attempt for record in records if is_call(record.attempt)]
    retries = sum(call.number > 1 for call in calls)
    return f"{len(calls)} calls" + (f", {retries} of them retries" if retries else "")


def _state(task_id: str, summary: RunSummary, begun: dict[str, str]) -> str:
    if task_id in summary.endings:
        return summary.endings[task_id]
    if task_id not in begun:
        return "not begun"
    return "waits for a person" if summary.found.state == "waiting" else "not finished"


def show_task(run_dir: Path, name: str, task_id: str) -> int:
    """Print one task's plan and every attempt; return the exit code. Nothing is changed."""
    found = named_run(run_dir, name)
    with JournalReader(found.folder) as reader:
        tasks = {task.id: task for task in recorded_inputs(reader).tasks}
        if task_id not in tasks:
            raise InputError("no such task in this run", entry=task_id)
        records = reader.history(task_id)
    task = tasks[task_id]
    print(f"task {one_line(task.id)} ({one_line(task.domain)}) of run {found.record.run_id}")
    print(f"  {one_line(task.prompt)}")
    for line in _story(records):
        print(line)
    return 0


def _story(records: Sequence[AttemptRecord]) -> Iterator[str]:
    if not records:
        yield "not begun"
        return
    yield from plan_lines(records)
    since = records[0].started_at
    yield f"what happened, counted from {moment(since)}"
    for record in records:
        yield from indented(attempt_lines(record, since))
    yield from _result(records)


def _result(records: Sequence[AttemptRecord]) -> Iterator[str]:
    for record in records:
        if record.attempt.action.slot == RESULT and record.outcome is not None:
            result = recorded_result(record.outcome)
            yield f"result: {result.ending}, {result.entry['latency_ms']} ms"
            yield from indented(map(one_line, result.entry["final_answer"].splitlines()))
            return
    yield "no result yet"
