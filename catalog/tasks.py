"""Reads tasks.json: the requests of a run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from catalog.json_file import CONTROL, SURROGATE, kind_of, read_json, shown
from core.errors import InputError
from core.json_values import Json
from core.task import Task

LONGEST_ID = 200
LARGEST_PROMPT = 1024 * 1024
_FILE_LIMIT_MIB = 256


def load_tasks(path: Path) -> tuple[Task, ...]:
    """Return the tasks in the order of the file. Raises InputError naming file, entry and field.

    Unknown keys of a task are passed over; a blank prompt is a task like any other (its author is
    asked what is wanted).
    """
    entries = read_json(path, _FILE_LIMIT_MIB)
    if not isinstance(entries, list):
        raise InputError(f"holds {kind_of(entries)}; write an array of tasks", file=str(path))
    first_use: dict[str, int] = {}
    tasks = []
    for position, entry in enumerate(entries):
        task = _task(entry, str(path), position)
        if task.id in first_use:
            raise InputError(
                f"the id is taken by entry {first_use[task.id] + 1}; give each task its own",
                file=str(path),
                entry=_named(position, task.id),
                field="id",
            )
        first_use[task.id] = position
        tasks.append(task)
    return tuple(tasks)


def _named(position: int, task_id: Json = None) -> str:
    name = f" ({shown(task_id)})" if isinstance(task_id, str) else ""
    return f"entry {position + 1}{name}"


def _task(entry: Json, file: str, position: int) -> Task:
    if not isinstance(entry, Mapping):
        raise InputError(
            f"is {kind_of(entry)}; a task is an object with id, domain and prompt",
            file=file,
            entry=_named(position),
        )
    place = _named(position, entry.get("id"))
    texts = {field: _text(entry, field, file, place) for field in ("id", "domain", "prompt")}
    for field, complaint in (
        ("id", _wrong_with_id(texts["id"])),
        ("domain", "" if texts["domain"].strip() else "is empty; name the domain, as support"),
        ("prompt", _wrong_with_prompt(texts["prompt"])),
    ):
        if complaint:
            raise InputError(complaint, file=file, entry=place, field=field)
    return Task(texts["id"], texts["domain"], texts["prompt"])


def _text(entry: Mapping[str, Json], field: str, file: str, place: str) -> str:
    if field not in entry:
        raise InputError("is missing; add it", file=file, entry=place, field=field)
    value = entry[field]
    if not isinstance(value, str):
        raise InputError(
            f"is {kind_of(value)}; write it as a string", file=file, entry=place, field=field
        )
    if SURROGATE.search(value):
        raise InputError(
            "has a lone surrogate (half a character); write the whole character",
            file=file,
            entry=place,
            field=field,
        )
    return value


def _wrong_with_id(task_id: str) -> str:
    if not task_id.strip():
        return "is empty; give the task an id of its own"
    if len(task_id) > LONGEST_ID:
        return f"is {len(task_id)} characters long; at most {LONGEST_ID} are allowed"
    if CONTROL.search(task_id):
        return "has a control character; use printable ones only"
    return ""


def _wrong_with_prompt(prompt: str) -> str:
    size = len(prompt.encode("utf-8"))
    if size > LARGEST_PROMPT:
        return f"is {size} bytes long; at most 1 MiB is allowed, shorten it"
    return ""
