"""What a run was given, kept as facts of the run: going on with it or replaying it needs no files.

Tasks are the same as long as a run lasts. Tools (their bindings) and settings may change from one
process to the next, so that each change is a fact of its own and the last one holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, Final, Protocol, cast

from app.inputs import Inputs
from app.settings import BatchSettings, Budget
from app.withheld_headers import withheld
from catalog.index import ToolCatalog
from core.action import Action, AttemptRecord
from core.errors import StoreError
from core.facts import record_fact
from core.json_values import Json
from core.seams import Journal
from core.task import Task
from core.tool import Reconcile, Tool

TASKS: Final = "tasks"
TOOLS: Final = "tools"
SETTINGS: Final = "settings"
_OF_ONE_COMMAND: Final = ("only", "fresh", "stream", "strict", "quiet")
_PATHS: Final = ("tasks", "tools", "output", "bindings", "run_dir")


class Histories(Protocol):
    """A journal, as far as it can be looked through."""

    def history(self, task_id: str) -> tuple[AttemptRecord, ...]: ...


def record_inputs(journal: Journal, run_id: str, inputs: Inputs, settings: BatchSettings) -> None:
    """Record tasks, tools and settings, each where it is not what was recorded last."""
    given = {
        TASKS: [asdict(task) for task in inputs.tasks],
        TOOLS: {
            "digest": inputs.catalog_digest,
            "tools": [withheld(asdict(tool)) for tool in inputs.catalog.tools],
        },
        SETTINGS: _stored_settings(settings),
    }
    for name, value in given.items():
        recorded = recorded_values(journal, name)
        if not recorded or recorded[-1] != value:
            action = Action(run_id, "", f"{name}:{len(recorded) + 1}")
            record_fact(journal, action, cast(Json, value))


def recorded_values(journal: Histories, name: str) -> list[Any]:
    """Return what was recorded under a name, in the order of recording."""
    return [
        record.outcome.output
        for record in journal.history("")
        if record.attempt.action.slot.startswith(f"{name}:") and record.outcome is not None
    ]


def recorded_task_ids(journal: Histories) -> tuple[str, ...]:
    """Return the ids of all tasks that the run accepted, in their order."""
    return tuple(task["id"] for task in _last(journal, TASKS))


def recorded_inputs(journal: Histories) -> Inputs:
    """Return what the run was given last; literal header values are not among it.

    Raises StoreError where the run was begun by a version that did not keep it.
    """
    tasks = tuple(Task(**stored) for stored in _last(journal, TASKS))
    kept = _last(journal, TOOLS)
    tools = tuple(_tool(stored) for stored in kept["tools"])
    return Inputs(tasks, tasks, ToolCatalog(tools), kept["digest"], ())


def recorded_settings(journal: Histories) -> BatchSettings:
    """Return the settings of the last command that worked on the run; all paths absolute."""
    stored = _last(journal, SETTINGS)
    known = {field.name for field in fields(BatchSettings)}
    members = {name: value for name, value in stored.items() if name in known}
    for name in _PATHS:
        members[name] = members[name] and Path(members[name])
    return BatchSettings(**{**members, "budget": Budget(**members["budget"])})


def recorded_outputs(journal: Histories) -> set[Path]:
    """Return every output that a command named for the run; all paths absolute."""
    return {Path(settings["output"]) for settings in recorded_values(journal, SETTINGS)}


def _last(journal: Histories, name: str) -> Any:
    recorded = recorded_values(journal, name)
    if not recorded:
        raise StoreError(
            f"the run stopped before any work, and before its {name} were kept; the batch command "
            "that began it goes on with it"
        )
    return recorded[-1]


def _stored_settings(settings: BatchSettings) -> Mapping[str, Any]:
    members = {
        name: value for name, value in asdict(settings).items() if name not in _OF_ONE_COMMAND
    }
    for name in _PATHS:
        members[name] = members[name] and str(members[name].absolute())
    return members


def _tool(stored: Mapping[str, Any]) -> Tool:
    reconcile = stored["reconcile"]
    return Tool(**{**stored, "reconcile": reconcile and Reconcile(**reconcile)})
