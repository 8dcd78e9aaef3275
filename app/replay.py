"""`replay`: a task again from its journal alone, compared to the byte with what was recorded."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.named_run import named_run
from app.recorded_inputs import recorded_inputs
from app.replaying import Diverged, replayed
from app.shown import one_line
from app.task_result import RESULT, TaskResult, recorded_result
from app.version import VERSIONS
from checkpoints.reading import JournalReader
from checkpoints.run_folder import FoundRun
from core.action import Action, Outcome
from core.errors import InputError
from core.task import Task

_SHOWN = 300


def replay_task(run_dir: Path, name: str, task_id: str) -> int:
    """Replay a task and print how it compares; return 0 where it is identical, else 1.

    Raises InputError for a task that is not there or has no result yet.
    """
    found = named_run(run_dir, name)
    with JournalReader(found.folder) as reader:
        task = _task(reader, task_id)
        recorded = _recorded(reader, task)
        differences = [*_differences(reader, task, recorded)]
    where = f"task {one_line(task.id)} of run {found.record.run_id}"
    if not differences:
        size, calls = len(_text(recorded.entry).encode()), recorded.entry["tool_calls_count"]
        print(f"identical: {where}, {calls} calls, a result of {size} bytes")
        return 0
    print(f"diverged: {where}")
    for line in [*_other_versions(found), *differences]:
        print(f"  {one_line(line)}")
    return 1


def _task(reader: JournalReader, task_id: str) -> Task:
    for task in recorded_inputs(reader).tasks:
        if task.id == task_id:
            return task
    raise InputError("no such task in this run", entry=task_id)


def _recorded(reader: JournalReader, task: Task) -> TaskResult:
    outcome = reader.task(task.id).standing(Action(reader.record.run_id, task.id, RESULT))
    if not isinstance(outcome, Outcome):
        raise InputError("has no result yet, so there is nothing to compare with", entry=task.id)
    return recorded_result(outcome)


def _differences(reader: JournalReader, task: Task, recorded: TaskResult) -> Iterator[str]:
    try:
        now = replayed(reader, task)
    except Diverged as problem:
        yield str(problem)
        return
    if now.ending != recorded.ending:
        yield f"ending: recorded {recorded.ending}, replayed {now.ending}"
    yield from _first_difference(recorded.entry, now.entry, "")
    if _text(now.entry) != _text(recorded.entry) and now.entry == recorded.entry:
        yield "the same values in another order"


def _first_difference(recorded: Any, now: Any, place: str) -> Iterator[str]:
    """Say where two values part, as deep as that can be told."""
    if isinstance(recorded, dict) and isinstance(now, dict) and recorded.keys() == now.keys():
        for name in recorded:
            yield from _first_difference(recorded[name], now[name], f"{place}.{name}".lstrip("."))
        return
    if isinstance(recorded, list) and isinstance(now, list):
        for position, (old, new) in enumerate(zip(recorded, now, strict=False)):
            if _text(old) != _text(new):
                yield from _first_difference(old, new, f"{place}[{position}]")
                return
    if _text(recorded) != _text(now):
        yield f"{place}: recorded {_text(recorded):.{_SHOWN}}, replayed {_text(now):.{_SHOWN}}"


def _text(value: Any) -> str:
    """The bytes that results.json would have."""
    return json.dumps(value, ensure_ascii=False)


def _other_versions(found: FoundRun) -> Iterator[str]:
    for name, version in found.record.purpose.versions.items():
        if VERSIONS.get(name) != version:
            yield f"it was begun with {name} version {version}, this is {VERSIONS.get(name)}"
